"""People and papers of one agency: accounts, posts, tokens, clearing rules, mail, guests. None of it is an act."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class OfficerManager(BaseUserManager["Officer"]):
    """Django asks for one; officers are made by `office.people`."""

    def get_by_natural_key(self, username: str | None) -> "Officer":
        return self.get(id=username)


class Officer(AbstractBaseUser):
    """A person who may sign in. What the person may do comes from the posts held on that day."""

    id = models.CharField(max_length=60, primary_key=True)
    name = models.CharField(max_length=200, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    language = models.CharField(max_length=5, default="en")
    is_active = models.BooleanField(default=True)
    mail = models.CharField(max_length=6, default="digest")
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = OfficerManager()

    def __str__(self) -> str:
        return self.name or self.id


class Post(models.Model):
    """A dated role of an officer in a unit.

    `since_on` where the post went on here from a unit that was merged or split: since when it is held in truth.
    """

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="posts")
    unit = models.CharField(max_length=261)
    role = models.CharField(max_length=12)
    title = models.JSONField(default=dict)
    capacity = models.CharField(max_length=12, blank=True, default="")
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    since_on = models.DateField(null=True)

    class Meta:
        ordering = ("id",)


class Affiliation(models.Model):
    """A dated place of an officer of this agency in a body of any agency, such as an association; it never leaves."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="affiliations")
    unit = models.CharField(max_length=261, db_index=True)
    title = models.CharField(max_length=200)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    entered_by = models.CharField(max_length=60)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("unit", "id")


class Leave(models.Model):
    """Days on which one officer is away and another stands in; the first and the last of them count."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="leaves")
    substitute = models.ForeignKey(Officer, models.CASCADE, related_name="standing_in")
    from_on = models.DateField()
    until_on = models.DateField()
    entered_by = models.CharField(max_length=60)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("from_on", "id")


class Entrance(models.Model):
    """A one-time link by which an officer enters without a password, kept as the hash of its secret."""

    hash = models.CharField(max_length=71, primary_key=True)
    officer = models.ForeignKey(Officer, models.CASCADE)
    until_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    is_reusable = models.BooleanField(default=False)


class Token(models.Model):
    """An API token, kept as the hash of its secret."""

    hash = models.CharField(max_length=71, primary_key=True)
    officer = models.ForeignKey(Officer, models.CASCADE)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    HOLDS: ClassVar = timedelta(days=180)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.expires_at is None:
            self.expires_at = self.made_at + self.HOLDS
        super().save(*args, **kwargs)


class ClearingRule(models.Model):
    """How many hands a step passes before it leaves: 0 to 3. The longest matching `step` counts; '' is for all."""

    step = models.CharField(max_length=81, primary_key=True, default="")
    levels = models.PositiveSmallIntegerField(default=1)


class OfficeHours(models.Model):
    """When a unit of this agency works, and which days of its own it does not; '' stands for every other unit."""

    unit = models.CharField(max_length=261, primary_key=True, default="")
    opens = models.TimeField()
    closes = models.TimeField()
    days_off = models.JSONField(default=list)


class Notice(models.Model):
    """Something that one officer is to hear, once. It waits until a mail tells it, or until it is past."""

    officer = models.ForeignKey(Officer, models.CASCADE)
    reason = models.CharField(max_length=40)
    about = models.CharField(max_length=300)
    dossier = models.CharField(max_length=223)
    commitment = models.CharField(max_length=71, default="")
    is_urgent = models.BooleanField(default=False)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["officer", "about"], name="one_notice"),)
        indexes = (models.Index(fields=["settled_at"], name="notice_waiting"),)


class Mail(models.Model):
    """A mail to one officer in the officer's language, queued for the mail server. An urgent one goes at any hour."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="mails")
    address = models.EmailField()
    language = models.CharField(max_length=5)
    subject = models.TextField()
    text = models.TextField()
    reason = models.CharField(max_length=40)
    about = models.CharField(max_length=300, db_index=True)
    at = models.DateTimeField()
    is_urgent = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True)
    failure = models.TextField(default="")
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("-at", "-id")


class GuestLink(models.Model):
    """A door for one outside person to one matter: a secret address and a code, expiring, revocable."""

    hash = models.CharField(max_length=71, primary_key=True)
    code_hash = models.CharField(max_length=71)
    dossier = models.CharField(max_length=223, db_index=True)
    agency = models.CharField(max_length=200)
    person = models.CharField(max_length=200)
    made_by = models.ForeignKey(Officer, models.CASCADE)
    made_at = models.DateTimeField()
    until_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)


