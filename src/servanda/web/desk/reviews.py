"""Agreements that are soon to be reviewed, or soon end, on the desk of the unit that looks after them."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from servanda.kernel.audiences import Actor
from servanda.processes import agreement_reading, reads, reviews
from servanda.processes.reviews import REVIEW, Near
from servanda.processes.timeline import Names
from servanda.web.desk.items import Item
from servanda.web.owed import Link
from servanda.web.seats import Seat


def near(actor: Actor, seat: Seat) -> list[Near]:
    """Those of the actor's own units, in files that the actor may see."""
    mine = actor.units | {actor.unit}
    found = [item for item in reviews.near(timezone.localtime(seat.at).date()) if item.unit in mine]
    seen = set(reads.visible(actor).filter(id__in=[item.row.id for item in found]).values_list("id", flat=True))
    return [item for item in found if item.row.id in seen]


def items_of(actor: Actor, names: Names, seat: Seat, *, base: str) -> list[Item]:
    """As lines of the list at `base`."""
    found = near(actor, seat)
    titles = agreement_reading.titles([item.row for item in found], names.language)
    return [_item(item, titles.get(item.row.id) or item.row.title, base) for item in found]


def _item(item: Near, title: str, base: str) -> Item:
    url, key = reverse("web:agreement", args=[item.row.id]), f"{item.what}:{item.row.id}"
    return Item(
        key=key, url=f"{base}&item={key}", file_url=url, what=title, source=item.row, due_on=item.on,
        title=_("To be reviewed") if item.what == REVIEW else _("In force only up to this day"),
        next=Link(_("Read the agreement"), url),
    )  # fmt: skip
