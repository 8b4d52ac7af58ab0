"""Days that come near, such as a review or the end of a term, on the desk of the unit that looks after the file."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from servanda.kernel.audiences import Actor
from servanda.processes import reads
from servanda.processes.agreements import agreement_reading
from servanda.processes.projection import ahead
from servanda.processes.projection.ahead import Near
from servanda.processes.telling.timeline import Names
from servanda.web.desk.items import Item, file_url
from servanda.web.owed import Link
from servanda.web.seats import Seat


def near(actor: Actor, seat: Seat) -> list[Near]:
    """Those of the actor's own units, in files that the actor may see."""
    mine = actor.units | {actor.unit}
    found = ahead.near(timezone.localtime(seat.at).date(), among=reads.visible(actor).order_by())
    return [item for item in found if item.unit in mine]


def items_of(found: list[Near], names: Names, *, base: str) -> list[Item]:
    """As lines of the list at `base`."""
    titles = agreement_reading.titles([item.row for item in found], names.language)
    return [_item(item, titles.get(item.row.id) or item.row.title, base) for item in found]


def _item(item: Near, title: str, base: str) -> Item:
    is_agreement = item.row.process == "agreement"
    url = reverse("web:agreement", args=[item.row.id]) if is_agreement else file_url(item.row)
    key = f"{item.declared.field}:{item.row.id}"
    return Item(
        key=key, url=f"{base}&item={key}", file_url=url, what=title, source=item.row, due_on=item.on,
        title=str(item.declared.title), next=Link(_("Read the agreement") if is_agreement else _("Open the file"), url),
    )  # fmt: skip
