"""A signed page with an electronic signature: it is verified on both sides, and what is wrong with it is told."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader, PdfWriter

from servanda.exchange.files import store_file
from servanda.kernel.node import Node
from servanda.web.agreements import pdf_signatures
from tests.web.drafting import Drafting, send
from tests.web.house import Browser, House, connect, settle, text_of
from tests.web.signed_pdfs import authority, sign
from tests.world import MOFA, VUFO

SIGNED = {"signed_on": "2026-11-20", "capacity": "TM.", "signatory": "For the Presidium"}
INTACT = r"Signed electronically by %s, at \d{4}-\d\d-\d\d \d\d:\d\d \S+ by its own statement. The signature is intact."
MARKED = "It covers the whole file, and with it the mark of this text."
VOUCHED = "National Root vouches for the signer."


@pytest.fixture
def drafting(make_node: Callable[..., Node]) -> Drafting:
    options = {"languages": ["en", "vi"], "undo_seconds": 0}
    house = connect(House(settle(make_node(MOFA, **options)), settle(make_node(VUFO, **options))))
    return Drafting([house.node, house.other]).propose([MOFA, VUFO])


def printed(drafting: Drafting) -> bytes:
    answer = Browser(drafting.home, "o-desk").get(drafting.url("paper/1/?text=en"))
    return b"".join(answer.streaming_content)


def shown(drafting: Drafting, *raw: bytes, number: str = "8/QC") -> list[str]:
    """The page of signatures on both sides once the union has signed with these files."""
    union = Browser(drafting.nodes[1], "o-leader")
    files = [SimpleUploadedFile(f"signed-{n}.pdf", one) for n, one in enumerate(raw)]
    send(union, drafting.url("sign/"), SIGNED | {"number": number, "attached": files})
    drafting.exchange()
    with drafting.home.active():
        for one in raw:
            store_file(BytesIO(one), len(one))  # the files themselves; what they belong to came by the exchange
    return pages(drafting)


def pages(drafting: Drafting) -> list[str]:
    readers = (Browser(drafting.nodes[1], "o-leader"), Browser(drafting.home, "o-desk"))
    return [text_of(reader.get(drafting.url("signatures/?version=1"))) for reader in readers]


@pytest.mark.mission("S44")
def test_each_side_says_who_signed_and_whether_it_trusts_who_vouches(drafting: Drafting) -> None:
    root = authority("National Root")
    root.put(drafting.nodes[1].home / pdf_signatures.ROOTS)
    texts = shown(drafting, sign(printed(drafting), root.signer("B. Holder")))
    for page in texts:
        assert "The mark of this text stands in the file." in page
        assert re.search(INTACT % "B. Holder", page)
        assert MARKED in page
    theirs, ours = texts
    assert VOUCHED in theirs
    assert "this agency has named no authority for signatures. Issued by National Root." in ours and VOUCHED not in ours
    # The administrator here puts in another authority, a file that is none, then the one that issued it.
    folder = drafting.home.home / pdf_signatures.ROOTS
    authority("Another Root").put(folder)
    (folder / "a.pem").write_text("no certificate", "utf-8")
    assert "not vouched for by an authority that this agency trusts. Issued by National Root." in pages(drafting)[1]
    root.put(folder)
    assert VOUCHED in pages(drafting)[1]


def test_two_who_sign_one_file_both_cover_it(drafting: Drafting) -> None:
    root = authority("National Root")
    once = sign(printed(drafting), root.signer("B. Holder"))
    page = shown(drafting, sign(once, root.signer("C. Holder"), field="s2"))[1]
    assert re.search(INTACT % "B. Holder", page) and re.search(INTACT % "C. Holder", page)
    assert page.count(MARKED) == 2


def test_what_is_wrong_is_said_in_a_sentence(drafting: Drafting) -> None:
    root = authority("National Root")
    root.put(drafting.nodes[1].home / pdf_signatures.ROOTS)
    whole = sign(printed(drafting), root.signer("B. Holder"))
    ended = root.signer("D. Holder", until=datetime(2021, 1, 1, tzinfo=UTC))
    page = shown(drafting, tampered(whole), broken(whole), added(whole), sign(blank(), ended))[0]
    assert "The file was changed after B. Holder signed it electronically: the signature does not hold." in page
    assert "cannot be checked: it is damaged or of an unknown kind." in page
    assert "Something was added to the file after this signature." in page
    assert re.search(INTACT % "D. Holder", page) and "the certificate was not valid on that day" in page
    assert "It covers the whole file." in page, "which carries no mark"
    assert "No text can be read in it" in page


def test_a_name_of_another_text_outweighs_the_mark_on_the_page(drafting: Drafting) -> None:
    other = PdfWriter(clone_from=BytesIO(printed(drafting)))
    other.add_metadata({"/Keywords": "sha256:" + "0" * 64})
    out = BytesIO()
    other.write(out)
    page = shown(drafting, sign(out.getvalue(), authority("R").signer("B. Holder")))[0]
    assert "The mark of this text does not stand in the file" in page and MARKED not in page


def tampered(whole: bytes) -> bytes:
    """One letter of what was signed is another; nothing moves."""
    changed = re.sub(rb"(/Producer \(|/Creator \()(.)", lambda found: found[1] + b"X", whole, count=1)
    assert changed != whole and len(changed) == len(whole)
    return changed


def broken(whole: bytes) -> bytes:
    """The signature's own bytes are no signature."""
    return re.sub(rb"(/Contents ?<)[0-9A-Fa-f]{400}", lambda found: found[1] + b"00" * 200, whole, count=1)


def added(whole: bytes) -> bytes:
    """A page more, in a revision after the signed one."""
    writer = PdfWriter(BytesIO(whole), incremental=True)
    writer.add_blank_page(100, 100)
    out = BytesIO()
    writer.write(out)
    assert len(PdfReader(out).pages) == 2 + len(PdfReader(BytesIO(whole)).pages) - 1
    return out.getvalue()


def blank() -> bytes:
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(out)
    return out.getvalue()
