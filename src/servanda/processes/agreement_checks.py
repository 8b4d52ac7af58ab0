"""What cannot be declared of an agreement's steps: each sees an act and what had effect in its causal past."""

from collections.abc import Sequence

from servanda.kernel.acts import Act
from servanda.processes import agreement_terms

VERSION_KINDS = agreement_terms.VERSIONS
SIGN, ENTER = "agreement.sign", "agreement.enter"
REMARK, REWORD = "agreement.remark", "agreement.reword"
TAKE_UP, EXPLAIN, RETRACT = "agreement.take_up", "agreement.explain", "agreement.retract"
POINT_KINDS = (REMARK, REWORD)
ANSWER_KINDS = (TAKE_UP, EXPLAIN, RETRACT)


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


def is_about_the_table(act: Act, past: Sequence[Act]) -> str:
    """A remark may name the version it is about: then it is the one on the table when it was made."""
    versions = _versions(past)
    named = act.facts.get("version")
    return "other_version" if named is not None and (not versions or named != versions[-1].id) else ""


def answers_a_point(act: Act, past: Sequence[Act]) -> str:
    """An answer names a point, and may name the version in which the point was taken up."""
    if act.facts["point"] not in {other.id for other in past if other.kind in POINT_KINDS}:
        return "no_act"
    named = act.facts.get("version")
    return "other_version" if named is not None and named not in {other.id for other in _versions(past)} else ""


def is_own_point(act: Act, past: Sequence[Act]) -> str:
    """Nobody takes back what another side said."""
    point = next((o for o in past if o.id == act.facts["point"] and o.kind in POINT_KINDS), None)
    if point is None:
        return "no_act"
    return "" if point.speaker == act.speaker else "not_your_point"


def _versions(past: Sequence[Act]) -> list[Act]:
    return [other for other in past if other.kind in VERSION_KINDS]
