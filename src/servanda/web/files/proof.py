"""The proof of a file: all entries and acknowledgements, signed, to be checked by anyone without this system."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from servanda.exchange import evidence
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.web.access import actor_of, officer_required
from servanda.web.desk import items
from servanda.web.seats import Request, Seat


@officer_required
@require_safe
def download(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """Shared entries only: nothing internal is in a proof."""
    row = reads.find(dossier, actor_of(seat))
    if not row.is_shared:
        raise Refused("no_file")
    name = f"{items.file_code(row.id).replace('/', '-')}.proof.json"
    return HttpResponse(
        evidence.build(row.id, now=seat.at), content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip
