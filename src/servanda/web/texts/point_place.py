"""Where a point is put: an article or the whole text, a paragraph or all of it, in which language."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from servanda.kernel.models import Dossier
from servanda.kernel.texts import pick
from servanda.processes.folding.texts import Article
from servanda.processes.telling.text_lines import paragraphs
from servanda.web.steps.own_steps import Speaking
from servanda.web.texts import points_page
from servanda.web.texts.versions import Version

NEAR, SHOWN = 3, 80


class Place:
    """The place that an address names, or the one that was prepared before."""

    def __init__(self, query: Mapping[str, str], before: Mapping[str, Any], version: Version, reader: str) -> None:
        asked = query.get("article") or str(before.get("article") or "")
        self.article: Article | None = next((found for found in version.articles if found.id == asked), None)
        language = query.get("text") or str(before.get("language") or reader)
        text = self.article.text if self.article else {}
        self.language = language if language in text else next(iter(text), reader)
        self.whole = text.get(self.language, "")
        self.lines = paragraphs(self.whole)
        number = query.get("paragraph") or str(before.get("paragraph") or "")
        self.paragraph = int(number) if number.isdecimal() and 0 < int(number[:4]) <= len(self.lines) else None

    @property
    def text(self) -> str:
        return self.lines[self.paragraph - 1] if self.paragraph else self.whole

    def _near(self) -> range:
        """The paragraphs to which a link leads: of an article all, of a long text those beside the chosen one."""
        if self.article is None or self.article.id or self.paragraph is None:
            return range(1, len(self.lines) + 1)
        return range(max(1, self.paragraph - NEAR), min(len(self.lines), self.paragraph + NEAR) + 1)

    @property
    def has_wording(self) -> bool:
        """Another wording is of an article or a paragraph; of a whole text it is another version."""
        return self.article is not None and bool(self.article.id or self.paragraph)

    def shown(self, row: Dossier, who: Speaking, version: Version) -> dict[str, Any]:
        """What stands above the form, with the ways to the other places."""
        article = self.article
        kept = {"for": who.speaker} if who.speaker else {}
        if article is not None and not article.id and self.paragraph is None:
            places = [(f"{n}. {_beginning(line)}", {"paragraph": str(n)}) for n, line in enumerate(self.lines, start=1)]
            return {"head": gettext("The whole text"), "places": _links(row, places, kept), "languages": [],
                    "choose": gettext("Choose a paragraph")}  # fmt: skip
        if article is None:
            places = [(f"{found.id}. {pick(found.head, self.language)}", {"article": found.id})
                      for found in version.articles if found.id]  # fmt: skip
            return {"head": gettext("The whole text"), "places": _links(row, places, kept), "languages": [],
                    "choose": gettext("Choose an article")}  # fmt: skip
        here = {"article": article.id} if article.id else {}
        here |= {"text": self.language, **kept}
        numbers = [(str(n), {"paragraph": str(n)}) for n in self._near()]
        places = [
            (gettext("the whole article") if article.id else gettext("the whole text"), {}),
            *(numbers if len(numbers) > 1 else []),
        ]
        return {
            "head": _head(article, self.paragraph, self.language), "text": self.text, "lang": self.language,
            "places": _links(row, places, here, chosen=str(self.paragraph or "")),
            "languages": [
                {
                    "label": settings.LANGUAGE_NAMES.get(code, code), "is_current": code == self.language,
                    "url": points_page.add_url(row, **here | {"text": code}),
                }
                for code in article.text
            ],
        }  # fmt: skip


def _beginning(line: str) -> str:
    return line if len(line) <= SHOWN else f"{line[:SHOWN].rstrip()} …"


def _head(article: Article, paragraph: int | None, language: str) -> str:
    if article.id:
        return f"{article.id}. {pick(article.head, language)}"
    return gettext("Paragraph %(n)s") % {"n": paragraph} if paragraph else gettext("The whole text")


def _links(
    row: Dossier, places: list[tuple[str, dict[str, str]]], kept: Mapping[str, str], *, chosen: str | None = None
) -> list[dict[str, Any]]:
    return [
        {
            "label": label, "url": points_page.add_url(row, **{**kept, **query}),
            "is_current": chosen is not None and query.get("paragraph", "") == chosen,
        }
        for label, query in places
    ]  # fmt: skip
