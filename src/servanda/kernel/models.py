"""The log and the rows folded from it; everything but `StoredAct` and `NodeState` can be dropped and folded again."""

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

from django.db import models
from django.db.models import Q

from servanda.kernel import acts
from servanda.kernel.acts import Act

NAME = 71
AGENCY = 200
DOSSIER = 223
PARTNER = 200


class NodeState(models.Model):
    """One row: the epoch in which this node writes, and since when, if it was restored or rolled back.

    What it lost was said, or came, between `kept_until` (null: nothing was left) and `begun_at`. From the act
    `unfolded_from` (its `seq`) on, what is stored waits for its rows; from `unanswered_from` on, for what it calls for.
    The acts `completed` (their `seq`) were answered already, and are once more, since parts of them came later.
    """

    epoch = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField(null=True)
    kept_until = models.DateTimeField(null=True)
    unfolded_from = models.BigIntegerField(null=True)
    unanswered_from = models.BigIntegerField(null=True)
    completed = models.JSONField(default=list)


class KnownCard(models.Model):
    """The last card of another agency, as its root key signed it, and since when any card of it is known."""

    agency = models.CharField(max_length=AGENCY, primary_key=True)
    jws = models.TextField()
    at = models.DateTimeField()
    since = models.DateTimeField(null=True)


class StoredAct(models.Model):
    """The bytes as signed, and the columns that lists need. Written by `log.append` alone."""

    seq = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=NAME, unique=True)
    jws = models.TextField()
    facts = models.BinaryField(null=True)
    content = models.BinaryField(null=True)
    personal = models.BinaryField(null=True)
    dossier = models.CharField(max_length=DOSSIER)
    agency = models.CharField(max_length=AGENCY)
    epoch = models.PositiveIntegerField()
    n = models.PositiveIntegerField()
    internal = models.BooleanField(default=False)
    kind = models.CharField(max_length=81)
    at = models.DateTimeField()
    stored_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["dossier", "internal", "agency", "epoch", "n"], name="act_lane"),)

    @cached_property
    def act(self) -> Act:
        raw = {part: bytes(value) for part in acts.PARTS if (value := getattr(self, part)) is not None}
        return _read(self.name, self.jws, self.internal, tuple(raw.items()))


def forget_read() -> None:
    """Let go of what was read before: some of it is to be forgotten."""
    _read.cache_clear()


@lru_cache(maxsize=4000)
def _read(name: str, token: str, internal: bool, parts: tuple[tuple[str, bytes], ...]) -> Act:
    """Bytes never change under their name, so what was read once need not be read again."""
    return acts.read(token, dict(parts), internal=internal)


class Recalled(models.Model):
    """An entry whose author recalled it, so that its parts never come back.

    Only the author's own word counts: `agency` is who recalled it, and must be who said it.
    """

    name = models.CharField(max_length=NAME)
    agency = models.CharField(max_length=AGENCY)
    dossier = models.CharField(max_length=DOSSIER)
    by = models.CharField(max_length=NAME)
    at = models.DateTimeField()
    noted_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name", "agency", "dossier"], name="recalled_once"),)


class Untidy(models.Model):
    """Something was erased of which traces may be left: in the database's own pages, or with `file` on the disk."""

    file = models.CharField(max_length=NAME, default="")
    at = models.DateTimeField()


class LaneHead(models.Model):
    """The last link of one lane, so that sealing and checking need one indexed read."""

    dossier = models.CharField(max_length=DOSSIER)
    agency = models.CharField(max_length=AGENCY)
    internal = models.BooleanField(default=False)
    epoch = models.PositiveIntegerField()
    n = models.PositiveIntegerField()
    name = models.CharField(max_length=NAME)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["dossier", "agency", "internal"], name="one_head_per_lane"),)


class Dossier(models.Model):
    """One file as folded from its acts.

    `home` is the agency that keeps it, `owner` its unit there; the name of the file still says who opened it.
    `handover` is empty, or says where one stands that is under way; then `handover_unit` has the next move.
    `narrowed` says of each unit that was taken out by which act, of whom, and whether its own agency confirmed it.
    """

    id = models.CharField(max_length=DOSSIER, primary_key=True)
    home = models.CharField(max_length=AGENCY)
    handover = models.JSONField(default=dict)
    handover_unit = models.CharField(max_length=AGENCY + 61, default="", db_index=True)
    narrowed = models.JSONField(default=dict)
    process = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=40, default="")
    is_ended = models.BooleanField(default=False)
    is_shared = models.BooleanField(default=False)
    cls = models.CharField(max_length=12, default="internal")
    parties = models.JSONField(default=list)
    owner = models.CharField(max_length=AGENCY + 61)
    counterparts = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    partner = models.CharField(max_length=PARTNER, default="")
    title = models.TextField(default="")
    under = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField(db_index=True)
    search = models.TextField(default="")
    equivocations = models.JSONField(default=list)
    broken = models.TextField(default="")

    class Meta:
        indexes = (
            models.Index(fields=["partner", "-moved_at"], name="files_of_partner"),
            models.Index(fields=["process", "-moved_at", "-id"], name="files_of_kind"),
            models.Index(
                name="under_way", fields=["process", "is_shared", "-moved_at", "id"], condition=models.Q(is_ended=False)
            ),
        )

    @staticmethod
    def partner_of(facts: Mapping[str, Any]) -> str:
        """What the facts name as their partner, as far as lists look for it."""
        named = facts.get("partner")
        return named[:PARTNER] if isinstance(named, str) else ""


