"""What is folded from the directory and from an agency's internal entries."""

from datetime import date

from django.db import models

from servanda.kernel.models import AGENCY, DOSSIER, NAME, Dossier
from servanda.processes.organisation import periods


class Unit(models.Model):
    """A unit of any known agency, as its own directory states it.

    `fields` and `regions` are codes, or {code, from, until}; `counterparts` are {unit, field, region, from, until}.
    """

    id = models.CharField(max_length=AGENCY + 61, primary_key=True)
    agency = models.CharField(max_length=AGENCY, db_index=True)
    parent = models.CharField(max_length=AGENCY + 61, default="")
    kind = models.CharField(max_length=20, default="department")
    zone = models.CharField(max_length=60, default="UTC")
    fields = models.JSONField(default=list)
    regions = models.JSONField(default=list)
    name = models.JSONField(default=dict)
    is_closed = models.BooleanField(default=False)
    successors = models.JSONField(default=list)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    counterparts = models.JSONField(default=list)
    act = models.CharField(max_length=NAME)

    class Meta:
        ordering = ("id",)

    @classmethod
    def open_on(cls, on: date) -> models.QuerySet["Unit"]:
        """Those that exist on a day, as `is_open` says."""
        ends = models.Q(until_on__gte=on) | models.Q(until_on=None, is_closed=False)
        return cls.objects.filter(ends, models.Q(from_on=None) | models.Q(from_on__lte=on))

    def is_open(self, on: date) -> bool:
        """Does it exist on that day? One that is closed with a day stands until that day."""
        if self.is_closed and self.until_on is None:
            return False
        return periods.covers((self.from_on, self.until_on), on)

    def fields_on(self, on: date) -> set[str]:
        return _codes_on(self.fields, on)

    def regions_on(self, on: date) -> set[str]:
        return _codes_on(self.regions, on)


def _codes_on(items: list[object], on: date) -> set[str]:
    return {str(item["code"] if isinstance(item, dict) else item) for item in items
            if periods.covers(periods.stated(item), on)}  # fmt: skip


class Outgoing(models.Model):
    """A step prepared inside the agency: cleared level by level, then held for a moment, then sealed."""

    name = models.CharField(max_length=NAME, primary_key=True)
    dossier = models.CharField(max_length=DOSSIER, db_index=True)
    step = models.CharField(max_length=81)
    unit = models.CharField(max_length=AGENCY + 61)
    officer = models.CharField(max_length=60)
    prepared_at = models.DateTimeField()
    levels = models.PositiveSmallIntegerField(default=0)
    cleared = models.JSONField(default=list)
    state = models.CharField(max_length=12, db_index=True)
    note = models.TextField(default="")
    release_at = models.DateTimeField(null=True)
    sent = models.CharField(max_length=NAME, default="")


class Assignment(models.Model):
    """Who inside the agency leads a dossier and who coordinates."""

    dossier = models.CharField(max_length=DOSSIER, primary_key=True)
    unit = models.CharField(max_length=AGENCY + 61)
    officer = models.CharField(max_length=60, default="")
    coordinating = models.JSONField(default=list)
    at = models.DateTimeField()


class Recusal(models.Model):
    """An officer who may not handle a file. `is_replaced` once the file was handed out again since."""

    key = models.CharField(max_length=DOSSIER + 61, primary_key=True)
    dossier = models.CharField(max_length=DOSSIER, db_index=True)
    officer = models.CharField(max_length=60, db_index=True)
    unit = models.CharField(max_length=AGENCY + 61)
    at = models.DateTimeField()
    is_replaced = models.BooleanField(default=False)


class FileLink(models.Model):
    """A file that names another, `about`, in a field: what was begun from it, or speaks of it."""

    key = models.CharField(max_length=DOSSIER + 61, primary_key=True)
    dossier = models.CharField(max_length=DOSSIER, db_index=True)
    field = models.CharField(max_length=60)
    about = models.CharField(max_length=DOSSIER, db_index=True)


class Partner(models.Model):
    """A country, organisation, NGO or person abroad with whom the work is done; this agency's own list."""

    code = models.CharField(max_length=60, primary_key=True)
    kind = models.CharField(max_length=20)
    country = models.CharField(max_length=2, default="")
    region = models.CharField(max_length=40, default="")
    name = models.JSONField(default=dict)
    priority = models.CharField(max_length=80, default="")

    class Meta:
        ordering = ("code",)


