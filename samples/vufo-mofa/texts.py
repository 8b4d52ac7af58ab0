"""Texts written together: a submission that a third body decided on, and a text for the public in three languages."""

from samples.loader import World
from samples.schedule import Scene

from .cast import MOFA, POLICY, VUFO, iso, send

FIRST_TEXT = """Kính gửi: Thủ tướng Chính phủ
Bộ Ngoại giao và Liên hiệp các tổ chức hữu nghị Việt Nam đề nghị cho phép tổ chức Tuần hữu nghị các dân tộc.
Kinh phí do hai cơ quan bảo đảm trong dự toán được giao.
Thời gian: quý II năm sau; địa điểm: Hà Nội và Đà Nẵng."""
SECOND_TEXT = FIRST_TEXT.replace(
    "do hai cơ quan bảo đảm trong dự toán được giao",
    "do mỗi cơ quan tự bảo đảm phần việc của mình trong dự toán được giao",
)
NEWS_VI = "Liên hiệp và Bộ Ngoại giao khai mạc Triển lãm ảnh hữu nghị tại Hà Nội, với 60 tác phẩm từ 9 nước."
NEWS_EN = "The Union and the Ministry opened the Friendship Photo Exhibition in Ha Noi, with 60 works from 9 countries."
NAMED = [
    {"original": "Liên hiệp các tổ chức hữu nghị Việt Nam", "language": "en",
     "wording": "Viet Nam Union of Friendship Organizations", "never": "Vietnam Union of Friendship Organisations"},
    {"original": "đối ngoại nhân dân", "language": "en", "wording": "people's diplomacy",
     "never": "public diplomacy; foreign affairs"},
    {"original": "đối ngoại nhân dân", "language": "ar", "wording": "الدبلوماسية الشعبية",
     "never": "الدبلوماسية العامة"},
]  # fmt: skip
LEADS = {
    "vi": "Triển lãm giới thiệu tác phẩm của bạn bè năm châu.",
    "en": "The exhibition shows works of friends from all over.",
    "ar": "يقدّم المعرض أعمال أصدقاء من أنحاء العالم.",
}  # fmt: skip
HEADINGS = {"en": "Opening of the Friendship Photo Exhibition", "ar": "افتتاح معرض صور الصداقة"}
PLACES = {"vi": "Hà Nội", "en": "Ha Noi", "ar": "هانوي"}
NEWS_AR = "افتتح الاتحاد والوزارة معرض صور الصداقة في هانوي، ويضم 60 عملاً من 9 بلدان."


def friendship_week(world: World) -> Scene:
    """Two versions, one point taken up and one explained, approved, submitted, and decided with changes."""
    yield -59, 10
    file = send(world, "vufo", "o-res-desk", "drafting.begin", {
        "title": "Joint submission on a Week of Friendship", "form": "submission", "decider": "The Prime Minister",
        "body": FIRST_TEXT, "comments_by": iso(world.day(-51)), "basis": "Regulation on coordination, article 8"},
        to=[POLICY])  # fmt: skip
    yield -55, 11
    first = world.acts("vufo", file, "drafting.begin")[-1]
    send(world, "mofa", "o-pol-desk", "drafting.remark", {
        "version": first, "paragraph": "3", "text": "Each side bears its own part, as article 16 says."},
        file)  # fmt: skip
    send(world, "mofa", "o-pol-desk", "drafting.remark", {
        "version": first, "paragraph": "4", "text": "Could Can Tho host it instead of Da Nang?"}, file)  # fmt: skip
    send(world, "mofa", "o-pol-desk", "drafting.finish", {"text": "No further comments."}, file)
    yield -51, 14
    money, town = world.acts("vufo", file, "drafting.remark")
    changed = {"body": SECOND_TEXT, "note": "Who pays for what is now plain.", "version": first}
    send(world, "vufo", "o-res-desk", "drafting.revise", changed, file)
    second = world.acts("vufo", file, "drafting.revise")[-1]
    send(world, "vufo", "o-res-desk", "drafting.take_up", {"point": money, "version": second}, file)
    send(world, "vufo", "o-res-desk", "drafting.explain", {
        "point": town, "reason": "The hall in Da Nang is already promised by its union."}, file)  # fmt: skip
    yield -48, 9
    wanted = {"approve_by": iso(world.day(-44)), "note": "So that it leaves this month."}
    send(world, "vufo", "o-res-desk", "drafting.ask_approval", wanted, file)
    yield -45, 15
    send(world, "mofa", "o-pol-desk", "drafting.approve", {"version": second}, file)
    yield -44, 10
    send(world, "vufo", "o-res-desk", "drafting.submit", {
        "version": second, "number": "27/TTr-LH", "submitted_on": iso(world.day(-44))}, file)  # fmt: skip
    yield -29, 10
    send(world, "vufo", "o-res-desk", "drafting.decide", {
        "outcome": "changed", "decided_on": iso(world.day(-30)), "number": "311/VPCP-QHQT",
        "decision": "Approved for Ha Noi and Da Nang; five days instead of seven."}, file)  # fmt: skip


