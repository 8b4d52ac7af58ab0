"""A draft out of a written text: its articles recognised, and the lines kept to be read again in another way."""

from datetime import datetime

from servanda.imports import draft_data
from servanda.imports.article_text import recognise
from servanda.imports.faults import Fault, Faulty
from servanda.imports.written import Written, from_data, to_data
from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.office import agreement_drafts
from servanda.office.models import AgreementDraft
from servanda.processes.models import Unit

# The page on which they are looked through has a few fields for each.
MOST_ARTICLES = 300


def begin_with_text(written: Written, name: str, actor: Actor, *, language: str, at: datetime) -> AgreementDraft:
    """`language` is taken where the text does not tell its own. Raises Faulty, or Refused for who takes no steps."""
    found = recognise(written.blocks, language=language)
    source = {
        "blocks": to_data(written.blocks), "remarks": dict(written.remarks), "scheme": found.scheme,
        "schemes": dict(found.schemes), "is_language_guessed": found.is_language_guessed,
    }  # fmt: skip
    data = draft_data.from_recognised(found, nothing(actor, language=language))
    if len(data["articles"]) > MOST_ARTICLES:
        params = {"articles": len(data["articles"]), "limit": MOST_ARTICLES}
        raise Faulty([Fault(1, 1, "file", "draft_too_many_articles", params)])
    return agreement_drafts.begin(data, actor, at=at, source=source, file=name)


def nothing(actor: Actor, *, language: str) -> draft_data.Data:
    """An empty draft in the zone of the actor's unit."""
    unit = Unit.objects.filter(id=actor.unit).first()
    return draft_data.empty(agency=node.current().agency, language=language, zone=unit.zone if unit else "UTC")


def read_again(row: AgreementDraft, scheme: str) -> None:
    """Find the articles in another way: what was done to them goes, the agreement's own data stay."""
    blocks = from_data(row.source.get("blocks", []))
    found = recognise(blocks, language=row.data["original"] or "en", scheme=scheme)
    row.data = draft_data.from_recognised(found, row.data | {"articles": []})
    row.source["scheme"] = found.scheme
