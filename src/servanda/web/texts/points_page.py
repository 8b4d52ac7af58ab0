"""What the pages of the points on a text show: one version's points by article, and the table of all of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.models import Dossier
from servanda.kernel.texts import pick
from servanda.processes.agreements.points import Point
from servanda.processes.folding.texts import Article
from servanda.processes.models import Outgoing
from servanda.processes.telling.text_lines import paragraphs
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import listed
from servanda.web.access import actor_of
from servanda.web.files.leaving import held, leaving
from servanda.web.labels import REPORTS, ROLES, State
from servanda.web.seats import Seat
from servanda.web.texts import places
from servanda.web.texts.differences import marked
from servanda.web.texts.versions import History, Version

ANSWERS = {
    "taken_up": State(pgettext_lazy("a point on a text", "taken up"), "good"),
    "explained": State(pgettext_lazy("a point on a text", "explained"), "outlined"),
    "retracted": State(pgettext_lazy("a point on a text", "taken back"), "outlined"),
}
OPEN = State(pgettext_lazy("a point on a text", "open"), "soon")


def context_of(row: Dossier, history: History, shown: Version, seat: Seat, names: Names) -> dict[str, Any]:
    """The context of text_points.html for one version."""
    actor = actor_of(seat)
    here = [point for point in history.points if point.n == shown.n]
    outgoing = list(Outgoing.objects.filter(dossier=row.id).order_by("prepared_at"))
    url = points_url(row)
    return {
        "section": places.section(row),
        "text": head(row, shown, names),
        "count": count_text(row, history) if history.is_under_way(row) else "",
        "versions": [_tab(found, shown, history, url) for found in history.versions],
        "groups": [group for group in _groups(row, shown, here, actor, names) if group["points"]],
        "add_url": add_url(row) if may_remark(row, history, shown, actor) else "",
        "compare_url": places.changes_url(row, shown.n) if shown.n > 1 else "",
        "table_url": places.url(row, "points_table") if history.points else "",
        "leaving": leaving(outgoing, actor, at=seat.at), "held": held(outgoing, actor),
    }  # fmt: skip


def head(row: Dossier, version: Version, names: Names) -> dict[str, str]:
    title = pick(version.title, names.language) or row.title
    return {"title": title, "url": places.text_url(row)}


def points_url(row: Dossier) -> str:
    return places.url(row, "points")


def add_url(row: Dossier, **query: str) -> str:
    url = places.url(row, "point")
    return f"{url}?{urlencode(query)}" if query else url


def count_text(row: Dossier, history: History) -> str:
    """How many are open; of a text of which nobody said anything, that."""
    n = len(history.open_points(row))
    if n:
        return ngettext("%(n)s point open", "%(n)s points open", n) % {"n": n}
    return _("No point is open.") if history.points else _("Nobody has made a point yet.")


def may_remark(row: Dossier, history: History, version: Version, actor: Actor) -> bool:
    return history.is_under_way(row) and version is history.proposed() and actor.role in TAKES_STEPS


def where(point: Point) -> str:
    """`Article 5.1, paragraph 2`, or `Paragraph 2`, as pages and tables name the place of a point."""
    if not point.article:
        return _("Paragraph %(n)s") % {"n": point.paragraph} if point.paragraph else _("The whole text")
    if point.paragraph is None:
        return _("Article %(id)s") % {"id": point.article}
    return _("Article %(id)s, paragraph %(n)s") % {"id": point.article, "n": point.paragraph}


def said_by(point: Point, names: Names) -> str:
    """The unit and post of who said it; for reported words, who wrote them down and whether they are confirmed."""
    act = point.act
    unit, post = names.unit(act.by.unit), str(ROLES.get(act.by.post, act.by.post))
    if act.speaker == act.agency:
        return listed([part for part in (unit, post) if part])
    return listed([_("recorded by %(who)s") % {"who": unit}, str(REPORTS.get(point.reported, point.reported))])


def text_under(point: Point, articles: Mapping[str, Article]) -> str:
    """The words that a proposed wording is to take the place of, in its language."""
    article = articles.get(point.article)
    text = article.text.get(point.language, "") if article else ""
    if point.paragraph is None:
        return text
    lines = paragraphs(text)
    return lines[point.paragraph - 1] if point.paragraph <= len(lines) else ""


def answer_words(point: Point) -> str:
    """`taken up in version 3`, `explained`, `open`."""
    answer = point.answer
    if answer is None:
        return str(OPEN.label)
    if answer.kind == "taken_up":
        return _("taken up in version %(n)s") % {"n": answer.n} if answer.n else _("taken up in the next version")
    return str(ANSWERS[answer.kind].label)


def _groups(
    row: Dossier, shown: Version, points: Sequence[Point], actor: Actor, names: Names
) -> Iterable[dict[str, Any]]:
    known = {article.id for article in shown.articles if article.id}
    whole = sorted((point for point in points if point.article not in known), key=_paragraph)
    yield {"id": "", "head": _("The whole text"), "points": [shown_point(p, row, shown, actor, names) for p in whole]}
    for article in filter(lambda found: found.id, shown.articles):
        here = [point for point in points if point.article == article.id]
        yield {
            "id": article.id, "head": pick(article.head, names.language),
            "points": [shown_point(point, row, shown, actor, names) for point in here],
        }  # fmt: skip


def _paragraph(point: Point) -> tuple[int, int]:
    """In the order of the text, what is on all of it first; of one paragraph as they were made."""
    return point.paragraph or 0, point.number


def shown_point(point: Point, row: Dossier, version: Version, actor: Actor, names: Names) -> dict[str, Any]:
    """One point of that version with what this actor may do about it."""
    articles = {article.id: article for article in version.articles}
    takes = row.state in version.text.when and actor.role in TAKES_STEPS
    query = f"?{urlencode({'point': point.act.id})}"
    is_own = point.act.speaker == actor.agency
    # The heading above it says so already.
    is_article = bool(point.article) and point.article in articles and point.paragraph is None
    return {
        "key": point.act.id.removeprefix("sha256:")[:16], "number": point.number,
        "side": names.agency(point.act.speaker), "by": said_by(point, names), "on": point.act.at.date(),
        "where": "" if is_article else where(point), "text": point.words,
        "wording": marked(text_under(point, articles), point.wording) if point.wording else "",
        "lang": point.language, "is_open": point.is_open, "answer": _answer(point, names),
        "answer_url": places.url(row, "answer") + query
        if takes and actor.agency == row.home else "",
        "retract_url": places.url(row, "retract") + query
        if takes and is_own and point.is_open else "",
    }  # fmt: skip


def _answer(point: Point, names: Names) -> dict[str, Any]:
    answer = point.answer
    if answer is None:
        return {"state": OPEN, "text": "", "by": "", "on": None}
    state = State(answer_words(point), ANSWERS[answer.kind].tone)
    return {"state": state, "text": answer.words, "by": names.agency(answer.act.speaker), "on": answer.act.at.date()}


def _tab(found: Version, shown: Version, history: History, url: str) -> dict[str, Any]:
    here = [point for point in history.points if point.n == found.n]
    return {
        "name": _("Version %(n)s") % {"n": found.n}, "url": f"{url}?version={found.n}", "count": len(here),
        "is_current": found is shown,
    }  # fmt: skip
