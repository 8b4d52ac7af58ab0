"""What is asked before something is announced that has begun already: it may be, and it counts as late."""

from datetime import date

from django.utils.translation import gettext as _

from servanda.kernel.dates import read_edtf
from servanda.kernel.refusals import Refused
from servanda.processes.telling import wording
from servanda.web.steps.forms import StepForm
from servanda.web.steps.taking import Asked

FIELD = "start_on"


def found(asked: Asked, form: StepForm, *, today: date) -> str:
    """The beginning that a new file states, where all days that it may mean are past; else ''."""
    stated = str(form.cleaned_data.get(FIELD) or "") if asked.step.is_opening and FIELD in form.stated else ""
    try:
        return stated if stated and read_edtf(stated).last < today else ""
    except Refused:
        return ""


def sentence(stated: str) -> str:
    return _(
        "As it is written, it has begun already: %(day)s. It can be told now, and it will count as late wherever an "
        "agreement asks for notice before it begins."
    ) % {"day": wording.day(stated)}
