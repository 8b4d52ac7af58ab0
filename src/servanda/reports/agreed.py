"""What an agreement says to figures about it: its parties, calendar, duties, and who is shown what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from servanda.kernel.acts import Act
from servanda.kernel.calendars import Calendar
from servanda.kernel.duty_forms import Duty, read_duty
from servanda.kernel.models import Dossier, StoredAct
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.processes.agreements import agreement_reading
from servanda.processes.folding.texts import Article
from servanda.processes.organisation.periods import exact_day

PLAIN = Calendar(zone="UTC", years={})


@dataclass(frozen=True)
class Agreed:
    """An agreement and the version of it that binds; before one does, no figure can be given under it."""

    row: Dossier
    version: Act | None

    @cached_property
    def terms(self) -> Mapping[str, Any]:
        return agreement_reading.terms_of(self.version) if self.version else {}

    @cached_property
    def calendar(self) -> Calendar:
        try:
            return Calendar.from_facts(self.terms.get("calendar"))
        except Refused:
            return PLAIN

    def title(self, language: str) -> str:
        return (pick(agreement_reading.title_of(self.version), language) if self.version else "") or self.row.title

    @property
    def shows_both(self) -> bool:
        """Are numbers about each side shown to the other?"""
        return str(self.terms.get("shown", "both")) == "both"

    @property
    def in_force_on(self) -> date | None:
        return exact_day(self.terms.get("in_force_on"))

    @property
    def review_on(self) -> date | None:
        return exact_day(self.terms.get("review_on"))

    @cached_property
    def articles(self) -> list[Article]:
        return agreement_reading.articles_of(self.version) if self.version else []

    @cached_property
    def fields(self) -> dict[str, str]:
        """Article -> the field of coordination to which it belongs."""
        stated = agreement_reading.mappings(self.terms.get("articles"))
        return {agreement_reading.text(item.get("id")): agreement_reading.text(item.get("field")) for item in stated}

    @cached_property
    def duties(self) -> list[Duty]:
        """In the order of the articles; one that this version of the software cannot read is passed over."""
        found = []
        for article in self.articles:
            for data in article.duties:
                try:
                    found.append(read_duty(article.id, data))
                except Refused:
                    continue
        return found

    @cached_property
    def notice_days(self) -> dict[str, int]:
        """Clause -> the working days before that it asks of a notice."""
        return {
            duty.clause: duty.by.count for duty in self.duties
            if duty.deliver == "notice" and duty.by and (duty.by.side, duty.by.measure) == ("before", "working_days")
        }  # fmt: skip

    def today(self, at: datetime) -> date:
        """The day that it is where the agreement's calendar holds."""
        try:
            return self.calendar.local_day(at)
        except OverflowError:
            return at.date()


def agreed(rows: Iterable[Dossier]) -> list[Agreed]:
    """Agreements with their binding versions, in one query."""
    files = list(rows)
    names = {bound for row in files if isinstance(bound := row.facts.get("bound"), str)}
    versions = {stored.name: stored.act for stored in StoredAct.objects.filter(name__in=names)} if names else {}
    return [Agreed(row, versions.get(str(row.facts.get("bound")))) for row in files]
