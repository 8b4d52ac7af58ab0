"""The lists as XLSX, to be saved."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from django.views.decorators.http import require_safe

from servanda.reports.sheets import workbook
from servanda.web.access import actor_of, officer_required
from servanda.web.downloads import XLSX, download
from servanda.web.listed import rows
from servanda.web.seats import Request, Seat

LISTS = {"files": rows.files, "desk": rows.desk, "partners": rows.partners, "agreements": rows.agreements}


@officer_required
@require_safe
def show(request: Request, seat: Seat, listing: str) -> HttpResponse:
    """The rows of one list under the filters that the address carries."""
    if listing not in LISTS:
        raise Http404
    sheet = LISTS[listing](seat, actor_of(seat), request.GET.dict(), language=get_language() or "en")
    name = f"{listing}-{timezone.localtime(seat.at).date().isoformat()}.xlsx"
    return download(workbook([sheet], rtl=get_language_bidi()), XLSX, name)
