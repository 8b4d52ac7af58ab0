"""The steps of the set-up, each with the rows that prove it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servanda.exchange.models import Peer
from servanda.kernel import node
from servanda.kernel.texts import pick
from servanda.office import backups, mail_server
from servanda.office.models import ClearingRule, Issuer, Post
from servanda.processes.models import Partner, Scheduled, Unit
from servanda.processes.telling.wording import listed, written
from servanda.web.administration import agreement_standing
from servanda.web.labels import State


@dataclass(frozen=True)
class SetUpStep:
    title: str
    text: str
    is_done: bool
    url: str = ""
    action: str = ""
    state: State | None = None


def steps(language: str, *, at: datetime) -> list[SetUpStep]:
    """A short query for each."""
    here = node.current()
    units = Unit.open_on(timezone.localdate(at)).filter(agency=here.agency).count()
    people = Post.objects.exclude(role="admin").values("officer").distinct().count()
    before = Scheduled.objects.filter(is_past=True).count()
    partners, peers = Partner.objects.count(), Peer.objects.count()
    mail = mail_server.at_hand()
    agreements = agreement_standing.standing()
    issuers = Issuer.objects.filter(is_closed=False).count()
    languages = listed(settings.LANGUAGE_NAMES.get(code, code) for code in here.languages)
    return [
        SetUpStep(_("Name"), f"{pick(here.name, language)} ({here.agency})", bool(here.name)),
        SetUpStep(_("Languages"), languages, bool(here.languages)),
        SetUpStep(_("Units"), ngettext("%(n)s unit", "%(n)s units", units) % {"n": units}, units > 0,
                  reverse("web:set_up_import", args=["units"]), _("Upload a table")),
        SetUpStep(_("People"), ngettext("%(n)s officer", "%(n)s officers", people) % {"n": people}, people > 0,
                  reverse("web:set_up_import", args=["people"]), _("Upload a table")),
        SetUpStep(_("Partners"), ngettext("%(n)s partner", "%(n)s partners", partners) % {"n": partners}, partners > 0,
                  reverse("web:set_up_import", args=["partners"]), _("Upload a table")),
        SetUpStep(_("Last year"), ngettext("%(n)s visit or activity of before", "%(n)s visits and activities of before",
                  before) % {"n": before}, before > 0, reverse("web:bring_in"), _("Upload a table")),
        SetUpStep(_("Clearing levels"), _("Who approves what before it leaves this agency."),
                  ClearingRule.objects.exists(), reverse("web:set_up_clearing"), _("Set the levels")),
        SetUpStep(_("Working hours"), _("When mail reaches officers; from 8 to 17 where nothing is said."),
                  True, reverse("web:hours"), _("Set the hours")),
        SetUpStep(_("Mail server"), mail.host if mail else _("Without one, mails to officers wait here."), bool(mail),
                  reverse("web:mail_server"), _("Set the mail server")),
        SetUpStep(_("Issuers of letters"), ngettext("%(n)s issuer", "%(n)s issuers", issuers) % {"n": issuers},
                  issuers > 0, reverse("web:issuers"), _("Set the issuers")),
        SetUpStep(_("Connections"), ngettext("%(n)s agency", "%(n)s agencies", peers) % {"n": peers}, peers > 0,
                  reverse("web:connections"), _("Compare words and connect")),
        SetUpStep(_("Agreement"), agreements.text, agreements.in_force > 0,
                  reverse("web:set_up_agreement"), _("Bring in a Word file or a text"), agreements.state),
        SetUpStep(_("Backup"), _backup_text(), not backups.is_overdue(here, now=at)),
    ]  # fmt: skip


def _backup_text() -> str:
    """When the last backup was made, and when one was last restored as a test; the command line does both."""
    here = node.current()
    made, tested = backups.last(here, backups.BACKED_UP), backups.last(here, backups.TESTED)
    if made is None:
        return _("No backup was made yet.")
    told = [_("Last backup: %(day)s.") % {"day": written(timezone.localtime(made.at).date())}]
    if tested is None:
        told.append(_("Whether it can be restored was not tried yet."))
    elif tested.fault:
        told.append(_("It could not be restored when that was tried on %(day)s.")
                    % {"day": written(timezone.localtime(tested.at).date())})  # fmt: skip
    else:
        told.append(_("Restored as a test and found good: %(day)s.")
                    % {"day": written(timezone.localtime(tested.at).date())})  # fmt: skip
    return " ".join(told)