class Entry(models.Model):
    """One act as its dossier's fold judged it; `by_home`: the agency said it that kept the file as it knew."""

    name = models.CharField(max_length=NAME, primary_key=True)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="entries")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=81)
    agency = models.CharField(max_length=AGENCY)
    speaker = models.CharField(max_length=AGENCY)
    internal = models.BooleanField(default=False)
    at = models.DateTimeField()
    has_effect = models.BooleanField(default=True)
    why_not = models.CharField(max_length=40, default="")
    is_crossed = models.BooleanField(default=False)
    by_home = models.BooleanField(default=False)
    reported = models.CharField(max_length=12, default="")

    class Meta:
        ordering = ("place",)
        # Few entries are others' word; who waits to confirm them looks at no other.
        indexes = (models.Index(fields=["speaker", "at"], name="reported_words", condition=Q(reported="reported")),)


class Commitment(models.Model):
    """What a debtor unit owes a creditor unit. Whether it is late is a function of this row and a day.

    `counted_at` is when the delivery counts: as it is dated, or as the creditor received it; `done_on` is that day, and
    `lead_days` the working days from it to the earliest day of what the duty counts up to. From `final_on` on, at the
    latest, it stands as it will go on to stand unless something more is said. `audience` names the set of units of this
    agency that read its file.
    """

    id = models.CharField(max_length=NAME, primary_key=True)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="commitments")
    agreement = models.CharField(max_length=DOSSIER, default="")
    terms = models.CharField(max_length=NAME, default="")
    clause = models.CharField(max_length=80, default="")
    deliver = models.CharField(max_length=40)
    opener = models.CharField(max_length=NAME)
    debtor = models.CharField(max_length=AGENCY)
    debtor_unit = models.CharField(max_length=AGENCY + 61)
    creditor = models.CharField(max_length=AGENCY)
    creditor_unit = models.CharField(max_length=AGENCY + 61)
    needs_acceptance = models.BooleanField(default=True)
    opened_at = models.DateTimeField()
    due_on = models.DateField(null=True, db_index=True)
    is_provisional = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default="open")
    asked_until = models.DateField(null=True)
    promised_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    delivered_by = models.CharField(max_length=NAME, default="")
    done_on = models.DateField(null=True)
    lead_days = models.IntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    is_explained = models.BooleanField(default=False)
    nudges = models.PositiveIntegerField(default=0)
    nudged_at = models.DateTimeField(null=True)
    is_reported = models.BooleanField(default=False)
    is_crossed = models.BooleanField(default=False)
    final_on = models.DateField(null=True)
    audience = models.CharField(max_length=64, default="")
    zone = models.CharField(max_length=60, default="UTC")

    class Meta:
        # What a unit's desk lists, and what figures of implementation are counted from where no totals are kept. None
        # begins with a side alone: half of all rows share it, and a database may choose it all the same.
        indexes = (
            models.Index(
                name="in_motion",
                fields=["state", "debtor", "creditor", "due_on", "opened_at", "asked_until", "dossier", "id"],
            ),
            models.Index(fields=["debtor_unit", "state", "due_on"], name="owed_by_unit"),
            models.Index(fields=["creditor_unit", "state", "due_on"], name="owed_to_unit"),
            models.Index(
                name="not_final_yet",
                fields=["agreement", "final_on", "audience", "due_on", "done_on", "opened_at", "state", "is_explained",
                        "clause", "debtor", "debtor_unit", "creditor_unit", "deliver", "lead_days"],
            ),
            models.Index(
                name="due_under_agreement",
                fields=["agreement", "due_on", "opened_at", "id", "audience", "done_on", "state", "is_explained",
                        "clause", "debtor", "debtor_unit", "creditor_unit"],
            ),
            models.Index(fields=["agreement", "audience", "due_on"], name="due_for_audience"),
            models.Index(
                name="due_between_units",
                fields=["agreement", "debtor_unit", "creditor_unit", "due_on", "done_on", "opened_at", "state",
                        "is_explained", "clause", "debtor", "deliver", "lead_days", "audience"],
            ),
            models.Index(
                name="notices_given",
                fields=["agreement", "done_on", "deliver", "clause", "debtor", "lead_days", "audience", "opened_at"],
            ),
        )  # fmt: skip


class Reader(models.Model):
    """A unit of this agency that may read a dossier; `moved_at` lets lists run along one index."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="readers")
    unit = models.CharField(max_length=AGENCY + 61)
    moved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["dossier", "unit"], name="one_reader_row"),)
        indexes = (models.Index(fields=["unit", "-moved_at"], name="reader_lists"),)
