"""Word files as offices write them, made afresh: a Vietnamese regulation, an Arabic one, and one in two columns."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

VI_TITLE = "QUY CHẾ PHỐI HỢP CÔNG TÁC GIỮA BỘ NGOẠI GIAO VÀ LIÊN HIỆP HỮU NGHỊ"
VI_HEADS = [
    "Phạm vi điều chỉnh", "Nguyên tắc phối hợp", "Thông báo chuyến thăm", "Trả lời đề nghị", "Họp sơ kết, tổng kết",
    "Hiệu lực thi hành",
]  # fmt: skip
AR_ORDINALS = ["الأولى", "الثانية", "الثالثة", "الرابعة"]


def saved(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def vietnamese() -> bytes:
    """`Điều n` comes from the list, chapters stand in the middle, `Điều 3` is cited too, signatures end it."""
    document = Document()
    header = document.add_table(rows=1, cols=2)
    header.cell(0, 0).text = "BỘ NGOẠI GIAO - LIÊN HIỆP HỮU NGHỊ\nSố: 12/QC"
    header.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    centred(document, "QUY CHẾ")
    centred(document, "PHỐI HỢP CÔNG TÁC GIỮA BỘ NGOẠI GIAO VÀ LIÊN HIỆP HỮU NGHỊ")
    document.add_paragraph("Căn cứ Nghị định của Chính phủ quy định chức năng, nhiệm vụ;")
    document.add_paragraph("Hai Bên thống nhất ban hành Quy chế với các nội dung sau:")
    articles = numbered_list(document, "Điều %1.")
    centred(document, "Chương I")
    centred(document, "QUY ĐỊNH CHUNG")
    _article(document, articles, VI_HEADS[0], "1. Quy chế này quy định nguyên tắc và trách nhiệm phối hợp.",
             "2. Các đơn vị thực hiện theo")  # fmt: skip
    document.add_paragraph("Điều 3 của Quy chế này và các quy định có liên quan.")
    _article(document, articles, VI_HEADS[1], "Chủ động, kịp thời, thực chất.")
    centred(document, "Chương II")
    centred(document, "TRÁCH NHIỆM")
    _article(document, articles, VI_HEADS[2], "a) Chậm nhất 15 ngày làm việc trước ngày bắt đầu.")
    rates = document.add_table(rows=2, cols=2)
    for place, text in enumerate(("Cấp chuyến thăm", "Thời hạn", "Chính thức", "15 ngày")):
        rates.cell(place // 2, place % 2).text = text
    _article(document, articles, VI_HEADS[3], "Trả lời trong 05 ngày làm việc.")
    broken = document.add_paragraph()
    broken.add_run("Trường hợp cần thêm thời gian thì nêu lý do")
    broken.add_run().add_break()
    broken.add_run("và thời hạn mới.")
    _article(document, articles, VI_HEADS[4], "Sáu tháng một lần.")
    _article(document, articles, VI_HEADS[5], "Quy chế có hiệu lực kể từ ngày ký.")
    document.add_paragraph("Hà Nội, ngày 05 tháng 01 năm 2026")
    signed = document.add_table(rows=1, cols=2)
    signed.cell(0, 0).text = "TM. BỘ NGOẠI GIAO\nTHỨ TRƯỞNG"
    signed.cell(0, 1).text = "TM. LIÊN HIỆP HỮU NGHỊ\nCHỦ TỊCH"
    return saved(document)


def arabic() -> bytes:
    """Ordinal words, the heading on the line below, and a number in Arabic digits."""
    document = Document()
    centred(document, "لائحة عمل للتنسيق بين الوزارة والاتحاد")
    document.add_paragraph("استناداً إلى القانون رقم ١٢ وبعد الاطلاع على النظام الأساسي،")
    heads = ["نطاق التطبيق", "مبادئ التنسيق", "الإخطار بالزيارات", "الرد على الطلبات"]
    texts = [
        "تنظم هذه اللائحة التنسيق بين الجهتين.",
        "يقوم التنسيق على الثقة.",
        "قبل ١٥ يوم عمل.",
        "خلال ٥ أيام.",
    ]
    for ordinal, head, text in zip(AR_ORDINALS, heads, texts, strict=True):
        centred(document, f"المادة {ordinal}")
        centred(document, head)
        document.add_paragraph(text)
        document.add_paragraph("وفقاً للمادة الأولى من هذه اللائحة.")
    document.add_paragraph("المادة (٥): النفاذ")
    document.add_paragraph("تدخل هذه اللائحة حيز النفاذ من تاريخ التوقيع.")
    document.add_paragraph("حُررت في هانوي بتاريخ ٥ يناير ٢٠٢٦")
    document.add_paragraph("عن الوزارة")
    return saved(document)


def two_columns(*, heads: tuple[str, str] | None = None, numbers: str = "") -> bytes:
    """Vietnamese on the one side and English on the other, row by row; `heads` names them, `numbers` heads a third."""
    document = Document()
    rows = [
        *([heads] if heads else []),
        ("BẢN GHI NHỚ VỀ PHỐI HỢP CÔNG TÁC", "MEMORANDUM ON COORDINATION"),
        ("Hai Bên thỏa thuận như sau:", "The Parties have agreed on the following:"),
        ("Điều 1. Phạm vi", "Article 1. Scope"),
        (
            "Bản ghi nhớ này quy định việc phối hợp giữa hai Bên.",
            "This Memorandum governs the coordination of both.",
        ),
        ("Điều 2. Thông báo sớm", "Article 2. Early notice"),
        ("Mỗi Bên báo cho Bên kia trước 10 ngày làm việc.", "Each Party informs the other 10 working days before."),
        ("Điều 3. Hiệu lực", "Article 3. Entry into force"),
        ("Có hiệu lực từ ngày ký.", "It takes effect on the day of the signature of both."),
        ("ĐẠI DIỆN BỘ NGOẠI GIAO", "FOR THE MINISTRY OF FOREIGN AFFAIRS"),
    ]
    table = document.add_table(rows=len(rows), cols=3 if numbers else 2)
    for number, texts in enumerate(rows):
        cells = ([str(number) if number else numbers] if numbers else []) + list(texts)
        for cell, text in zip(table.rows[number].cells, cells, strict=True):
            cell.text = text
    return saved(document)


def centred(document: Any, text: str) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = True
    return paragraph


def numbered_list(document: Any, text: str, *, written: str = "decimal", start: int = 1) -> int:
    """A list whose first level writes this text before each paragraph; its number for `in_list`."""
    numbering = document.part.numbering_part.element
    name = 900 + len(numbering)
    level = (
        f'<w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="{written}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )
    rules = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{name}">{level}</w:abstractNum>')
    numbering.insert(0, rules)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{name}"><w:abstractNumId w:val="{name}"/></w:num>')
    )  # fmt: skip
    return name


def in_list(paragraph: Any, name: int, depth: int = 0) -> Any:
    rules = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{name}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(rules))
    return paragraph


def tracked(paragraph: Any, *, put_in: str = "", taken_out: str = "") -> None:
    """A change that nobody has accepted yet."""
    for tag, inner, text in (("ins", "t", put_in), ("del", "delText", taken_out)):
        if text:
            run = f"<w:r><w:{inner}>{text}</w:{inner}></w:r>"
            change = f'<w:{tag} {nsdecls("w")} w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z">{run}</w:{tag}>'
            paragraph._p.append(parse_xml(change))


def end_taken_out(paragraph: Any) -> None:
    """The mark that ends this paragraph was deleted, with changes followed."""
    properties = paragraph._p.get_or_add_pPr()
    change = f'<w:rPr {nsdecls("w")}><w:del w:id="2" w:author="A" w:date="2026-01-01T00:00:00Z"/></w:rPr>'
    properties.append(parse_xml(change))


def repacked(raw: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same package with some of its parts changed."""
    with zipfile.ZipFile(BytesIO(raw)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


def _article(document: Any, articles: int, head: str, *texts: str) -> None:
    paragraph = in_list(document.add_paragraph(), articles)
    paragraph.add_run(head).bold = True
    for text in texts:
        document.add_paragraph(text)
