"""Official letters: one that was numbered, sent and answered, and one that came on paper."""

from samples.loader import World
from samples.schedule import Scene

from .cast import MOFA, POLICY, VUFO, iso, send

LETTER = """Kính gửi: Liên hiệp các tổ chức hữu nghị Việt Nam
Đề nghị quý Liên hiệp cho ý kiến về danh sách 12 nhà báo nước ngoài dự kiến mời dự Tuần lễ văn hóa.
Ý kiến xin gửi về Vụ Thông tin Báo chí trước thời hạn nêu trên."""
ANSWER = """Liên hiệp nhất trí với danh sách; đề nghị bổ sung hai nhà báo của báo chí hữu nghị tại châu Âu."""
COMMITTEE = "solidarity-committee.example"
SOLIDARITY = {
    "vi": "Ủy ban Đoàn kết mẫu (minh họa)", "en": "Sample Solidarity Committee (demo)",
    "ar": "لجنة التضامن النموذجية (عرض توضيحي)", "ms": "Jawatankuasa Solidariti Contoh (demo)",
}  # fmt: skip


def journalists(world: World) -> Scene:
    """Numbered by the issuer's own series, registered by the other side, answered by letter, accepted."""
    yield -37, 9
    world.issuer("mofa", "press", name="VỤ THÔNG TIN BÁO CHÍ (MẪU)", superior="BỘ NGOẠI GIAO (MẪU)", place="Hà Nội",
                 symbol="BNG-TTBC", numbers=True, first_n=214)  # fmt: skip
    world.issuer("vufo", "union", name="LIÊN HIỆP CÁC TỔ CHỨC HỮU NGHỊ (MẪU)", place="Hà Nội", symbol="LHHN-TT",
                 numbers=True, first_n=96)  # fmt: skip
    file = send(world, "mofa", "o-press-desk", "letter.send", {
        "title": "V/v mời nhà báo nước ngoài dự Tuần lễ văn hóa (Inviting journalists to the Week of Culture)",
        "issuer": "press", "urgency": "urgent", "text": LETTER, "capacity": "TL.",
        "signatory": "Head, Department of Press and Information", "answer_by": iso(world.day(-28))},
        to=[f"{VUFO}/information"])  # fmt: skip
    yield -36, 14
    received = {"received_on": iso(world.day(-36)), "book_number": "1187", "lead": f"{VUFO}/information"}
    send(world, "vufo", "o-info-desk", "letter.receive", received, file)
    yield -29, 10
    send(world, "vufo", "o-info-desk", "letter.answer", {
        "answer": ANSWER, "answer_issuer": "union", "capacity": "TL.",
        "signatory": "Head, External Information Unit"}, file)  # fmt: skip
    yield -27, 15
    send(world, "mofa", "o-press-desk", "letter.accept", {}, file)


def on_paper(world: World) -> Scene:
    """A committee in Cairo wrote on paper: entered in the book, with a lead unit that owes the answer."""
    yield -6, 9
    world.enter("mofa", COMMITTEE, SOLIDARITY, via="letter", where={"address": "1 Sample Square, Cairo"})
    send(world, "mofa", "o-clerk", "letter_in.register", {
        "title": "Invitation to a conference on solidarity", "sender": "Sample Solidarity Committee (demo)",
        "number": "SC/118", "dated_on": iso(world.day(-16)), "received_on": iso(world.day(-6)),
        "book_number": "2304", "came": "paper", "partner": "demo-solidarity-committee",
        "text": "The committee invites a delegation of five to Cairo in spring and asks who would lead it.",
        "signatory": "Secretary of the committee", "answer_by": iso(world.day(9)), "lead": POLICY,
        "coordinating": [f"{MOFA}/mission-cairo"]},
        to=[f"{COMMITTEE}/office"])  # fmt: skip


SCENES = (journalists, on_paper)