class KnownColumns(models.Model):
    """The columns of a sheet as an officer last confirmed them, by what it is and the hash of its heading."""

    what = models.CharField(max_length=20)
    officer = models.CharField(max_length=60, default="")
    heading = models.CharField(max_length=71)
    columns = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["what", "heading", "officer"], name="one_mapping_of_an_officer"),
        )


class AgreementDraft(models.Model):
    """An agreement while a unit writes it. `data` is what is written, `source` the lines of the file it came from.

    `step` is what it will be proposed as, upon the agreement `dossier` where there is one already. Once proposed it
    has become part of the file `became`; `sent_as` names the prepared step where it did not leave at once.
    """

    id = models.CharField(max_length=22, primary_key=True)
    unit = models.CharField(max_length=261, db_index=True)
    data = models.JSONField(default=dict)
    source = models.JSONField(default=dict)
    file = models.CharField(max_length=200, default="")
    step = models.CharField(max_length=81, default="agreement.propose")
    dossier = models.CharField(max_length=223, default="", db_index=True)
    edition = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=60)
    sent_at = models.DateTimeField(null=True)
    sent_as = models.CharField(max_length=71, default="")
    became = models.CharField(max_length=223, default="")

    class Meta:
        ordering = ("-changed_at", "id")


class Issuer(models.Model):
    """Who issues letters in this agency's name: the head of its paper and, where it `numbers`, its own series.

    `symbol` is what follows the number, as in 12/CV-LHHN. In the year `first_year` (0: whatever the year) counting
    begins at `first_n`, as where the paper book had come so far.
    """

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=200)
    superior = models.CharField(max_length=200, blank=True, default="")
    place = models.CharField(max_length=100, blank=True, default="")
    motto = models.TextField(blank=True, default="")
    symbol = models.CharField(max_length=60, blank=True, default="")
    numbers = models.BooleanField(default=False)
    restarts = models.BooleanField(default=True)
    first_n = models.PositiveIntegerField(default=1)
    first_year = models.PositiveSmallIntegerField(default=0)
    exchange_code = models.CharField(max_length=60, blank=True, default="")
    is_closed = models.BooleanField(default=False)

    class Meta:
        ordering = ("code",)

    def written(self, n: int) -> str:
        """12/CV-LHHN; below ten with a zero, as Decree 30/2020 writes it."""
        return f"{n:02}/{self.symbol}" if self.symbol else f"{n:02}"


class GivenNumber(models.Model):
    """A number that was given, once and for ever: to a letter that left, or by hand to a paper written elsewhere.

    A void one stays, and is never given again. `year` is 0 in a series that does not restart.
    """

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="given")
    year = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField()
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    what = models.CharField(max_length=400, default="")
    dossier = models.CharField(max_length=223, default="", db_index=True)
    act = models.CharField(max_length=71, default="")
    voided_at = models.DateTimeField(null=True)
    voided_by = models.CharField(max_length=60, default="")
    reason = models.TextField(default="")

    class Meta:
        ordering = ("issuer", "-year", "-n")
        constraints = (models.UniqueConstraint(fields=["issuer", "year", "n"], name="one_number_once"),)


class MailServer(models.Model):
    """The mail server as an administrator set it on its page; one row. Its password stands among the node's keys."""

    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=587)
    security = models.CharField(max_length=8, default="starttls")
    user = models.CharField(max_length=200, blank=True, default="")
    address = models.EmailField()
    name = models.CharField(max_length=120, blank=True, default="")
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=60)


class TextEdition(models.Model):
    """One saved state of a text that an agency writes on before it says it: never changed, so that nobody's words go.

    `dossier` is the file, `base` the version on the table that it was written on, `parents` the editions it goes on
    from: two with the same parent were written side by side. `sent_as` names the entry, or the prepared step, as which
    it left.
    """

    id = models.CharField(max_length=22, primary_key=True)
    dossier = models.CharField(max_length=223, db_index=True)
    base = models.CharField(max_length=71)
    parents = models.JSONField(default=list)
    text = models.TextField()
    note = models.TextField(default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    sent_as = models.CharField(max_length=71, default="")

    class Meta:
        ordering = ("made_at", "id")


class CalendarLink(models.Model):
    """The secret address at which a calendar program fetches an officer's days, kept as the hash of its secret."""

    hash = models.CharField(max_length=71, primary_key=True)
    officer = models.ForeignKey(Officer, models.CASCADE)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
