"""Guest links: a secret address and a code by which one outside person answers for an agency in one file."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from servanda.kernel import jws, node
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.office import people
from servanda.office.models import GuestLink, Officer
from servanda.processes import reads
from servanda.processes.organisation import recusals

TRIES = 5
LONGEST = timedelta(days=90)
VIA = "guest"


@dataclass(frozen=True)
class Made:
    """A link just made. Secret and code are nowhere kept: they are shown once."""

    link: GuestLink
    secret: str
    code: str


def make(
    dossier: str, actor: Actor, *, agency: str, person: str, at: datetime, lasts: timedelta
) -> Made:  # fmt: skip
    """Open a door for `person` of `agency`, a party of the file. Raises Refused: no_file, not_a_party, ..."""
    row = reads.find(dossier, actor)
    if not row.is_shared or agency not in row.parties or agency == actor.agency:
        raise Refused("not_a_party", agency=agency)
    if not person.strip():
        raise Refused("nothing_said")
    secret, code = secrets.token_urlsafe(24), f"{secrets.randbelow(10**6):06d}"
    link = GuestLink(
        hash=_hash(secret), code_hash=_hash(secret, code), dossier=row.id, agency=agency, person=person.strip()[:200],
        made_by=Officer.objects.get(id=actor.officer), made_at=at, until_at=at + min(lasts, LONGEST),
    )  # fmt: skip
    with node.current().writing():
        link.save(force_insert=True)
    return Made(link, secret, code)


def find(secret: str, *, at: datetime) -> GuestLink | None:
    """The link of this secret while it is valid: not revoked, not run out, not locked by wrong codes."""
    link = GuestLink.objects.select_related("made_by").filter(hash=_hash(secret)).first()
    return link if link and is_valid(link, at=at) else None


def is_valid(link: GuestLink, *, at: datetime) -> bool:
    return link.revoked_at is None and at < link.until_at and not is_locked(link)


def is_locked(link: GuestLink) -> bool:
    return link.wrong_codes >= TRIES


def enter(link: GuestLink, secret: str, code: str, *, at: datetime) -> bool:
    """Is this the code? Each try is counted before it is judged, so that no two at once get one too many."""
    with node.current().writing():
        counted = GuestLink.objects.filter(hash=link.hash, wrong_codes__lt=TRIES)
        if not counted.update(wrong_codes=F("wrong_codes") + 1):
            return False
        if not hmac.compare_digest(_hash(secret, code), link.code_hash):
            return False
        GuestLink.objects.filter(hash=link.hash).update(wrong_codes=0, opened_at=link.opened_at or at)
    return True


def revoke(hash_: str, dossier: Dossier, *, at: datetime) -> None:
    """Close a door of this file; one that is closed stays as it was. Raises Refused("no_file")."""
    with node.current().writing():
        links = GuestLink.objects.filter(hash=hash_, dossier=dossier.id)
        if not links.filter(revoked_at=None).update(revoked_at=at) and not links.exists():
            raise Refused("no_file")


def recorder(link: GuestLink, row: Dossier, *, at: datetime) -> Actor:
    """Who records what the guest says: the officer who made the link, or who heads the file's unit here by now."""
    units = [row.owner, *row.counterparts.values()]
    here = next((unit for unit in units if unit.startswith(node.current().agency + "/")), row.owner)
    for officer in [link.made_by, *people.heads_of(here, day=at.date())]:
        held = [post for post in people.posts_on(officer, at.date()) if post.role != "admin"]
        if officer.is_active and held:
            actor = people.actor(officer, day=at.date(), post=held[0])
            if reads.visible(actor).filter(id=row.id).exists() and not recusals.is_recused(row.id, actor):
                return actor
    raise Refused("no_post", officer=link.made_by_id)


def _hash(*parts: str) -> str:
    return jws.sha256("|".join(parts).encode())
