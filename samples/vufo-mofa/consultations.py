"""Opinions asked in rounds: one of which the table was told, and one that still misses an answer."""

from samples.loader import World
from samples.schedule import Scene

from .cast import RESEARCH, VUFO, iso, send

PACCOM, INFORMATION = f"{VUFO}/paccom", f"{VUFO}/information"
DESKS = {RESEARCH: "o-res-desk", PACCOM: "o-paccom-desk", INFORMATION: "o-info-desk"}
TITLE = "Draft programme on people's external relations"
DRAFT = [
    {"id": "a", "text": "1. Hai Bên trao đổi chương trình đối ngoại nhân dân của năm sau trước ngày 30 tháng 11."},
    {"id": "b", "text": "2. Mỗi hoạt động chung có một đơn vị chủ trì và một đơn vị phối hợp."},
    {"id": "c", "text": "3. Kết quả được báo cáo sau mỗi hoạt động, kèm số người tham gia."},
]
WORDING = "3. Kết quả được báo cáo trong 10 ngày làm việc sau mỗi hoạt động, kèm số người tham gia."


def programme(world: World) -> Scene:
    """Three were asked: one has comments, one agrees, one said nothing; each was told what became of it."""
    yield -56, 9
    stated = {"title": TITLE, "question": "Does the draft fit your work? Please comment paragraph by paragraph.",
              "draft": DRAFT, "answer_by": iso(world.day(-45)), "silence": "nothing", "seen": "asker",
              "round": "programme-1"}  # fmt: skip
    files = {unit: send(world, "mofa", "o-pol-desk", "consultation.ask", stated, to=[unit]) for unit in DESKS}
    yield -50, 14
    points = [
        {"paragraph": "1", "comment": "The congress of the Union approves its programme only in December."},
        {"paragraph": "3", "comment": "Name a time limit, as the regulation does.", "wording": WORDING},
    ]
    send(world, "vufo", "o-res-desk", "consultation.reply", {"opinion": "comments", "points": points}, files[RESEARCH])
    yield -46, 15
    send(world, "vufo", "o-paccom-desk", "consultation.reply", {"opinion": "agree"}, files[PACCOM])
    yield -43, 10
    for file in files.values():
        send(world, "mofa", "o-pol-desk", "consultation.close", {}, file)
    yield -39, 14
    names = {RESEARCH: "Research and General Affairs Unit", PACCOM: "PACCOM", INFORMATION: "External Information Unit"}
    said = {RESEARCH: ("comments", -50), PACCOM: ("agree", -46)}
    replies = [
        {"who": name, "unit": unit}
        | ({"outcome": said[unit][0], "on": iso(world.day(said[unit][1]))} if unit in said else {"outcome": "silent"})
        for unit, name in names.items()
    ]
    asked = {"who": names[RESEARCH], "unit": RESEARCH}
    answers = (("explained", "The plenary needs all programmes by then; the Union may send a draft first."),
               ("accepted", "Taken over as proposed."))  # fmt: skip
    table = [asked | point | {"answer": answer, "reason": reason}
             for point, (answer, reason) in zip(points, answers, strict=True)]  # fmt: skip
    for file in files.values():
        send(world, "mofa", "o-pol-desk", "consultation.tell", {"replies": replies, "table": table}, file)


def guidelines(world: World) -> Scene:
    """Two are asked; one answered, the other is late since yesterday."""
    yield -13, 10
    stated = {"title": "Guidelines on inviting friends of Viet Nam",
              "question": "Which of your associations invite by themselves, and how are the embassies told?",
              "draft": [{"id": "a", "text": "1. Thư mời được gửi cho cơ quan đại diện trước ngày mời."},
                        {"id": "b", "text": "2. Kinh phí đón khách do bên mời bảo đảm."}],
              "answer_by": iso(world.day(-1)), "silence": "nothing", "seen": "asker",
              "round": "guidelines-1"}  # fmt: skip
    files = {unit: send(world, "mofa", "o-pol-desk", "consultation.ask", stated, to=[unit])
             for unit in (RESEARCH, INFORMATION)}  # fmt: skip
    yield -6, 10
    said = {"opinion": "comments", "comment": "Provincial unions invite too; please name them in paragraph 1."}
    send(world, "vufo", "o-res-desk", "consultation.reply", said, files[RESEARCH])


SCENES = (programme, guidelines)
