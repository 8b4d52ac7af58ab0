"""The first administrator enters by a one-time link that is printed at start; there is no default password."""

import secrets
from datetime import datetime, timedelta

from servanda.kernel import node
from servanda.office.models import Entrance, Officer, Post
from servanda.office.people import entrance

ADMINISTRATOR = "administrator"


def first_link(*, now: datetime) -> str:
    """A fresh secret while no administrator has a password, else ''. Earlier unused ones stop working."""
    posts = Post.objects.filter(role="admin").select_related("officer")
    if any(post.officer.has_usable_password() and post.officer.password for post in posts):
        return ""
    with node.current().writing():
        officer = posts[0].officer if posts else _make_administrator()
        Entrance.objects.filter(officer=officer, used_at=None).delete()
        secret = secrets.token_urlsafe(24)
        entrance(officer, secret, at=now, lasts=timedelta(days=2))
        return secret


def _make_administrator() -> Officer:
    language = node.current().languages[0]
    officer = Officer.objects.create(id=ADMINISTRATOR, language=language)
    Post.objects.create(officer=officer, unit=f"{node.current().agency}/office", role="admin", title={
        "en": "Administrator", "vi": "Quản trị hệ thống", "ar": "مسؤول النظام", "ms": "Pentadbir sistem"})  # fmt: skip
    return officer
