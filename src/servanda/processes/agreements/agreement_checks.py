"""What cannot be declared of signatures under an agreement: each sees an act and its causal past."""

from collections.abc import Sequence

from servanda.kernel.acts import Act
from servanda.processes.agreements import agreement_terms
from servanda.processes.agreements.agreement_reading import articles_of
from servanda.processes.folding.texts import Text

TEXT = Text(
    "agreement", versions=("propose", "revise", "amend"), when=("proposed", "amending"), read=articles_of,
    consents=("sign", "enter"),
)  # fmt: skip
VERSION_KINDS = agreement_terms.VERSIONS
SIGN, ENTER = "agreement.sign", "agreement.enter"


def is_on_the_table(act: Act, past: Sequence[Act]) -> str:
    """A signature names the version that is on the table, and nobody signs one version twice."""
    versions = _versions(past)
    if not versions or act.facts.get("version") != versions[-1].id:
        return "other_version"
    signed = {(other.speaker, other.facts.get("version")) for other in past if other.kind == SIGN}
    return "already_signed" if (act.speaker, versions[-1].id) in signed else ""


def is_signed_by_all(act: Act, past: Sequence[Act]) -> str:
    """The home signs last: it names the version and the signature of every other party."""
    versions = _versions(past)
    version = versions[-1] if versions else None
    if version is None or act.facts.get("version") != version.id:
        return "other_version"
    signed = {o.id: o.speaker for o in past if o.kind == SIGN and o.facts.get("version") == version.id}
    named = {signed.get(name) for name in act.facts["signatures"]}
    parties = {party for other in past if other.kind == "agreement.propose" for party in other.facts["parties"]}
    if set(version.facts["terms"]["parties"]) != parties:
        # A text may bind nobody but those who have it before them.
        return "not_signed_by_all"
    return "" if parties - {act.agency} <= named else "not_signed_by_all"


def _versions(past: Sequence[Act]) -> list[Act]:
    return [other for other in past if other.kind in VERSION_KINDS]
