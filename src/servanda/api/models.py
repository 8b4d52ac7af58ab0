"""What the API itself must remember: answers already given, and files uploaded but not yet named by an entry."""

from django.db import models

from servanda.kernel.models import NAME


class Answered(models.Model):
    """The first answer to a request that carried an `Idempotency-Key`; the same key gets it again."""

    officer = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=NAME)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["officer", "key"], name="one_answer_per_key"),)


class Upload(models.Model):
    """A file that an officer uploaded: only who uploaded it may attach it, so a hash alone opens nothing."""

    officer = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=NAME)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=255)
    type = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["officer", "sha256"], name="one_upload_per_officer"),)
