"""What this node knows of its peers, of both directions of each feed, and of what waits or was refused."""

from django.db import models
from django.db.models import Q

from servanda.exchange import wire
from servanda.exchange.wire import Place
from servanda.kernel import node, plain
from servanda.kernel.models import AGENCY, DOSSIER, NAME


class Peer(models.Model):
    """An agency whose card this node holds. A card under another root key is not taken, only noted."""

    agency = models.CharField(max_length=AGENCY, primary_key=True)
    card = models.TextField()
    serial = models.PositiveIntegerField()
    address = models.CharField(max_length=500, blank=True)
    confirmed_address = models.CharField(max_length=500, blank=True, default="")  # by an administrator
    linked_at = models.DateTimeField()
    told_serial = models.PositiveIntegerField(default=0)
    last_contact_at = models.DateTimeField(null=True)
    last_failure = models.CharField(max_length=40, default="", blank=True)
    failure_params = models.JSONField(default=dict, blank=True)
    failure_at = models.DateTimeField(null=True)
    is_blocked = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True)  # by this side's administrator: nothing is sent and nothing taken
    clock_ahead = models.IntegerField(null=True)  # seconds, as its last answer to us was dated
    other_key_seen = models.CharField(max_length=100, default="", blank=True)
    other_key_at = models.DateTimeField(null=True)


class OldCard(models.Model):
    """A card that a later one replaced; acts sealed under it are still proved with it."""

    agency = models.CharField(max_length=AGENCY, db_index=True)
    card = models.TextField()
    replaced_at = models.DateTimeField()


class Feed(models.Model):
    """Both directions with one peer: what was numbered for it, how far its receipts reach, and what came from it."""

    peer = models.OneToOneField(Peer, models.CASCADE, primary_key=True, related_name="feed")
    out_epoch = models.PositiveIntegerField(default=1)
    out_n = models.PositiveIntegerField(default=0)
    out_link = models.CharField(max_length=NAME)
    ack_epoch = models.PositiveIntegerField(default=1)
    ack_n = models.PositiveIntegerField(default=0)
    in_epoch = models.PositiveIntegerField(default=1)
    in_n = models.PositiveIntegerField(default=0)
    in_link = models.CharField(max_length=NAME)
    # Since a restore, until the peer has shown what this node had said after this place of its feed.
    recover_epoch = models.PositiveIntegerField(null=True)
    recover_n = models.PositiveIntegerField(null=True)
    # Where its feed stood when it had: what this node lost is shown up to there.
    shown_epoch = models.PositiveIntegerField(default=0)
    shown_n = models.PositiveIntegerField(default=0)
    in_forked_at = models.DateTimeField(null=True)
    # The peer's own signed word (`claim`) for where its feed stands, while that is further than what came here.
    claimed_epoch = models.PositiveIntegerField(default=0)
    claimed_n = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    claim = models.TextField(default="", blank=True)

    @property
    def outgoing(self) -> Place:
        return Place(self.out_epoch, self.out_n, self.out_link)

    @property
    def incoming(self) -> Place:
        return Place(self.in_epoch, self.in_n, self.in_link)

    @property
    def is_behind(self) -> bool:
        """Is anything numbered that no receipt covers? An epoch that was only begun holds nothing yet."""
        if self.ack_epoch == self.out_epoch or self.out_n:
            return (self.ack_epoch, self.ack_n) < (self.out_epoch, self.out_n)
        after = Q(epoch=self.ack_epoch, n__gt=self.ack_n) | Q(epoch__gt=self.ack_epoch)
        return FeedEntry.objects.filter(after, peer=self.peer_id).exists()

    @property
    def is_withheld(self) -> bool:
        """Did the peer sign to have said more than came?"""
        return (self.claimed_epoch, self.claimed_n) > (self.in_epoch, self.in_n)

    def is_genesis(self, link: str) -> bool:
        """Is this the chain value from which the peer's feed to this agency begins?"""
        return link == wire.genesis(self.peer_id, node.current().agency)

    @classmethod
    def of(cls, peer: str) -> "Feed":
        """The feed with a linked peer. To change it, hold the node's lock: then nobody else does."""
        found = plain.one(cls, peer_id=peer)
        if found is None:
            raise cls.DoesNotExist
        return found

    @classmethod
    def between(cls, here: str, peer: str) -> "Feed":
        return cls(peer_id=peer, out_link=wire.genesis(here, peer), in_link=wire.genesis(peer, here))


class State(models.TextChoices):
    """What became of one act on its way to one peer. Held: there is no link yet."""

    HELD = "held"
    QUEUED = "queued"
    SENT = "sent"
    TAKEN = "taken"
    PARKED = "parked"
    REFUSED = "refused"


