"""What the pages themselves must remember: wrong passwords, and forms that were taken already."""

from django.db import models


class WrongTry(models.Model):
    """One try to sign in; it goes when the password was right."""

    officer = models.CharField(max_length=60)
    address = models.CharField(max_length=45, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["officer", "address", "at"], name="wrong_tries"),)


class TakenForm(models.Model):
    """A form that an officer sent and that was taken; sent again it leads to the same page and does nothing."""

    officer = models.CharField(max_length=60)
    once = models.CharField(max_length=64)
    url = models.TextField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["officer", "once"], name="one_form_taken"),)


class UnitsDraft(models.Model):
    """Changes to the directory that are not published yet: one for the whole agency, and the state they began from."""

    units = models.JSONField()
    base = models.CharField(max_length=71)
    officer = models.CharField(max_length=60)
    at = models.DateTimeField()


class Sheet(models.Model):
    """A spreadsheet under way: uploaded by one officer, kept until its rows are taken in or a week has passed."""

    name = models.CharField(max_length=40, primary_key=True)
    officer = models.CharField(max_length=60, db_index=True)
    file = models.CharField(max_length=200)
    raw = models.BinaryField()
    choices = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)


class BroughtLetter(models.Model):
    """A letter of the document exchange under way: what it says and its attachments, until it is registered."""

    name = models.CharField(max_length=40, primary_key=True)
    officer = models.CharField(max_length=60, db_index=True)
    known = models.JSONField(default=dict)
    kept = models.JSONField(default=list)
    at = models.DateTimeField(db_index=True)


class SavedFilter(models.Model):
    """Words and filters of the list of files, as one officer keeps them under a name."""

    officer = models.CharField(max_length=60, db_index=True)
    title = models.CharField(max_length=60)
    given = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ("title", "id")
        constraints = (models.UniqueConstraint(fields=["officer", "title"], name="one_filter_of_a_name"),)
