"""Which lines of a text begin its articles: those that count on, by a word or by a bare number."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from servanda.imports.article_heads import FIRST, ROMAN, SECOND, WORDS, Head, article_head, group_head, numbered_head
from servanda.imports.text_languages import guess
from servanda.imports.two_columns import Said

# A list of contents has at least so many lines, each ending in the number of a page.
LEAST_CONTENTS = 3

_PAGE = re.compile(r".*[\s.…]\d{1,3}", re.DOTALL)


@dataclass(frozen=True)
class Marks:
    """Lines that begin an article, by place; and those that only look so."""

    taken: dict[int, Head] = field(default_factory=dict)
    doubtful: list[int] = field(default_factory=list)


def marks(lines: Sequence[Said], scheme: str) -> Marks:
    return _by_word(lines) if scheme == WORDS else _by_number(lines, scheme)


def propose(found: Mapping[str, Marks]) -> str:
    """The scheme that fits best: words before bare numbers, and of these the outermost that is no chapter."""
    count = {scheme: len(each.taken) for scheme, each in found.items()}
    if count[WORDS] > 1 or (count[WORDS] and max(count[FIRST], count[ROMAN]) < 2):
        return WORDS
    # Where 1. 2. 3. run on through I. II. III., those are chapters; where they begin anew, articles.
    if count[ROMAN] > 1 and not (count[FIRST] and max(found[FIRST].taken) > max(found[ROMAN].taken)):
        return ROMAN
    return FIRST if count[FIRST] > 1 else max((FIRST, SECOND, ROMAN), key=lambda scheme: count[scheme])


def without_contents(lines: Sequence[Said]) -> tuple[list[Said], list[Said]]:
    """The lines without a typed list of contents, and that list."""
    rest: list[Said] = []
    contents: list[Said] = []
    run: list[Said] = []
    for line in [*lines, Said("")]:
        if _PAGE.fullmatch(line.text) and (article_head(line.text) or group_head(line.text)):
            run.append(line)
            continue
        (contents if len(run) >= LEAST_CONTENTS else rest).extend(run)
        run = []
        rest.append(line)
    return rest[:-1], contents


def _by_word(lines: Sequence[Said]) -> Marks:
    found = Marks()
    heads = {place: head for place, line in enumerate(lines) if (head := article_head(line.text))}
    sure = {
        (lines[p].language or h.language, h.name) for p, h in heads.items() if h.is_set_off or lines[p].is_big
    }  # fmt: skip
    seen: set[tuple[str, str]] = set()
    last: dict[str, int] = {}
    for place, head in heads.items():
        language = lines[place].language or head.language
        key = (language, head.name)
        is_sure = head.is_set_off or lines[place].is_big
        counts_on = key not in sure and head.name == str(last.get(language, 0) + 1) and _begins_like_one(head)
        if key in seen or not (is_sure or counts_on):
            found.doubtful.append(place)
            continue
        seen.add(key)
        last[language] = int(re.sub(r"\D", "", head.name))
        found.taken[place] = replace(head, language=language)
    return found


def _begins_like_one(head: Head) -> bool:
    """Not "Article 3 of the law": a heading begins with a capital letter, or with no word that leads on."""
    first = head.rest.split()[0] if head.rest else ""
    return first[:1].isupper() or (head.language == "ar" and first not in ("من", "و", "فقرة", "الفقرة", "أعلاه"))


def _by_number(lines: Sequence[Said], scheme: str) -> Marks:
    """Bare numbers stand in lists too: only those that count on from 1 begin articles."""
    found = Marks()
    last: dict[str, str] = {}
    languages = _languages(lines)
    language = ""
    for place, line in enumerate(lines):
        head = numbered_head(line.text, scheme)
        if head is None:
            continue
        if head.name in ("1", "1.1"):
            around = guess(" ".join(x.text for x in lines[place : place + 6]))
            language = around if around in languages else language
        language = line.language or language
        if _follows(head.name, last.get(language, ""), scheme):
            last[language] = head.name
            found.taken[place] = replace(head, language=language)
    return found


def _languages(lines: Sequence[Said]) -> set[str]:
    """The languages of a text in several; a single line may be mistaken, a fifth of the text is not."""
    size: Counter[str] = Counter()
    for line in lines:
        size[line.language or guess(line.text)] += len(line.text)
    found = {code for code, n in size.items() if code and n * 5 >= size.total()}
    return found if len(found) > 1 else set()


def _follows(name: str, last: str, scheme: str) -> bool:
    if scheme != SECOND:
        return int(name) == int(last or 0) + 1
    chapter, number = map(int, name.split("."))
    before = tuple(map(int, last.split("."))) if last else (0, 0)
    return (chapter, number) == (before[0], before[1] + 1) or (number == 1 and chapter > before[0])