def photo_exhibition(world: World) -> Scene:
    """Cleared and released in three languages; since a correction the Arabic text lags behind."""
    yield -24, 11
    file = send(world, "vufo", "o-info-desk", "bulletin.begin", {
        "title": "Opening of the Friendship Photo Exhibition", "original": "vi",
        "lead": LEADS["vi"], "place": PLACES["vi"], "text": NEWS_VI.replace("9 nước", "8 nước"),
        "clear_by": iso(world.day(-20)),
        "lines": [{"question": "Who chose the works?", "line": "A jury of both sides; the photographers gave them.",
                   "speaker": f"{VUFO}/information"}],
        "media": [{"outlet": "Website of the Union", "form": "release", "language": "vi"},
                  {"outlet": "Press briefing of the Ministry", "form": "briefing", "language": "en",
                   "unit": f"{MOFA}/press"}]},
        to=[f"{MOFA}/press"])  # fmt: skip
    yield -21, 10
    first = world.acts("vufo", file, "bulletin.begin")[-1]
    send(world, "mofa", "o-press-desk", "bulletin.clear", {"version": first, "remark": "Numbers checked."}, file)
    yield -19, 9
    for language, wording in (("en", NEWS_EN), ("ar", NEWS_AR)):
        send(world, "vufo", "o-info-desk", "bulletin.translate", {
            "language": language, "version": first, **_in_words(language),
            "wording": wording.replace("9 countries", "8 countries").replace("9 بلدان", "8 بلدان")}, file)  # fmt: skip
        send(world, "mofa", "o-press-desk", "bulletin.check", {"language": language, "version": first}, file)
    send(world, "vufo", "o-info-desk", "bulletin.release", {"address": "Website of the Union, front page"}, file)
    yield -16, 10
    send(world, "vufo", "o-info-desk", "bulletin.correct", {
        "lead": LEADS["vi"], "place": PLACES["vi"], "text": NEWS_VI,
        "note": "A ninth country sent its photographs late.",
        "clear_by": iso(world.day(-14))}, file)  # fmt: skip
    second = world.acts("vufo", file, "bulletin.correct")[-1]
    yield -15, 14
    send(world, "mofa", "o-press-desk", "bulletin.clear", {"version": second}, file)
    yield -14, 9
    given = {"language": "en", "wording": NEWS_EN, "version": second, **_in_words("en")}
    send(world, "vufo", "o-info-desk", "bulletin.translate", given, file)
    send(world, "mofa", "o-press-desk", "bulletin.check", {"language": "en", "version": second}, file)
    send(world, "vufo", "o-info-desk", "bulletin.release", {"address": "Website of the Union, news"}, file)


def fixed_names(world: World) -> Scene:
    """How both sides are named in each language: agreed, locked, and changed once."""
    yield -62, 9
    file = send(world, "vufo", "o-info-desk", "terms.begin", {
        "title": "Names of both sides", "agree_by": iso(world.day(-55)), "terms": NAMED[:2]},
        to=[f"{MOFA}/press"])  # fmt: skip
    yield -58, 15
    first = world.acts("vufo", file, "terms.begin")[-1]
    send(world, "mofa", "o-press-desk", "terms.agree", {"version": first}, file)
    yield -57, 9
    send(world, "vufo", "o-info-desk", "terms.lock", {"version": first}, file)
    yield -36, 10
    send(world, "vufo", "o-info-desk", "terms.revise", {
        "terms": NAMED, "note": "Arabic is added.", "agree_by": iso(world.day(-30))}, file)  # fmt: skip
    yield -33, 10
    second = world.acts("vufo", file, "terms.revise")[-1]
    send(world, "mofa", "o-press-desk", "terms.agree", {"version": second}, file)
    send(world, "vufo", "o-info-desk", "terms.lock", {"version": second}, file)


def _in_words(language: str) -> dict[str, str]:
    return {"heading": HEADINGS[language], "lead": LEADS[language], "place": PLACES[language]}


SCENES = (friendship_week, fixed_names, photo_exhibition)
