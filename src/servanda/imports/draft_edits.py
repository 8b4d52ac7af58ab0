"""What people do to the articles of a draft: join, split, move, take out, and put back what was left over."""

from collections.abc import Callable

from servanda.imports import draft_data
from servanda.imports.article_heads import article_head
from servanda.imports.draft_data import Data
from servanda.imports.languages import is_language
from servanda.kernel.refusals import Refused


def find(data: Data, key: str) -> Data:
    """The article of this key. Raises Refused("no_article")."""
    found: Data | None = next((item for item in data["articles"] if item["key"] == key), None)
    if found is None:
        raise Refused("no_article")
    return found


def add(data: Data, *, after: str = "") -> str:
    """A new article, last or behind another one; its key."""
    place = _place(data, after) + 1 if after else len(data["articles"])
    made = draft_data.article(draft_data.free_name(data, ""))
    data["articles"].insert(place, made)
    draft_data.numbered(data)
    return str(made["key"])


def join(data: Data, key: str) -> None:
    """Put an article's text behind that of the one before it, its heading as a line of the text."""
    place = _place(data, key)
    if not place:
        raise Refused("no_article")
    item, before = data["articles"].pop(place), data["articles"][place - 1]
    for language in {*item["head"], *item["text"]}:
        parts = [before["text"].get(language), item["head"].get(language), item["text"].get(language)]
        before["text"][language] = "\n".join(filter(None, parts))
    before["basis"] += [basis for basis in item["basis"] if basis not in before["basis"]]
    names = {duty.get("id") for duty in before["duties"]}
    for duty in item["duties"]:
        name = duty.get("id")
        while name in names:
            name = f"{name}-2"
        names.add(name)
        before["duties"].append({**duty, "id": name})


def split(data: Data, key: str, language: str, line: int) -> str:
    """Begin a new article at a line of the text, that line being its heading; its key."""
    item = find(data, key)
    lines = item["text"].get(language, "").split("\n")
    if not 0 <= line < len(lines):
        raise Refused("no_article")
    head = article_head(lines[line])
    made = draft_data.article(draft_data.free_name(data, head.name if head else ""))
    made["head"][language] = (head.rest if head and head.rest else lines[line])[:400]
    made["text"][language] = "\n".join(lines[line + 1 :])
    made["group"] = dict(item["group"])
    item["text"][language] = "\n".join(lines[:line])
    data["articles"].insert(_place(data, key) + 1, made)
    draft_data.numbered(data)
    return str(made["key"])


def move(data: Data, key: str, by: int) -> None:
    """Earlier or later by so many places."""
    place = _place(data, key)
    item = data["articles"].pop(place)
    data["articles"].insert(max(0, place + by), item)


def leave_out(data: Data, key: str) -> None:
    """Take an article out; its text stands with what was left over, from where it can be put back."""
    item = data["articles"].pop(_place(data, key))
    for language in dict.fromkeys([*item["head"], *item["text"]]):
        text = "\n".join(filter(None, [item["head"].get(language), item["text"].get(language)]))
        if text:
            data["left"].append({"what": "taken_out", "language": language, "text": text})


def to_article(data: Data, number: int) -> None:
    """A piece that was left over becomes the last article; a doubtful one begins an article where it stands."""
    item = _left(data, number)
    if item["what"] == "doubtful" and _split_at(data, item):
        return
    lines = item["text"].split("\n")
    head = article_head(lines[0])
    made = find(data, add(data))
    if head:
        made["id"] = draft_data.free_name(data, head.name)
    made["head"][item["language"]] = (head.rest if head and head.rest else lines[0])[:400]
    made["text"][item["language"]] = "\n".join(lines[1:])
    _speaks(data, item["language"])


def to_preamble(data: Data, number: int) -> None:
    _append(data, number, data["preamble"])


def to_last_article(data: Data, number: int) -> None:
    if not data["articles"]:
        raise Refused("no_article")
    _append(data, number, data["articles"][-1]["text"])


def call_language(data: Data, old: str, new: str) -> None:
    """Say in which language a text really is. Raises Refused where another text of the draft is in that one."""
    if old not in data["languages"] or not is_language(new):
        raise Refused("import_language_unknown", value=new[:40])
    if new in data["languages"]:
        raise Refused("import_twice", value=new)
    data["languages"] = [new if code == old else code for code in data["languages"]]
    data["original"] = new if data["original"] == old else data["original"]
    for texts in _texts(data):
        if old in texts:
            texts[new] = texts.pop(old)
    for item in data["left"]:
        item["language"] = new if item["language"] == old else item["language"]


def leave_language(data: Data, code: str) -> None:
    """Take out a language, whose texts then stand with what was left over; never that of the original."""
    if code not in data["languages"] or code == data["original"]:
        raise Refused("no_article")
    data["languages"].remove(code)
    for texts in _texts(data):
        if said := texts.pop(code, ""):
            data["left"].append({"what": "taken_out", "language": code, "text": said})


def forget(data: Data, number: int) -> None:
    """What is not part of the agreement and is not wanted here any more."""
    _left(data, number)


PUT_BACK: dict[str, Callable[[Data, int], None]] = {
    "article": to_article,
    "preamble": to_preamble,
    "last": to_last_article,
    "forget": forget,
}


def _texts(data: Data) -> list[Data]:
    """Every text of the draft that is there in several languages."""
    parts = [item[key] for item in data["articles"] for key in ("group", "head", "text")]
    return [data["title"], data["preamble"], *(field["title"] for field in data["fields"]), *parts]


def _append(data: Data, number: int, texts: Data) -> None:
    item = _left(data, number)
    texts[item["language"]] = "\n".join(filter(None, [texts.get(item["language"]), item["text"]]))
    _speaks(data, item["language"])


def _split_at(data: Data, item: Data) -> bool:
    for article in data["articles"]:
        lines = article["text"].get(item["language"], "").split("\n")
        if item["text"] in lines:
            split(data, article["key"], item["language"], lines.index(item["text"]))
            return True
    return False


def _left(data: Data, number: int) -> Data:
    if not 0 <= number < len(data["left"]):
        raise Refused("no_article")
    found: Data = data["left"].pop(number)
    return found


def _speaks(data: Data, language: str) -> None:
    if language not in data["languages"]:
        data["languages"].append(language)


def _place(data: Data, key: str) -> int:
    return int(data["articles"].index(find(data, key)))
