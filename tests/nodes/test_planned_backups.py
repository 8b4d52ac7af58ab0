"""A node that backs itself up: so many kept, tried each week; what fails is told, mailed and mended."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from servanda import timers
from servanda.backups import planned
from servanda.kernel.node import Node
from servanda.office import backup_plan, backup_progress, backups
from servanda.office.models import Mail, Officer
from tests.cli.command import wrong
from tests.nodes.offices import free_port, make, stop, wait
from tests.web.house import Browser, settle, text_of
from tests.world import MOFA

pytestmark = pytest.mark.slow

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "passphrase"
    file.write_text("several plain words in a row\n", "utf-8")
    return file


@pytest.fixture
def node(make_node: Callable[..., Node], tmp_path: Path, secret: Path) -> Node:
    """One that is not served, with a plan whose folder is not there yet."""
    made = settle(make_node(MOFA))
    made.config["backup"] = {"folder": str(tmp_path / "backups"), "passphrase_file": str(secret), "keep": 2}
    with made.active():
        Officer.objects.filter(id="o-admin").update(email="admin@mofa.example")
    return made


def go_on(node: Node, *, now: datetime) -> bool:
    plan = backup_plan.read(node)
    assert plan
    with node.active():
        return planned.go_on(node, plan, now=now)


def health(node: Node) -> tuple[str, str]:
    """(state and code, sentence) of what `/health` says of backups."""
    with node.active():
        answer = Client(headers={"host": "127.0.0.1:8001"}).get("/health")
    found = next(check for check in json.loads(answer.content)["checks"] if check["check"] == "backup")
    return f"{found['state']} {found['code']}", found["message"]


def mailed(node: Node, *, now: datetime) -> list[str]:
    """The subjects of what the timers tell administrators of backups at this time."""
    with node.active():
        before = set(Mail.objects.values_list("id", flat=True))
        timers.tick(now=now)
        fresh = Mail.objects.filter(reason="backup").exclude(id__in=before)
        assert all(mail.officer_id == "o-admin" for mail in fresh)
        return list(fresh.values_list("subject", flat=True))


def test_what_cannot_be_made_is_told_and_mailed_once_a_day_until_it_is_mended(node: Node, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    assert mailed(node, now=NOW) == [], "it is not overdue yet"
    assert not go_on(node, now=NOW)
    assert health(node)[0] == "warned backup_failed" and "backups: No such file" in health(node)[1]
    assert "could not be made" in text_of(Browser(node, "o-admin").post("/health/"))
    (told,) = mailed(node, now=NOW)
    assert "No such file" in told and mailed(node, now=NOW) == []
    assert len(mailed(node, now=NOW + DAY)) == 1

    folder.mkdir()
    names = ("notes.txt", f"{MOFA}-20261.servanda", "union.example-20260101T000000Z.servanda")
    others = [folder / name for name in names]
    old = [folder / backup_plan.name(node, NOW - days * DAY) for days in (3, 2)]
    begun = folder / f".{old[0].name}.0a1b2c3d"
    for path in (*others, *old, begun):
        path.touch()
    assert go_on(node, now=NOW)
    made = folder / backup_plan.name(node, NOW)
    assert sorted(folder.iterdir()) == sorted([*others, old[1], made]), "two are kept, and what is none of its own"
    assert health(node)[0] == "well backup_works" and mailed(node, now=NOW + DAY) == []
    assert go_on(node, now=NOW + timedelta(hours=1)) and len(list(folder.glob(f"{MOFA}-*Z.servanda"))) == 2

    with open(made, "r+b") as file:
        file.truncate(made.stat().st_size - 100)
    node.config["backup"] |= {"every_hours": 10_000, "keep": 1}
    assert go_on(node, now=NOW + 8 * DAY)
    assert health(node)[0] == "ill backup_bad" and "not whole" in mailed(node, now=NOW)[0]
    node.config["backup"]["every_hours"] = 1
    assert go_on(node, now=NOW + 8 * DAY)
    assert health(node)[0] == "well backup_works" and old[1].exists(), "nothing went while none was known to be good"


def test_a_backup_that_was_not_made_for_twice_its_time_is_mailed(node: Node) -> None:
    for what in (backups.BACKED_UP, backups.TESTED):
        backups.note(node, what, backups.Kept(NOW - 47 * timedelta(hours=1), NOW))
    assert health(node)[0] == "well backup_works" and mailed(node, now=NOW) == []
    (told,) = mailed(node, now=NOW + timedelta(hours=2))
    assert "Make them every day" in told
    backups.note(node, backups.BACKED_UP, backups.Kept(NOW + 13 * DAY, NOW))
    (told,) = mailed(node, now=NOW + 13 * DAY)
    assert "last test of a backup" in told


def test_how_far_it_is_is_shown(node: Node) -> None:
    with backup_progress.telling(node, backups.BACKED_UP) as tell:
        tell(5, 1)
        assert health(node)[0] == "well backup_under_way"
        assert "A backup is being made" in text_of(Browser(node, "o-admin").post("/health/"))
    with backup_progress.telling(node, backups.TESTED):
        assert health(node)[0] == "well test_under_way"
    assert health(node)[0] == "warned backup_none"


def test_a_served_node_makes_and_tries_one_by_itself(tmp_path: Path, secret: Path) -> None:
    office = make(tmp_path, "museum.example")
    settings, folder = office.home / "node.toml", tmp_path / "backups"
    folder.mkdir()
    plan = f'\n[backup]\nfolder = "{folder}"\npassphrase_file = "{secret}"\n'
    settings.write_text(settings.read_text("utf-8") + plan + "keep = 0\n", "utf-8")
    said = wrong(2, "serve", "--home", office.home, "--bind", f"127.0.0.1:{free_port()}")
    assert "[backup]" in said and "keep is a whole number" in said
    settings.write_text(settings.read_text("utf-8").replace("keep = 0\n", ""), "utf-8")

    def backup() -> dict[str, Any]:
        checks = office.client.get("/health").json().get("checks", [])
        return next((check for check in checks if check["check"] == "backup"), {})

    try:
        office.start()
        wait(lambda: backup().get("code") == "backup_works", seconds=120)
    finally:
        stop(office)
    (made,) = folder.iterdir()
    assert made.stat().st_mode & 0o077 == 0, "its owner alone may read it"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("/backup", "a table"), ({"passphrase_file": "/p"}, "folder is a whole path"),
        ({"folder": "backup", "passphrase_file": "/p"}, "folder is a whole path"),
        ({"folder": "/b"}, "passphrase_file"),
        ({"folder": "/b", "passphrase_file": "/p", "every_hours": 1.5}, "every_hours is a whole number"),
        ({"folder": "/b", "passphrase_file": "/p", "hours": 3}, "There is no hours"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_followed_is_told(make_node: Callable[..., Node], given: Any, why: str) -> None:
    node = make_node(MOFA)
    node.config["backup"] = given
    assert health(node)[0] == "warned backup_plan_wrong" and why in health(node)[1]
