"""How early a visit or an activity was announced, beside what the article asks for: on its file, in lists, on forms."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from servanda.kernel.models import Dossier
from servanda.processes.agreements import agreement_reading, leads
from servanda.processes.agreements.leads import Lead
from servanda.processes.telling.wording import written

Text = SafeString | str | Promise


def card(row: Dossier) -> dict[str, Any] | None:
    """As _lead_time.html takes it."""
    lead = leads.of_files([row]).get(row.id)
    if lead is None or lead.days is None:
        return None
    return {
        "text": _joined(_announced(lead), _unnamed(lead), _asked(lead)), "days": lead.days, "agreed": lead.asked or 0,
        "scale": max(lead.days, 2 * (lead.asked or 0), 1), "agreement": _agreement(lead),
    }  # fmt: skip


def notice(lead: Lead) -> Text:
    """One line for a list, in which the way to the article stands."""
    return _joined(_announced(lead), _unnamed(lead), _asked(lead))


def before(lead: Lead, *, at: datetime) -> dict[str, Any]:
    """What is to be known before it leaves at that time, as _lead_told.html takes it."""
    leaving = ""
    if lead.days is not None:
        values = {"day": written(timezone.localtime(at).date()), "n": lead.days}
        leaving = _leaving(lead) % values
    short = _("This is less than the article asks for.") if lead.is_short else ""
    is_enough = lead.asked is not None and lead.days is not None and not lead.is_short
    return {
        "text": _joined(leaving, _unnamed(lead), _asked(lead), short),
        "tone": "soon" if lead.is_short else "good" if is_enough else "",
        "agreement": _agreement(lead),
    }  # fmt: skip


def _agreement(lead: Lead) -> dict[str, str] | None:
    """The agreement whose article counts, as a link; no query where none does."""
    row = Dossier.objects.filter(id=lead.agreement).first() if lead.agreement else None
    if row is None:
        return None
    title = agreement_reading.titles([row], get_language() or "en").get(row.id, row.title)
    return {"title": title, "url": reverse("web:agreement", args=[row.id])}


def _announced(lead: Lead) -> str:
    if lead.days is None:
        return ""
    if lead.measure == "days":
        told = ngettext("Announced %(n)s day before it begins.", "Announced %(n)s days before it begins.", lead.days)
    else:
        told = ngettext(
            "Announced %(n)s working day before it begins.", "Announced %(n)s working days before it begins.",
            lead.days,
        )  # fmt: skip
    return told % {"n": lead.days}


def _leaving(lead: Lead) -> str:
    assert lead.days is not None
    if lead.measure == "days":
        return ngettext(
            "Leaving on %(day)s, it is announced %(n)s day before it begins.",
            "Leaving on %(day)s, it is announced %(n)s days before it begins.", lead.days,
        )  # fmt: skip
    return ngettext(
        "Leaving on %(day)s, it is announced %(n)s working day before it begins.",
        "Leaving on %(day)s, it is announced %(n)s working days before it begins.", lead.days,
    )  # fmt: skip


def _unnamed(lead: Lead) -> str:
    return "" if lead.is_exact or lead.days is None else _("The day itself is still to be named.")


def _asked(lead: Lead) -> Text:
    if lead.asked is None:
        return ""
    if lead.measure == "days":
        asked = ngettext(
            "%(article)s asks for at least %(n)s day.", "%(article)s asks for at least %(n)s days.", lead.asked
        )
    else:
        asked = ngettext(
            "%(article)s asks for at least %(n)s working day.", "%(article)s asks for at least %(n)s working days.",
            lead.asked,
        )  # fmt: skip
    label = _("Article %(number)s") % {"number": lead.article}
    url = f"{reverse('web:agreement', args=[lead.agreement])}#article-{lead.article}"
    link = format_html('<a href="{}"><bdi>{}</bdi></a>', url, label)
    return format_html(_with_braces(asked), article=link, n=lead.asked)


def _with_braces(text: str) -> str:
    """The same sentence for `format_html`, which escapes all but what is a link."""
    return text % {"article": "{article}", "n": "{n}"}


def _joined(*parts: Text) -> SafeString:
    said = [part for part in parts if part]
    return format_html(" ".join("{}" for _part in said), *said) if said else SafeString("")
