"""The list of files in pages: every file on one of them, forwards and back, whether few or many are found."""

from datetime import timedelta

import pytest

from servanda.kernel.models import Dossier, Reader
from servanda.web.files import filters
from tests.web.house import START, House
from tests.world import MOFA

MANY = 2 * filters.PAGE + 7


def test_pages_of_files_show_each_once_forwards_and_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with house.node.active():
        # Some were moved at the same moment.
        rows = [
            Dossier(id=f"{MOFA}/{n:022d}", home=MOFA, process="visit", owner=f"{MOFA}/protocol", parties=[MOFA],
                    opened_at=START, moved_at=START + timedelta(hours=n // 3))
            for n in range(MANY)
        ]  # fmt: skip
        Dossier.objects.bulk_create(rows)
        units = ("protocol", "africa")
        Reader.objects.bulk_create(
            Reader(dossier=row, unit=f"{MOFA}/{units[place % 7 == 0]}", moved_at=row.moved_at)
            for place, row in enumerate(rows)
        )
    expected = [row.id for place, row in enumerate(rows) if place % 7][::-1]
    browser = house.browser("o-desk")
    for known in (filters.COUNTED, 10):
        monkeypatch.setattr(filters, "COUNTED", known)
        url, shown = "/files/?kind=visit", []
        while url:
            page = browser.get(url).context
            shown.append([file["id"] for file in page["files"]])
            last, url = url, page["page"]["next_url"]
        assert [id_ for ids in shown for id_ in ids] == expected and len(shown) == 2
        back = browser.get(browser.get(last).context["page"]["previous_url"]).context
        assert [file["id"] for file in back["files"]] == shown[0] and back["page"]["next_url"]
