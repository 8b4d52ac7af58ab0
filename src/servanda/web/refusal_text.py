"""A refusal as the reader's language says it: the sentence of its code, with people's words for what it names."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop

from servanda.kernel.refusals import Refused
from servanda.processes.telling import refusal_words, wording
from servanda.processes.telling.timeline import declared
from servanda.web import labels

NOT_FOUND = frozenset({"no_file"})
NOT_ALLOWED = frozenset({"not_your_step", "not_yours_to_clear", "no_post", "not_yours", "recused"})
ROLES = {
    "home": gettext_noop("the agency keeping the file"),
    "party": gettext_noop("the other side"),
    "any": gettext_noop("somebody else"),
}


def sentence(refused: Refused) -> str:
    """The translated sentence; the code itself where there is none."""
    return of_code(refused.code, refused.params)


def of_code(code: str, params: Any) -> str:
    """The same for what another agency's receipt says: its values may be of any type, under any name."""
    return refusal_words.sentence(code, _said(params) if isinstance(params, Mapping) else {})


def status(refused: Refused) -> int:
    """404 for what may not be seen, 403 for what may not be done, 422 for what cannot be done."""
    if refused.code in NOT_FOUND:
        return 404
    return 403 if refused.code in NOT_ALLOWED else 422


def _said(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _word(name, value) for name, value in params.items()}


def _posts(roles: str) -> str:
    """`clerk, leadership` in people's words."""
    return wording.listed(labels.ROLES.get(role, role) for role in roles.split(", "))


def _word(name: str, value: Any) -> Any:
    match name:
        case "step":
            _, step = declared(str(value))
            return step.label if step else value
        case "role":
            return gettext(ROLES[str(value)]) if str(value) in ROLES else _posts(str(value))
        case "choices" | "known":
            return wording.listed(str(value).split(", "))
        case "class":
            return labels.CLASSES.get(str(value), value)
        case "why":
            # Reasons are msgids of SENTENCES or stand as they are.
            return gettext(str(value)) if value else value
    return value
