"""From every page of the menu only such links are shown as lead the reader somewhere."""

import re

import pytest

from servanda.kernel.node import Node
from tests.web_sample.visitors import Visitor

LINK = re.compile(r'<a [^>]*href="(/[^"#]*)')
# The pages that the menu names; what a single file links to depends on the file and is tested beside it.
MENU = ("/desk/", "/files/", "/calendar/", "/agreements/", "/people/", "/partners/", "/counterparts/",
        "/organisations/", "/affiliations/")  # fmt: skip
LEFT_OUT = re.compile(r"^/(static|demo|enter|sign-out)/|/xlsx/|\.ics")
FILE = re.compile(r"/(?:files|agreements)/([^/]+/[^/]+)/")


@pytest.mark.parametrize("officer", ["o-admin", "o-eur-desk", "o-leadership"])
def test_no_link_leads_where_its_reader_may_not_go(mofa: Node, officer: str) -> None:
    reader = Visitor(mofa, officer)
    shown: dict[str, str] = {}
    for page in MENU:
        for url in LINK.findall(reader.get(page)):
            # One link of each file is enough: whether a file is readable does not depend on its page.
            file = FILE.search(url)
            if not LEFT_OUT.search(url):
                shown.setdefault(file[0] if file else url.partition("?")[0], page)
        assert reader.status == 200, page
    assert len(shown) > len(MENU)
    dead = {}
    for url, page in shown.items():
        reader.get(url)
        if reader.status not in (200, 302):
            dead[url] = f"{reader.status} from {page}"
    assert dead == {}
