"""How far this agency's agreements have come, for an administrator, who reads none of them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servanda.kernel.models import Dossier
from servanda.processes.folding.internal import CLEARING, RETURNED
from servanda.processes.models import Outgoing
from servanda.processes.telling.wording import listed
from servanda.web.labels import State

IN_FORCE = ("in_force", "amending")


@dataclass(frozen=True)
class Standing:
    """How many stand where; numbers only, so that nothing of a file is told to who may not see it."""

    in_force: int
    to_sign: int
    to_approve: int
    returned: int

    @property
    def text(self) -> str:
        told = [
            self.in_force and ngettext("%(n)s in force", "%(n)s in force", self.in_force) % {"n": self.in_force},
            self.to_sign
            and ngettext("%(n)s waiting for signature", "%(n)s waiting for signature", self.to_sign)
            % {"n": self.to_sign},
            self.to_approve
            and ngettext("%(n)s waiting for approval here", "%(n)s waiting for approval here", self.to_approve)
            % {"n": self.to_approve},
            self.returned
            and ngettext("%(n)s returned with a note", "%(n)s returned with a note", self.returned)
            % {"n": self.returned},
        ]  # fmt: skip
        return listed(filter(None, told)) or _("None is proposed yet.")

    @property
    def state(self) -> State | None:
        """Of the one that has come furthest; None where there is none."""
        if self.in_force:
            return State(_("in force"), "good")
        if self.to_sign:
            return State(_("waiting for signature"), "soon")
        if self.to_approve:
            return State(_("waiting for approval"), "soon")
        return State(_("returned"), "soon") if self.returned else None


def standing() -> Standing:
    """Three counts."""
    files = Dossier.objects.filter(process="agreement", is_shared=True)
    prepared = Outgoing.objects.filter(step="agreement.propose")
    return Standing(
        in_force=files.filter(state__in=IN_FORCE).count(), to_sign=files.filter(state="proposed").count(),
        to_approve=prepared.filter(state=CLEARING).count(), returned=prepared.filter(state=RETURNED).count(),
    )  # fmt: skip
