"""The rows of the lists as a sheet holds them: of the desk, the files, the partners and the agreements."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from servanda.kernel.audiences import Actor
from servanda.reports.sheets import Sheet, Value
from servanda.web.agreements import list_page as agreements_page
from servanda.web.desk import page as desk_page
from servanda.web.desk.items import Item
from servanda.web.files import filters
from servanda.web.files import list_page as files_page
from servanda.web.names import names_in
from servanda.web.partners.listing import listed as listed_partners
from servanda.web.seats import Seat

MOST = 20_000


def files(seat: Seat, actor: Actor, given: Mapping[str, str], *, language: str) -> Sheet:
    heads = (
        _("File"), _("Number of the file"), _("Kind of work"), _("Partner"), _("Whose turn"), _("Due"), _("State"),
        _("Last entry"),
    )  # fmt: skip
    rows = files_page.rows(
        list(filters.filtered(actor, given).order_by("-moved_at", "-id")[: MOST + 1]), actor, seat, names_in(language)
    )
    return _sheet(_("Files"), heads, [
        (row["title"], row["id"], row["kind"], row["partner"], row["turn"], row["due_on"], str(row["state"].label),
         _day(row["last_at"])) for row in rows
    ])  # fmt: skip


def desk(seat: Seat, actor: Actor, given: Mapping[str, str], *, language: str) -> Sheet:
    """The list of the desk that `tab` names; to do where it names none."""
    heads = (_("Group"), _("What"), _("File"), _("Partner"), _("The other side"), _("Due"), _("State"), _("Next step"))
    tab = given.get("tab", "")
    page = desk_page.Desk(
        actor, seat, names_in(language), tab if tab in desk_page.TABS else desk_page.TABS[0], "", most=MOST + 1
    )
    groups = desk_page.BUILDERS[page.tab](page)
    return _sheet(
        desk_page.title_of(page.tab), heads, [_desk_row(group.title, item) for group in groups for item in group.rows]
    )


def partners(seat: Seat, actor: Actor, given: Mapping[str, str], *, language: str) -> Sheet:
    heads = (_("Partner"), _("Code"), _("Kind"), _("Country"), _("Strategic area or priority"),
             _("Files under way"))  # fmt: skip
    found = listed_partners(seat, actor, given, language=language)
    return _sheet(_("Partners"), heads, [
        (row["title"], row["code"], str(row["kind"]), row["country"], row["priority"], row["open"])
        for row in found.rows(slice(MOST + 1))
    ])  # fmt: skip


def agreements(seat: Seat, _actor: Actor, _given: Mapping[str, str], *, language: str) -> Sheet:
    heads = (
        _("Agreement"), _("Code"), _("Kind"), _("Parties"), _("State"), _("In force from"), _("To be reviewed by"),
        _("In force up to"), _("Responsibilities"),
    )  # fmt: skip
    return _sheet(_("Agreements"), heads, [
        (row["title"], row["code"], str(row["kind"]), row["parties"], str(row["state"].label), row["in_force_on"],
         row["review_on"], row["ends_on"], "; ".join(f"{item['label']}: {item['n']}" for item in row["counts"] or ()))
        for row in agreements_page.context_of(seat)["agreements"]
    ])  # fmt: skip


def _sheet(name: str, heads: tuple[str, ...], rows: list[tuple[Value, ...]]) -> Sheet:
    note = _("There are more: this sheet ends after %(n)s rows. Narrow the list with its filters.") % {"n": MOST}
    return Sheet(name, heads, rows[:MOST], note if len(rows) > MOST else "")


def _desk_row(group: str, item: Item) -> tuple[Value, ...]:
    state = str(item.state.label) if item.state else ""
    next_ = str(item.next.label) if item.next else ""
    return (group, item.what, item.title, item.partner, item.other, item.due_on, state, next_)


def _day(at: datetime) -> Value:
    return timezone.localtime(at).date()