class FeedEntry(models.Model):
    """One act × peer. `code` of a taken one is `files` while files are to come, `files_gone` where they are lost."""

    peer = models.CharField(max_length=AGENCY)
    epoch = models.PositiveIntegerField(null=True)
    n = models.PositiveIntegerField(null=True)
    link = models.CharField(max_length=NAME, default="")
    act = models.CharField(max_length=NAME, db_index=True)
    state = models.CharField(max_length=8, default=State.QUEUED)
    code = models.CharField(max_length=40, default="")
    params = models.JSONField(default=dict)
    is_relay = models.BooleanField(default=False)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    receipt_at = models.DateTimeField(null=True)
    receipt = models.PositiveBigIntegerField(null=True)  # the Receipt that says so
    retry_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["peer", "epoch", "n"], name="one_entry_per_place"),)
        indexes = (
            models.Index(fields=["peer", "id"], name="entries_held", condition=Q(state="held")),
            models.Index(fields=["peer", "n"], name="entries_open", condition=~Q(code="")),
            models.Index(fields=["retry_at"], name="entries_retry", condition=Q(retry_at__isnull=False)),
            models.Index(fields=["queued_at"], name="entries_without_receipt", condition=Q(receipt_at__isnull=True)),
        )


class ReceivedEntry(models.Model):
    """One entry of a peer's feed and its outcome, which is also what a duplicate is answered with."""

    peer = models.CharField(max_length=AGENCY)
    epoch = models.PositiveIntegerField()
    n = models.PositiveIntegerField()
    link = models.CharField(max_length=NAME)
    act = models.CharField(max_length=NAME, db_index=True)
    outcome = models.CharField(max_length=8)
    code = models.CharField(max_length=40, default="")
    params = models.JSONField(default=dict)
    is_changed = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["peer", "epoch", "n"], name="one_received_per_place"),)
        indexes = (models.Index(fields=["peer", "n"], name="received_changed", condition=Q(is_changed=True)),)


class Parked(models.Model):
    """An act that waits for others which it names; `entry` is its line as received."""

    act = models.CharField(max_length=NAME, unique=True)
    dossier = models.CharField(max_length=DOSSIER)
    agency = models.CharField(max_length=AGENCY)
    peer = models.CharField(max_length=AGENCY)
    epoch = models.PositiveIntegerField()
    n = models.PositiveIntegerField()
    entry = models.BinaryField()
    missing = models.JSONField(default=list)
    since = models.DateTimeField()


class ParkedFor(models.Model):
    """One name that one parked act waits for: an act, or an agency whose card is not known."""

    parked = models.ForeignKey(Parked, models.CASCADE, related_name="waits")
    name = models.CharField(max_length=AGENCY, db_index=True)


class Quarantine(models.Model):
    """An entry that was refused, as received, with the reason; nothing else was done with it."""

    raw = models.BinaryField()
    act = models.CharField(max_length=NAME)
    peer = models.CharField(max_length=AGENCY)
    epoch = models.PositiveIntegerField()
    n = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)
    # What an administrator did with it.
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=60, default="", blank=True)
    settled_as = models.CharField(max_length=10, default="", blank=True)  # again | discarded
    note = models.TextField(default="", blank=True)


class Receipt(models.Model):
    """A receipt given to a peer or got from it, with the head that it answers, if it answers one."""

    peer = models.CharField(max_length=AGENCY)
    direction = models.CharField(max_length=5, choices=[("given", "given"), ("got", "got")])
    jws = models.TextField()
    head = models.TextField(default="")
    epoch = models.PositiveIntegerField()
    n = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["peer", "direction", "epoch", "n"], name="receipts_by_place"),)


class FileRow(models.Model):
    """One file that an act names; `have` counts the bytes that are here.

    `gone`: its author has it no more, and said so at `gone_at`, or was asked then and still had nothing.
    """

    act = models.CharField(max_length=NAME)
    index = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=NAME, db_index=True)
    size = models.PositiveBigIntegerField()
    have = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=9, default="wanted")  # wanted | here | wrong | too_large | gone
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["act", "index"], name="one_row_per_file"),)
        indexes = (models.Index(fields=["act"], name="files_wanted", condition=Q(state__in=["wanted", "wrong"])),)


class DossierParties(models.Model):
    """The parties of a dossier as its opening act states them; kept apart from the fold, which may be broken."""

    dossier = models.CharField(max_length=DOSSIER, primary_key=True)
    parties = models.JSONField(default=list)
    opening = models.CharField(max_length=NAME)


class Disowned(models.Model):
    """A name that its own agency has declared a forgery."""

    agency = models.CharField(max_length=AGENCY)
    name = models.CharField(max_length=NAME)
    by = models.CharField(max_length=NAME)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["agency", "name"], name="disowned_once"),)


class Nonce(models.Model):
    """A request that was answered in the last minutes, so that the same one is not answered again."""

    value = models.CharField(max_length=300, primary_key=True)
    at = models.DateTimeField(db_index=True)


class CourierFile(models.Model):
    """One file that was made for a peer, or taken in from it. `nonce` is that of the request inside it."""

    peer = models.CharField(max_length=AGENCY)
    direction = models.CharField(max_length=5, choices=[("made", "made"), ("taken", "taken")])
    nonce = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    at = models.DateTimeField()
    officer = models.CharField(max_length=60, default="", blank=True)
    report = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=["peer", "direction", "nonce"], name="courier_by_nonce"),)
