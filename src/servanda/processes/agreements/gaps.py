"""Which articles rest on a provision that lags behind: by the basis that they name, or because the gap names them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, StoredAct
from servanda.processes import reads
from servanda.processes.agreements import agreement_reading
from servanda.processes.declaration import rows
from servanda.processes.folding.texts import Article
from servanda.processes.kinds.gap import UNCHANGED
from servanda.processes.search.searching import fold_text

MOST = 500
SHORTEST = 4
IN_FORCE = ("in_force", "amending")


@dataclass(frozen=True)
class Resting:
    """An article of an agreement in force, with its heading, and the agreement's title, in every language."""

    agreement: Dossier
    title: Mapping[str, str]
    article: str
    head: Mapping[str, str]


def of_articles(agreement: Dossier, code: str, articles: Iterable[Article], actor: Actor) -> dict[str, list[Dossier]]:
    """Article -> the gaps on which it rests and that this actor may see, the newest first. One query."""
    gaps = reads.visible(actor).filter(process="gap", is_shared=True, state__in=UNCHANGED)
    found: dict[str, list[Dossier]] = defaultdict(list)
    listed = list(articles)
    for gap in gaps.order_by("-opened_at", "id")[:MOST]:
        for article in listed:
            if rests_on(article, gap, names={agreement.id, code}):
                found[article.id].append(gap)
    return found


def articles_of(gap: Dossier, actor: Actor) -> list[Resting]:
    """The articles of agreements in force, visible to this actor, that rest on a gap; none on any other file.

    Two queries.
    """
    if gap.process != "gap" or not gap.is_shared:
        return []
    agreements = list(reads.visible(actor).filter(process="agreement", state__in=IN_FORCE, is_shared=True))
    bound = [name for row in agreements if isinstance(name := row.facts.get("bound"), str)]
    acts = {row.name: row.act for row in StoredAct.objects.filter(name__in=bound)}
    found = []
    for row in agreements:
        act = acts.get(str(row.facts.get("bound")))
        code = agreement_reading.text(agreement_reading.terms_of(act).get("code")) if act else ""
        title = agreement_reading.title_of(act) if act else {}
        for article in agreement_reading.articles_of(act) if act else ():
            if rests_on(article, gap, names={row.id, code}):
                found.append(Resting(row, title, article.id, article.head))
    return found


def rests_on(article: Article, gap: Dossier, *, names: Iterable[str]) -> bool:
    """Does the gap name this article, or the article's basis the gap's provision?"""
    called = {fold_text(name) for name in names if name}
    for row in rows.of(gap.facts.get("articles")):
        if fold_text(_text(row.get("agreement"))) in called and _text(row.get("article")).strip() == article.id:
            return True
    wanted = fold_text(_text(gap.facts.get("basis")) or _text(gap.facts.get("provision")))
    return len(wanted) >= SHORTEST and any(_is_named(wanted, fold_text(basis)) for basis in article.basis)


def _is_named(wanted: str, basis: str) -> bool:
    """Whole words only: decree 58/2022 is not named by decree 158/2022."""
    place = basis.find(wanted)
    while place >= 0:
        before, after = basis[:place][-1:], basis[place + len(wanted) :][:1]
        if not before.isalnum() and not after.isalnum():
            return True
        place = basis.find(wanted, place + 1)
    return False


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
