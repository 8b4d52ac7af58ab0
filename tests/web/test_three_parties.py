"""Three parties draft and sign one text: two with a system, three with one, one of them on paper with its scan."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from servanda.exchange import links
from servanda.kernel.models import Dossier
from servanda.kernel.node import Node
from servanda.processes import reads
from tests.web.drafting import Drafting, put_in_force, send
from tests.web.house import START, Browser, House, connect, settle, text_of
from tests.world import MOFA, THIRD, VUFO

PAPER = "archive.example"
OPTIONS = {"languages": ["en", "vi", "ar"], "undo_seconds": 0}
SIGNED = {"number": "3/A", "signed_on": "2026-03-02", "signatory": "Director of the archive", "name": "D. Holder"}
SCAN = b"%PDF-1.4 no text"


@pytest.fixture
def three(make_node: Callable[..., Node]) -> Drafting:
    """Three linked agencies and an agreement between them on the table."""
    house = connect(House(settle(make_node(MOFA, **OPTIONS)), settle(make_node(VUFO, **OPTIONS))))
    museum = settle(make_node(THIRD, **OPTIONS))
    for node, peer in ((a, b) for a in (house.node, house.other) for b in (museum,)):
        for here, there in ((node, peer), (peer, node)):
            with here.active():
                links.link(there.card.jws, there.card.fingerprint(), now=START)
    return Drafting([house.node, house.other, museum]).propose([MOFA, VUFO, THIRD])


def states(drafting: Drafting) -> list[str]:
    found, digests = [], set()
    for node in drafting.nodes:
        with node.active():
            found.append(Dossier.objects.get(id=drafting.file).state)
            digests.add(reads.digest(drafting.file))
    assert len(digests) == 1
    return found


@pytest.mark.mission("S35")
def test_three_parties_draft_and_sign_one_text(three: Drafting) -> None:
    ministry, union, museum = (Browser(node, "o-leader") for node in three.nodes)
    send(museum, three.url("points/add/?article=5.1&text=en"), {"wording": "Twelve working days."})
    send(union, three.url("points/add/?article=5.2"), {"text": "Agreed."})
    three.exchange()
    page = text_of(union.get(three.url("points/")))
    assert "2 points open" in page
    assert "Museum" in page
    three.revise(a5_1="Twelve working days.")
    send(union, three.url("sign/"), SIGNED)
    three.exchange()
    assert ministry.get(three.url("sign/")).status_code == 422, "the museum has not signed yet"
    put_in_force(three, museum)
    assert states(three) == ["in_force"] * 3
    shown = text_of(museum.get(three.url()))
    assert "gives notice to each of the other parties 15 working days before" in shown
    assert "Not signed yet" not in shown


def test_a_party_on_paper_signs_by_a_record_with_its_scan(make_node: Callable[..., Node]) -> None:
    house = connect(House(settle(make_node(MOFA, **OPTIONS)), settle(make_node(VUFO, **OPTIONS))))
    drafting = Drafting([house.node, house.other]).propose([MOFA, VUFO, PAPER])
    ministry, union = Browser(house.node, "o-leader"), Browser(house.other, "o-leader")
    url = drafting.url(f"sign/?for={PAPER}")
    assert f"sign/?for={PAPER}" in ministry.get(drafting.url()).content.decode()
    assert "Recorded here in the name of" in text_of(ministry.get(url))
    told = {"via": "letter", "said-on": "2026-03-03", "reference": "No. 3/A"}
    file = SimpleUploadedFile("scan.pdf", SCAN)
    send(ministry, url, SIGNED | told | {"attached": file})
    drafting.exchange()
    put_in_force(drafting, union)
    assert states(drafting) == ["in_force"] * 2
    for browser in (ministry, union):
        page = text_of(browser.get(drafting.url("signatures/")))
        assert "Director of the archive" in page
        assert "recorded by Ministry not yet confirmed" in page
        assert "scan.pdf" in page


def test_nobody_records_what_the_keeping_agency_signs(make_node: Callable[..., Node]) -> None:
    house = connect(House(settle(make_node(MOFA, **OPTIONS)), settle(make_node(VUFO, **OPTIONS))))
    drafting = Drafting([house.node, house.other]).propose([MOFA, VUFO, PAPER])
    union = Browser(house.other, "o-leader")
    assert Browser(house.other, "o-desk").get(drafting.url(f"sign/?for={PAPER}")).status_code == 403
    told = {"via": "letter", "said-on": "2026-03-03"}
    send(union, drafting.url(f"sign/?for={PAPER}"), SIGNED | told)
    send(union, drafting.url("sign/"), SIGNED)
    assert union.get(drafting.url(f"sign/?for={MOFA}")).status_code == 422, "though all others have signed"
    assert union.get(drafting.url("sign/?for=stranger.example")).status_code == 422


def test_a_remark_by_letter_is_recorded_and_answered(make_node: Callable[..., Node]) -> None:
    house = connect(House(settle(make_node(MOFA, **OPTIONS)), settle(make_node(VUFO, **OPTIONS))))
    drafting = Drafting([house.node, house.other]).propose([MOFA, VUFO, PAPER])
    told = {"via": "letter", "said-on": "2026-03-03", "reference": "No. 9"}
    stated = {"text": "Please name the archive first."}
    send(Browser(house.node, "o-desk"), drafting.url(f"points/add/?for={PAPER}"), stated | told)
    drafting.exchange()
    page = text_of(Browser(house.other, "o-desk").get(drafting.url("points/")))
    assert f"{PAPER} recorded by Protocol, not yet confirmed" in page
