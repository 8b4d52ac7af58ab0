"""A restored node shows nothing until its peers have said what was recalled since the backup."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from servanda import recovery, timers
from servanda.kernel.models import Dossier, Entry
from servanda.office.models import Mail
from tests.traces import traces
from tests.web.house import House, text_of
from tests.web.test_recall import MARKER, recall, run, said_with_marker
from tests.web.test_recusal import program


def test_recalls_since_the_backup_count_before_anything_is_shown(house: House) -> None:
    """Law 11 and law 13: nothing forks, and what was recalled comes back to nobody."""
    file, entry = said_with_marker(house)
    node, image = house.node, house.node.home.parent / "image"
    if connections[node.alias].vendor != "sqlite":
        pytest.skip("the image holds the database only where it is a file of the folder")
    with node.active():
        opening = Entry.objects.get(dossier=file, kind="visit.announce").name
        node.tidy_log()
    shutil.copytree(node.home, image)
    recall(house, file, entry, opening)
    connections[node.alias].close()
    shutil.rmtree(node.home)
    shutil.copytree(image, node.home)
    assert traces(node, "About the Zanz")
    recovery.begin(node, now=datetime.now(UTC) - timedelta(minutes=30))
    house.browsers.clear()
    browser = house.browser("o-head")
    for path in ("/desk/", f"/files/{file}/", "/search/?q=zanz", "/files/"):
        page = browser.get(path)
        assert page.status_code == 503 and MARKER not in page.content.decode()
        assert "restored from a backup" in text_of(page)
    assert program(house, "o-head").get(f"/dossiers/{file}").status_code == 503
    assert house.browser("o-admin").get("/connections/").status_code == 200
    with node.active():
        mails = Mail.objects.count()
        timers.tick(now=datetime.now(UTC))
        assert node.is_recovering and Mail.objects.count() == mails
    run(house)
    run(house)
    page = browser.get(f"/files/{file}/")
    assert page.status_code == 200 and "About the" not in page.content.decode()
    assert traces(node, MARKER) == []
    digests = set()
    for here in (node, house.other):
        with here.active():
            row = Dossier.objects.get(id=file)
            digests.add((row.state, tuple(row.parties), tuple(map(tuple, row.equivocations))))
    assert len(digests) == 1 and next(iter(digests))[2] == ()


def test_who_has_no_peers_waits_for_nobody(lone: House) -> None:
    recovery.begin(lone.node, now=datetime.now(UTC))
    assert not lone.node.is_recovering and lone.browser("o-desk").get("/desk/").status_code == 200
