"""The articles of a written agreement, found by their heads and sorted by language; what is left over is kept too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from servanda.imports import article_heads as heads
from servanda.imports import article_marks
from servanda.imports.article_heads import SCHEMES, SHORT, WORDS, Head
from servanda.imports.article_marks import Marks
from servanda.imports.front_matter import read_front
from servanda.imports.text_languages import guess
from servanda.imports.two_columns import Said, said_in
from servanda.imports.written import Block

# How many words of a text without a heading stand for one.
WORDS_OF_HEAD = 8


@dataclass
class Article:
    """One article in one language; `group` is the chapter in which it stands."""

    name: str
    label: str
    head: str
    text: str = ""
    group: str = ""


@dataclass
class Text:
    """What was recognised in one language."""

    title: str = ""
    preamble: str = ""
    articles: list[Article] = field(default_factory=list)


@dataclass(frozen=True)
class Left:
    """What is no part of the text: `what`: before, contents, signatures, annex, chapter; doubtful is kept too."""

    what: str
    language: str
    text: str


@dataclass(frozen=True)
class Recognised:
    """`schemes` counts the articles that each way of reading would find; `scheme` is the one taken."""

    texts: Mapping[str, Text]
    left: tuple[Left, ...]
    scheme: str
    schemes: Mapping[str, int]
    kind: str
    is_language_guessed: bool = False


def recognise(blocks: Sequence[Block], *, language: str, scheme: str = "") -> Recognised:
    """Find the articles. `language` is taken where a text does not say its own; `scheme` overrides the one proposed.

    Every line comes out again: in a title, preamble, group, article, or in what is left over.
    """
    lines, contents = article_marks.without_contents(said_in(blocks))
    found = {each: article_marks.marks(lines, each) for each in SCHEMES}
    counts = {each: len(marks.taken) for each, marks in found.items() if marks.taken}
    chosen = scheme if scheme in counts else article_marks.propose(found)
    told = next((mark.language for mark in found[chosen].taken.values() if mark.language), "")
    told = told or guess(" ".join(line.text for line in lines))
    sorting = _Sorting(lines, found[chosen], told or language, chosen)
    sorting.leave("contents", told or language, contents)
    sorting.run()
    texts = {code: text for code, text in sorting.texts.items() if text.articles or text.title or text.preamble}
    kind = heads.kind_of(next((text.title for text in texts.values() if text.title), ""))
    return Recognised(texts, tuple(sorting.left), chosen, counts, kind, is_language_guessed=not told)


class _Sorting:
    """Every line to its place, one after the other."""

    def __init__(self, lines: Sequence[Said], marks: Marks, first: str, scheme: str) -> None:
        self.lines, self.marks, self.first, self.scheme = lines, marks, first, scheme
        self.texts: dict[str, Text] = {}
        self.left: list[Left] = []
        self.group: dict[str, list[str]] = {}
        self.chapters: list[tuple[str, str]] = []
        self.order = [mark.language or first for mark in marks.taken.values()]
        self.last = {mark.language or first: place for place, mark in marks.taken.items()}

    def run(self) -> None:
        starts = list(self.marks.taken)
        self._front(self.lines[: starts[0] if starts else len(self.lines)], next(iter(self.order), self.first))
        twins: list[int] = []
        for place, end in zip(starts, [*starts[1:], len(self.lines)], strict=False):
            if place + 1 == end and self._are_twins(place, end):
                twins.append(place)
                continue
            self._articles([*twins, place], list(self.lines[place + 1 : end]), end)
            twins = []
        used = " ".join(article.group for text in self.texts.values() for article in text.articles)
        for language, chapter in self.chapters:
            if chapter not in used:
                self.left.append(Left("chapter", language, chapter))
        for place in self.marks.doubtful:
            line = self.lines[place]
            self.left.append(Left("doubtful", line.language or self.first, line.text))

    def _are_twins(self, place: int, other: int) -> bool:
        """One article whose heading stands in two languages before its text."""
        one, two = self.marks.taken[place], self.marks.taken.get(other)
        return two is not None and one.name == two.name and one.language != two.language

    def _articles(self, places: Sequence[int], body: list[Said], end: int) -> None:
        languages = [self.marks.taken[place].language or self.first for place in places]
        begins = self._other_text(body, languages[-1], places[-1]) if len(places) == 1 else len(body)
        bodies = _by_language(body[:begins], languages)
        for place, language in zip(places, languages, strict=True):
            mark = self.marks.taken[place]
            self._article(mark, language, bodies[language], is_last=self.last[language] == place)
        if begins < len(body):
            self._front(body[begins:], self._next_language(end))

    def _next_language(self, place: int) -> str:
        mark = self.marks.taken.get(place)
        return (mark.language or self.first) if mark else self.first

    def _other_text(self, body: list[Said], language: str, place: int) -> int:
        """Where behind the last article of one language the title of the next text begins."""
        following = self._next_language(place + 1 + len(body))
        is_first = following not in self.texts
        if self.last[language] != place or following == language or not is_first:
            return len(body)
        for number, line in enumerate(body):
            said = line.language or guess(line.text)
            if said == following or (not said and heads.is_opening(line.text) and line.is_large):
                return number
        return len(body)

    def _front(self, lines: Sequence[Said], language: str) -> None:
        lines = self._groups(lines, language)
        for front in read_front(lines, language):
            text = self.texts.setdefault(front.language, Text())
            # A language that has its title already keeps what else stands there with its preamble.
            more = [front.title] if text.title else []
            text.title = text.title or front.title
            text.preamble = "\n".join(filter(None, [text.preamble, *more, front.preamble]))
            if front.before:
                self.left.append(Left("before", front.language, front.before))

    def _groups(self, lines: Sequence[Said], language: str) -> list[Said]:
        """Take the lines of chapters out, and remember where they lead."""
        rest: list[Said] = []
        titled = False
        for line in lines:
            found = heads.group_head(line.text)
            if found:
                level, label, title = found
                above = self.group.get(language, [])[: level - 1]
                chapter = f"{label}. {title}" if title else label
                self.group[language] = [*above, chapter]
                self.chapters.append((language, chapter))
                titled = not title
            elif titled and len(line.text) <= SHORT and line.is_large:
                self.group[language][-1] += f". {line.text}"
                self.chapters[-1] = (language, self.group[language][-1])
                titled = False
            else:
                titled = False
                rest.append(line)
        return rest

    def _article(self, mark: Head, language: str, body: list[Said], *, is_last: bool) -> None:
        text = self.texts.setdefault(language, Text())
        group = " – ".join(self.group.get(language, []))
        if is_last:
            body = self._endings(body, language)
        body = self._groups(body, language)
        head, body = _head_and_rest(mark, body)
        said = [line.text for line in body]
        if mark.rest and not head:
            said.insert(0, mark.rest)
        own = "\n".join(said)
        text.articles.append(Article(mark.name, mark.label, head or _stand_in(mark, own, self.scheme), own, group))

    def _endings(self, body: list[Said], language: str) -> list[Said]:
        """Signature block and annexes, taken off the last article."""
        for number, line in enumerate(body):
            if heads.is_annex(line.text) and (line.is_large or number):
                self.leave("annex", language, body[number:])
                return body[:number]
            if heads.is_closing(line.text) or _is_table_of_signatures(body, number):
                start = _first_of_table(body, number)
                annex = next((n for n in range(number, len(body)) if heads.is_annex(body[n].text)), len(body))
                self.leave("signatures", language, body[start:annex])
                self.leave("annex", language, body[annex:])
                return body[:start]
        return body

    def leave(self, what: str, language: str, lines: Sequence[Said]) -> None:
        if lines:
            self.left.append(Left(what, language, "\n".join(line.text for line in lines)))


def _by_language(body: Sequence[Said], languages: Sequence[str]) -> dict[str, list[Said]]:
    """The lines under a heading in several languages; one that does not tell goes with the line before."""
    found: dict[str, list[Said]] = {language: [] for language in languages}
    current = languages[0]
    for line in body:
        said = (line.language or guess(line.text)) if len(languages) > 1 else current
        current = said if said in found else current
        found[current].append(line)
    return found


def _first_of_table(body: Sequence[Said], number: int) -> int:
    """Where the table of signatures begins; not where the whole text stands in one table, and goes on before it."""
    start, table = number, body[number].table
    while start and table is not None and body[start - 1].table == table and not _is_text(body[start - 1]):
        start -= 1
    return start


def _is_text(line: Said) -> bool:
    return bool(line.language) or line.text.endswith((".", ";", "؛"))


def _is_table_of_signatures(body: Sequence[Said], number: int) -> bool:
    """A table in capitals behind which nothing but tables follows."""
    return body[number].table is not None and body[number].is_large and all(x.table is not None for x in body[number:])


def _head_and_rest(mark: Head, body: list[Said]) -> tuple[str, list[Said]]:
    """The heading: behind the number, or on a line of its own; none where a whole sentence stands there."""
    if mark.rest:
        is_sentence = len(mark.rest) > SHORT + 40 or (mark.rest.endswith((".", ";")) and len(mark.rest) > SHORT // 2)
        is_alone = not body and mark.rest.endswith((".", ";"))
        return ("" if is_sentence or is_alone else mark.rest), body
    following = body[0] if body else None
    if following and len(body) > 1 and _is_heading(following):
        return following.text, body[1:]
    return "", body


def _is_heading(line: Said) -> bool:
    is_short = len(line.text) <= SHORT and not line.text.endswith((".", ";", ":", ",", "؛"))
    starts_a_list = line.text[:1].isdigit() or heads.group_head(line.text) is not None
    return is_short and not starts_a_list and not heads.is_closing(line.text)


def _stand_in(mark: Head, text: str, scheme: str) -> str:
    """An article without a heading is called by its label; one with a bare number by how its text begins."""
    words = text.split()
    if scheme == WORDS or not words:
        return mark.label
    return " ".join(words[:WORDS_OF_HEAD]) + (" …" if len(words) > WORDS_OF_HEAD else "")
