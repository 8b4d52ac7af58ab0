"""An agency recalls what it said: text, names and attachments go from both sides, the chains and figures stay."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from servanda import on_record, timers
from servanda.cli.refolding import differences
from servanda.exchange import evidence
from servanda.exchange.check import check
from servanda.kernel import log, recalls
from servanda.kernel.log import Draft
from servanda.kernel.models import Dossier, Entry, Recalled, StoredAct
from servanda.kernel.node import Node
from servanda.office import people
from servanda.office.models import Mail, Officer
from servanda.processes import reads
from servanda.processes.dossiers import read_statement, take
from servanda.processes.projection import rebuild
from tests.traces import traces
from tests.web.house import House, text_of
from tests.web.test_recusal import program

MARKER = "Zanzibarquartett"
FILE = f"{MARKER} in an attachment\n".encode() * 40


def later(minutes: int = 5) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutes)


def said_with_marker(house: House) -> tuple[str, str]:
    """A visit whose title, text and attachment hold the marker; (file, entry) as both sides have them."""
    browser = house.browser("o-desk")
    file = house.announce(title=f"{MARKER} of a delegation")
    shown = browser.get(f"/files/{file}/steps/dossier.say/")
    posted = browser.post(
        f"/files/{file}/steps/dossier.say/",
        {"text": f"About the {MARKER}.", "do": "send", "once": shown.context["once"],
         "files": SimpleUploadedFile(f"{MARKER}.txt", FILE, "text/plain")},
    )  # fmt: skip
    assert posted.status_code == 302, text_of(posted)
    run(house)
    with house.other.active():
        entry = Entry.objects.get(dossier=file, kind="dossier.say")
        title = f"{MARKER} of a delegation"
        where = f"  https://union.example/files/{file}/"
        for reason, subject in (("digest", "Your work"), ("nudge", f"Reminder: {title}")):
            text = f"NEW ENTRIES\n- {title}\n{where}"
            Mail.objects.create(officer_id="o-europe", address="x@y.example", language="en", subject=subject,
                                text=text, reason=reason, about="", at=later(0))  # fmt: skip
    assert traces(house.node, MARKER) and len(traces(house.other, MARKER)) >= 2
    return file, entry.name


def run(house: House) -> None:
    """What a minute brings: held entries leave, both exchange, and both run their timers."""
    for _ in range(2):
        for node in (house.node, house.other):
            with node.active():
                timers.tick(now=later())
        house.exchange()
    for node in (house.node, house.other):
        with node.active():
            timers.tick(now=later())


def recall(house: House, file: str, *names: str, officer: str = "o-head", status: int = 302) -> str:
    path = f"/files/{file}/steps/dossier.recall/?" + "&".join(f"acts={name}" for name in names)
    posted = house.browser(officer).post(path, {"reason": "It named somebody.", "do": "send"})
    assert posted.status_code == status, text_of(posted)
    run(house)
    return text_of(posted)


def both(house: House) -> Iterator[Node]:
    for node in (house.node, house.other):
        with node.active():
            yield node


def test_withdrawal_not_propagated__a_recall_erases_on_both_sides_and_the_proof_stays(house: House) -> None:
    """Law 13: content goes, proof stays."""
    file, entry = said_with_marker(house)
    with house.node.active():
        opening = Entry.objects.get(dossier=file, kind="visit.announce").name
        before = [reads.digest(file, as_of=later().date()), *StoredAct.objects.order_by("seq").values_list("jws")]
    recall(house, file, entry, opening)
    for node in both(house):
        assert traces(node, MARKER) == []
        assert StoredAct.objects.filter(name__in=[entry, opening]).exclude(content=None).count() == 0
        assert check(node, compare=differences) == []
        proof = evidence.verify(evidence.build(file, now=later()))
        assert proof.findings == [] and {name for name, _ in proof.absent_parts} >= {entry, opening}
        row, rows = Dossier.objects.get(id=file), sorted(Entry.objects.filter(dossier=file).values_list("name"))
        digest = reads.digest(file, as_of=later().date())
        rebuild.rebuild()
        assert (digest, rows) == (
            reads.digest(file, as_of=later().date()), sorted(Entry.objects.filter(dossier=file).values_list("name")),
        )  # fmt: skip
        assert (row.state, row.facts["start_on"], row.title) == ("announced", "2031-05", "")
    with house.node.active():
        kept = list(StoredAct.objects.order_by("seq").values_list("jws"))
        assert kept[: len(before) - 1] == before[1:]
    page = text_of(house.browser("o-head").get(f"/files/{file}/"))
    assert "Confirmed as erased by: Union" in page and "Not confirmed" not in page


def test_a_recall_takes_no_words_out_of_mails_about_other_files(house: House) -> None:
    """Who recalls chooses the words: they go where this file is spoken of, and nowhere else."""
    file = house.announce(title="Certificate of the node")
    run(house)
    lines = ["- Certificate of the node", f"  https://union.example/files/{file}/",
             "- Certificate of the node", "  https://union.example/files/museum.example/other/"]  # fmt: skip
    written = {"officer_id": "o-europe", "address": "x@y.example", "language": "en", "about": "", "at": later(0),
               "subject": "Certificate of the node"}  # fmt: skip
    with house.other.active():
        alone = Mail.objects.create(text="Certificate of the node expires", reason="expiring", **written)
        digest = Mail.objects.create(text="\n".join(lines), reason="digest", **written)
    with house.node.active():
        opening = Entry.objects.get(dossier=file, kind="visit.announce").name
    recall(house, file, opening)
    with house.other.active():
        alone.refresh_from_db()
        digest.refresh_from_db()
    assert (alone.subject, alone.text) == ("Certificate of the node", "Certificate of the node expires")
    assert digest.text.split("\n") == ["- […]", *lines[1:]]


def test_a_recall_is_not_confirmed_until_the_other_side_says_so(house: House) -> None:
    file, entry = said_with_marker(house)
    path = f"/files/{file}/steps/dossier.recall/?acts={entry}"
    assert house.browser("o-head").post(path, {"reason": "Wrong.", "do": "send"}).status_code == 302
    with house.node.active():
        timers.tick(now=later())
    page = text_of(house.browser("o-head").get(f"/files/{file}/"))
    assert (
        "Recalled by" in page
        and re.search("Not confirmed since .+ by: Union", page)
        and f"About the {MARKER}" not in page
    )
    with house.node.active():
        timers.tick(now=later(60 * 24 * 5))
        assert Entry.objects.filter(dossier=file, kind="office.undelivered").exists()
    run(house)
    assert "Not confirmed" not in text_of(house.browser("o-head").get(f"/files/{file}/"))


def test_a_recall_that_was_taken_and_never_confirmed_is_put_on_record_once(house: House) -> None:
    """As of a system that takes the recall and says nothing more."""
    file, entry = said_with_marker(house)
    silent = [path for path in settings.PROJECTIONS if ".recalling." not in path]
    with override_settings(PROJECTIONS=silent):
        recall(house, file, entry)
    with house.node.active():
        assert on_record.record_unconfirmed(now=later(60)) == 0
        assert on_record.record_unconfirmed(now=later(60 * 24 * 5)) == 1
        assert on_record.record_unconfirmed(now=later(60 * 24 * 6)) == 0
    page = text_of(house.browser("o-head").get(f"/files/{file}/"))
    assert "Union did not confirm in the agreed time that it erased what was recalled." in page


def test_only_the_author_recalls_and_only_whose_office_it_is(house: House) -> None:
    file, entry = said_with_marker(house)
    with house.other.active():
        actor = people.actor(Officer.objects.get(id="o-europe"), day=later().date())
        theirs = take(read_statement("dossier.say", {"text": "Ours"}, dossier=file), actor, at=later(0)).name
    run(house)
    recall(house, file, entry, officer="o-desk", status=403)
    assert "There is no such entry" in recall(house, file, theirs, status=422)
    recall(house, file, entry, officer="o-stranger", status=404)
    answer = program(house, "o-head").post(
        f"/dossiers/{file}/acts", {"step": "dossier.recall", "data": {"acts": [theirs], "reason": "x"}}
    )
    assert answer.status_code in (403, 422), answer.content
    for _ in both(house):
        assert StoredAct.objects.exclude(content=None).filter(name__in=[entry, theirs]).count() == 2
        assert not Recalled.objects.exists()


def test_another_agencys_recall_of_our_words_erases_nothing(house: House) -> None:
    """Its own node says it all the same, as a hostile one would."""
    file, entry = said_with_marker(house)
    with house.other.active():
        actor = people.actor(Officer.objects.get(id="o-europe"), day=later().date())
        forged = Draft(dossier=file, kind=recalls.RECALL, process=1, by=actor.by(), at=later(0),
                       parts={"facts": {"acts": [entry]}, "content": {"text": "theirs"}})  # fmt: skip
        name = log.say([forged], now=later(0))[0].name
    run(house)
    for _ in both(house):
        assert StoredAct.objects.get(name=entry).content is not None
        assert Entry.objects.get(name=name).why_not == "not_your_step"
        assert not Entry.objects.filter(kind=recalls.ERASED).exists()


def test_a_recall_through_the_api_says_what_it_did(house: House) -> None:
    file, entry = said_with_marker(house)
    unknown = {"step": "dossier.recall", "data": {"acts": [entry, "sha256:" + "0" * 64], "reason": "x"}}
    answer = program(house, "o-head").post(f"/dossiers/{file}/acts", unknown)
    assert (answer.status_code, answer.json()["code"]) == (422, "no_act")
    answer = program(house, "o-head").post(
        f"/dossiers/{file}/acts", {"step": "dossier.recall", "data": {"acts": [entry], "reason": "It named somebody."}}
    )
    assert answer.status_code == 201, answer.content
    run(house)
    whole = program(house, "o-head").get(f"/dossiers/{file}")
    assert f"About the {MARKER}" not in whole.content.decode()
    for node in both(house):
        assert traces(node, "About the Zanz") == []
        assert not [path for path in traces(node, MARKER) if path.startswith("files/")]
