"""Names in a file go on the day that its kind of work declares, on each side by itself; figures and proof stay."""

from datetime import UTC, datetime, timedelta

from servanda import timers
from servanda.cli.refolding import differences
from servanda.exchange import evidence
from servanda.exchange.check import check
from servanda.kernel.models import Entry, StoredAct
from servanda.processes import reads
from servanda.processes.dossiers import read_statement, take
from servanda.processes.erasure import shredding
from tests.traces import traces
from tests.web.house import START, House, text_of
from tests.web.test_recall import both
from tests.world import VUFO

NAME = "Xanthippe Quandt"
BEFORE, AFTER = START + timedelta(days=300), START + timedelta(days=380)


def consulted(house: House) -> str:
    data = {"title": "Attaché for culture", "about": "secondment", "post": "Attaché", "person": NAME,
            "background": f"{NAME} has served before.", "question": "Do you agree?"}  # fmt: skip
    with house.node.active():
        statement = read_statement("personnel.consult", data, to=[f"{VUFO}/europe"])
        file = take(statement, house.actor("o-desk"), at=START).dossier
    house.exchange()
    return file


def test_names_go_on_their_day_and_everything_else_stays(house: House) -> None:
    file = consulted(house)
    assert "erased 12 months after the file is closed" in text_of(house.browser("o-desk").get(f"/files/{file}/"))
    house.say("o-desk", "personnel.decline", {"reason": "Another way was found."}, file)
    house.exchange()
    page = text_of(house.browser("o-desk").get(f"/files/{file}/"))
    assert "Name, Background: erased on" in page and NAME in page
    digests = set()
    for node in both(house):
        assert traces(node, NAME) and shredding.shred(now=BEFORE) == 0
        digests.add(reads.digest(file, as_of=AFTER.date()))
    for node in both(house):
        timers.tick(now=AFTER)
        assert traces(node, NAME) == [] and shredding.shred(now=AFTER) == 0
        assert not StoredAct.objects.filter(dossier=file, personal__isnull=False).exists()
        assert StoredAct.objects.filter(dossier=file, kind="personnel.consult", content__isnull=False).exists()
        assert Entry.objects.filter(dossier=file, kind="office.shred").count() == 1
        assert check(node, compare=differences) == []
        assert evidence.verify(evidence.build(file, now=datetime.now(UTC))).findings == []
        digests.add(reads.digest(file, as_of=AFTER.date()))
    assert len(digests) == 1
    page = text_of(house.browser("o-desk").get(f"/files/{file}/"))
    assert "Name, Background: erased" in page and "The names in this file were erased" in page and NAME not in page
