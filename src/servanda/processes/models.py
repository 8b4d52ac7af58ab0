"""What is folded from the directory and from an agency's internal entries."""

from django.db import models

from servanda.kernel.models import AGENCY, DOSSIER, NAME


class Unit(models.Model):
    """A unit of any known agency, as its own directory states it."""

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
    act = models.CharField(max_length=NAME)

    class Meta:
        ordering = ("id",)


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


class Partner(models.Model):
    """A country, organisation, NGO or person abroad with whom the work is done; this agency's own list."""

    code = models.CharField(max_length=60, primary_key=True)
    kind = models.CharField(max_length=20)
    country = models.CharField(max_length=2, default="")
    region = models.CharField(max_length=40, default="")
    name = models.JSONField(default=dict)

    class Meta:
        ordering = ("code",)


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
