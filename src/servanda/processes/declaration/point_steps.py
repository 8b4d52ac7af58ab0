"""The fields and steps of points on a text, the same in every kind of work that has one."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from servanda.processes.declaration.base import Field, Step
from servanda.processes.folding.texts import EXPLAIN, REMARK, RETRACT, REWORD, TAKE_UP, Text

FIELDS = (
    Field("paragraph", _("Paragraph"), kind="number"),
    Field("language", _("Language of the wording")),
    Field("wording", _("Proposed wording"), kind="long"),
    Field("point", _("Point"), kind="act", part="facts"),
)


def steps(text: Text, *, place: tuple[str, ...], reword: Any, says: Any) -> tuple[Step, ...]:
    """Remark, reword, take up, explain, retract; the kind of work has the fields `version`, `text` and `reason`.

    `place` are the fields that name a place of the text; `reword` labels proposing another wording there, `says` tells
    it.
    """
    return (
        Step(REMARK, _("Remark on the text"), _("%(who)s remarked: %(text)s"), by="any", when=text.when,
             check=text.is_about_the_table, fields=("version", *place, "text"), required=("text",)),
        Step(REWORD, reword, says, by="any", when=text.when, check=text.is_about_the_table,
             fields=("version", *place, "language", "wording", "text"), required=(place[0], "wording"),
             is_hidden=True),
        Step(TAKE_UP, _("Take a point up"), _("%(who)s took a point up."), when=text.when, check=text.answers_a_point,
             fields=("point", "version", "text"), required=("point",), is_hidden=True),
        Step(EXPLAIN, _("Explain why a point is not taken up"),
             _("%(who)s explained why a point is not taken up: %(reason)s"), when=text.when,
             check=text.answers_a_point, fields=("point", "reason"), required=("point", "reason"), is_hidden=True),
        Step(RETRACT, _("Take a point back"), _("%(who)s took its own point back."), by="any", when=text.when,
             check=text.is_own_point, fields=("point", "text"), required=("point",), is_hidden=True),
    )  # fmt: skip
