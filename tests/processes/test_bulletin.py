"""A text for the public: cleared as it stands, released, corrected, in languages that are told to be outdated."""

import pytest

from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.processes.fields_of_work import bulletins
from servanda.processes.fields_of_work.bulletins import Bulletin
from servanda.processes.folding import versioned
from servanda.processes.kinds.bulletin import PROCESS
from tests.processes.conftest import Pair
from tests.world import MOFA, VUFO

SAID = {"lead": "Một dòng.", "place": "Hà Nội"}
CORRECTED = {**SAID, "text": "Bản hai.", "note": "A name", "clear_by": "2026-12-02"}
IN_ARABIC = {"heading": "زيارة", "lead": "سطر", "place": "هانوي"}
TEXT = {"title": "Joint visit", "original": "vi", **SAID, "text": "Bản một.", "clear_by": "2026-12-01",
        "lines": [{"question": "Why now?", "line": "Because it was agreed."}],
        "media": [{"outlet": "Agency's page", "form": "release"}]}  # fmt: skip


def begin(pair: Pair) -> str:
    file = pair.open(VUFO, "bulletin.begin", TEXT, to=[f"{MOFA}/press"])
    pair.exchange()
    return file


def newest(pair: Pair, agency: str, file: str) -> str:
    with pair.nodes[agency].active():
        return versioned.newest(Dossier.objects.get(id=file), PROCESS)


def state(pair: Pair, file: str, agency: str = VUFO) -> Bulletin:
    with pair.nodes[agency].active():
        return bulletins.read(Dossier.objects.get(id=file))


def upon(pair: Pair, agency: str, name: str, file: str, **data: object) -> str:
    unit = "press" if agency == MOFA else "europe"
    data = {"version": newest(pair, agency, file), **data}
    return pair.say(agency, f"bulletin.{name}", data, dossier=file, unit=unit)


def steps(pair: Pair, agency: str, file: str) -> set[str]:
    with pair.nodes[agency].active():
        row = Dossier.objects.get(id=file)
        return {found.kind for found in reads.open_steps(row, agency, row.commitments.all())}


@pytest.mark.mission("S20")
def test_what_was_cleared_is_that_version_and_no_other(pair: Pair) -> None:
    file = begin(pair)
    with pytest.raises(Refused) as refused:
        pair.say(VUFO, "bulletin.release", {}, dossier=file)
    assert refused.value.code == "not_said_by_all"
    assert "bulletin.release" not in steps(pair, VUFO, file)
    upon(pair, MOFA, "clear", file)
    pair.exchange()
    assert pair.commitment(MOFA, file, "answer").state == "delivered"
    assert "bulletin.release" in steps(pair, VUFO, file)
    pair.say(VUFO, "bulletin.revise", {**SAID, "text": "Bản hai.", "note": "A name"}, dossier=file)
    # What was cleared is not this text any more, and its clearance is owed again.
    assert pair.commitment(VUFO, file, "answer").state == "returned"
    with pytest.raises(Refused) as refused:
        pair.say(VUFO, "bulletin.release", {}, dossier=file)
    assert refused.value.code == "not_said_by_all"
    first, second = state(pair, file).editions
    assert (set(first.cleared), set(second.cleared)) == ({MOFA}, set())
    pair.exchange()
    upon(pair, MOFA, "clear", file)
    pair.exchange()
    pair.say(VUFO, "bulletin.release", {}, dossier=file)
    pair.exchange()
    assert {pair.file(agency, file).state for agency in (MOFA, VUFO)} == {"released"}
    assert pair.commitment(MOFA, file, "answer").state == "accepted"


def test_a_clearance_that_crossed_a_change_counts_for_what_was_read(pair: Pair) -> None:
    file = begin(pair)
    cleared = upon(pair, MOFA, "clear", file)
    pair.say(VUFO, "bulletin.revise", {**SAID, "text": "Bản hai.", "note": "A name"}, dossier=file)
    pair.exchange()
    for agency in (MOFA, VUFO):
        assert pair.entries(agency, file)[cleared].has_effect
        assert [set(edition.cleared) for edition in state(pair, file, agency).editions] == [{MOFA}, set()]
    with pytest.raises(Refused) as refused:
        pair.say(VUFO, "bulletin.release", {}, dossier=file)
    assert refused.value.code == "not_said_by_all"


def test_an_older_version_cannot_be_cleared_after_the_newer_was_read(pair: Pair) -> None:
    file = begin(pair)
    old = newest(pair, MOFA, file)
    pair.say(VUFO, "bulletin.revise", {**SAID, "text": "Bản hai.", "note": "A name"}, dossier=file)
    pair.exchange()
    with pytest.raises(Refused) as refused:
        upon(pair, MOFA, "clear", file, version=old)
    assert refused.value.code == "other_version"


@pytest.mark.mission("S20")
def test_a_language_is_outdated_when_the_original_changes(pair: Pair) -> None:
    file = begin(pair)
    with pytest.raises(Refused) as refused:
        upon(pair, VUFO, "check", file, language="ar")
    assert refused.value.code == "language_not_given"
    upon(pair, VUFO, "translate", file, language="ar", wording="نص", **IN_ARABIC)
    (arabic,) = state(pair, file).languages
    assert (arabic.code, arabic.checked, arabic.is_outdated(1)) == ("ar", None, False)
    pair.exchange()
    upon(pair, MOFA, "check", file, language="ar")
    upon(pair, MOFA, "clear", file)
    pair.exchange()
    pair.say(VUFO, "bulletin.release", {}, dossier=file)
    found = state(pair, file)
    assert (found.languages[0].checked_against, found.languages[0].is_outdated(found.newest)) == (1, False)
    pair.say(
        VUFO, "bulletin.correct", {**SAID, "text": "Bản hai.", "note": "A name", "clear_by": "2026-12-02"}, dossier=file
    )
    found = state(pair, file)
    assert found.languages[0].is_outdated(found.newest)
    upon(pair, VUFO, "translate", file, language="ar", wording="نص مصحح", **IN_ARABIC)
    found = state(pair, file)
    # A new text is not checked by the check of the one before.
    assert found.languages[0].checked is None and not found.languages[0].is_outdated(found.newest)
    pair.exchange()
    assert state(pair, file, MOFA).languages[0].made_of == 2
    # The language of one entry is no particular of the file.
    assert not pair.file(MOFA, file).facts.get("language") and pair.file(MOFA, file).facts["edition"] == 2


def test_a_correction_is_cleared_before_it_is_released_and_can_be_withdrawn(pair: Pair) -> None:
    file = begin(pair)
    upon(pair, MOFA, "clear", file)
    pair.exchange()
    pair.say(VUFO, "bulletin.release", {}, dossier=file)
    pair.say(
        VUFO, "bulletin.correct", {**SAID, "text": "Bản hai.", "note": "A name", "clear_by": "2026-12-02"}, dossier=file
    )
    with pytest.raises(Refused):
        pair.say(VUFO, "bulletin.release", {}, dossier=file)
    pair.exchange()
    upon(pair, MOFA, "object", file, wanted="Another word")
    pair.exchange()
    with pytest.raises(Refused):
        pair.say(VUFO, "bulletin.release", {}, dossier=file)
    pair.say(VUFO, "bulletin.withdraw", {"reason": "No longer right"}, dossier=file)
    pair.exchange()
    assert pair.file(MOFA, file).state == "withdrawn" and pair.file(MOFA, file).is_ended
