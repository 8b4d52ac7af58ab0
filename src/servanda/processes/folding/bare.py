"""What says only that something was given by other means: its number, day and way, and nothing of what it says."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from servanda.kernel.acts import Act
from servanda.processes.declaration.base import Field
from servanda.processes.folding.causes import Past

REFERENCE_LIMIT = 60

# The way it went; never what it says.
FIELDS = (
    Field("reference", _("Number of the notice"), part="facts",
          hint=_("Its number alone. Write nothing here of what it says.")),
    Field("given_on", _("Given on"), kind="day", part="facts", has_come=True,
          hint=_("It counts from when it is recorded here: record it on the same day.")),
    Field("channel", _("How it was given"), kind="choice", part="facts", choices={
        "courier": _("carried by hand"), "meeting": _("in a meeting, by word of mouth"),
        "secure_line": _("by a protected telephone line"), "secure_network": _("by a protected network"),
        "cipher": _("by a message in cipher")}),
)  # fmt: skip
NAMES = tuple(found.name for found in FIELDS)


def too_much(parts: Mapping[str, Mapping[str, Any]]) -> str:
    """A number is short and stands in one line; whatever is longer may say more than it should."""
    reference = str(parts.get("facts", {}).get("reference") or "")
    return "reference_long" if len(reference) > REFERENCE_LIMIT or len(reference.splitlines()) > 1 else ""


def nothing_written(act: Act, past: Past) -> str:
    """Nobody says anything beside it, whatever their own forms allow."""
    return "nothing_here" if {"content", "personal"} & set(act.hashes) else ""