class Correspondent(models.Model):
    """An agency without a system, as this one calls and reaches it; its own card takes its place. It never leaves."""

    agency = models.CharField(max_length=AGENCY, primary_key=True)
    name = models.JSONField(default=dict)
    via = models.CharField(max_length=8, default="letter")
    address = models.TextField(default="")
    phone = models.CharField(max_length=60, default="")
    mail = models.CharField(max_length=200, default="")

    class Meta:
        ordering = ("agency",)


class CorrespondentUnit(models.Model):
    """A unit of such an agency; without an address of its own it is reached at the agency's."""

    id = models.CharField(max_length=AGENCY + 61, primary_key=True)
    agency = models.CharField(max_length=AGENCY, db_index=True)
    name = models.JSONField(default=dict)
    address = models.TextField(default="")
    is_closed = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)


class Scheduled(models.Model):
    """What a file, a row of its plan or a record of the past fixes in time: what clashes and baselines are read from.

    `item` is '' for the file itself, else the id of the row. Places and guests are kept folded, for comparing only.
    """

    key = models.CharField(max_length=DOSSIER + 61, primary_key=True)
    dossier = models.CharField(max_length=DOSSIER, db_index=True)
    item = models.CharField(max_length=60, default="")
    kind = models.CharField(max_length=40)
    title = models.TextField(default="")
    first_on = models.DateField(db_index=True)
    last_on = models.DateField()
    is_exact = models.BooleanField(default=False)
    partner = models.CharField(max_length=400, default="")
    place = models.CharField(max_length=400, default="")
    guest = models.CharField(max_length=400, default="")
    plan_item = models.CharField(max_length=DOSSIER + 61, default="", db_index=True)
    notice_on = models.DateField(null=True)
    is_past = models.BooleanField(default=False)
    is_off = models.BooleanField(default=False)

    class Meta:
        # What was recorded of the past is little beside what is under way.
        indexes = (
            models.Index(fields=["kind", "first_on"], name="recorded_past", condition=models.Q(is_past=True)),
            models.Index(fields=["last_on", "first_on"], name="days_that_end"),
        )


class Word(models.Model):
    """A word that a file holds, once for each spelling: folded as search folds, and the first entry that says it."""

    dossier = models.CharField(max_length=DOSSIER)
    spelled = models.CharField(max_length=60)
    folded = models.CharField(max_length=120, db_index=True)
    entry = models.CharField(max_length=NAME)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("dossier", "spelled"), name="a_file_holds_a_word_once"),)


class Likeness(models.Model):
    """What a file of a kind is about, folded for comparing only: by it an earlier one about the same is found."""

    dossier = models.CharField(max_length=DOSSIER, db_index=True)
    process = models.CharField(max_length=40)
    value = models.CharField(max_length=400)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("dossier", "value"), name="a_file_is_alike_once"),)
        indexes = (models.Index(fields=("process", "value"), name="files_alike"),)


class ComingDay(models.Model):
    """A day that a file states now and that is told ahead; `item` is the id of the row that states it, or ''."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="coming_days")
    what = models.CharField(max_length=80)
    item = models.CharField(max_length=60, default="")
    on = models.DateField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("dossier", "what", "item"), name="a_day_is_stated_once"),)


class Total(models.Model):
    """How many commitments of an agreement come to stand alike, whatever the day: what pages of figures add up.

    `audience` stands for a set of units that read the same files, whose row `by` audience tells `units`; '' is every
    file.
    `by` says what `one` and `two` are, as `totals.KINDS` lists them. `ending` is how these commitments stand in the
    end, as date states are called.
    """

    key = models.CharField(max_length=64, primary_key=True)
    agreement = models.CharField(max_length=DOSSIER)
    audience = models.CharField(max_length=64, default="")
    by = models.CharField(max_length=16)
    side = models.CharField(max_length=AGENCY, default="")
    one = models.TextField(default="")
    two = models.TextField(default="")
    ending = models.CharField(max_length=16, default="")
    units = models.TextField(default="")
    n = models.IntegerField(default=0)

    class Meta:
        # Everything that is added up, so that adding reads no row.
        indexes = (
            models.Index(
                fields=["agreement", "by", "audience", "two", "one", "side", "ending", "n"], name="totals_of_agreement"
            ),
        )
