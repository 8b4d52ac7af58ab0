"""A certificate that ends is told of before: 30, 7 and 1 days ahead by mail, each once, and on the page."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from servanda import listening
from servanda.exchange.links import link
from servanda.kernel import certificates
from servanda.kernel import node as nodes
from servanda.office import expiring, tokens
from servanda.office.models import Mail, Officer
from servanda.processes.telling import wording
from tests.web.house import House, text_of
from tests.world import VUFO

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def under_tls(house: House) -> House:
    made, _ = certificates.make(house.node.agency, ["127.0.0.1"], at=NOW)
    listening.pin(house.node, certificates.read_pem(made), at=NOW)
    with house.node.active():
        Officer.objects.filter(id="o-admin").update(email="admin@mofa.example", language="en")
        Officer.objects.filter(id="o-desk").update(email="desk@mofa.example")
    return house


def told(house: House, days: float) -> list[str]:
    """The subjects of what is mailed when so many days are left."""
    with house.node.active():
        before = set(Mail.objects.values_list("id", flat=True))
        expiring.remind(now=NOW + certificates.HOLDS - timedelta(days=days, hours=-1))
        fresh = Mail.objects.exclude(id__in=before).order_by("id")
        assert all(mail.officer_id == "o-admin" for mail in fresh)
        return list(fresh.values_list("subject", flat=True))


def test_administrators_hear_of_it_30_7_and_1_days_ahead_each_once(under_tls: House) -> None:
    assert told(under_tls, 40) == []
    assert told(under_tls, 31) == ["This system's certificate expires in 30 days. "
                                   "Renew it: servanda certificate --renew"]  # fmt: skip
    assert told(under_tls, 20) == []
    assert "in 7 days" in told(under_tls, 8)[0]
    assert told(under_tls, 5) == []
    assert "in 1 day." in told(under_tls, 2)[0]
    assert "in 0 days" in told(under_tls, 1)[0]
    assert "has expired" in told(under_tls, -2)[0]
    assert told(under_tls, -5) == []


def test_after_the_renewal_nobody_is_told(under_tls: House) -> None:
    assert told(under_tls, 31)
    made, _ = certificates.make(under_tls.node.agency, ["127.0.0.1"], at=NOW + certificates.HOLDS)
    listening.pin(under_tls.node, certificates.read_pem(made), at=NOW)
    assert told(under_tls, 2) == []


def test_an_officer_hears_before_a_programs_token_runs_out_and_sees_it(house: House) -> None:
    with house.node.active():
        officer = Officer.objects.get(id="o-desk")
        Officer.objects.filter(id="o-desk").update(email="desk@mofa.example", language="en")
        _, until = tokens.make(officer, at=NOW, lasts=timedelta(days=60))
        counts = [expiring.remind(now=until - timedelta(days=days, hours=-1)) for days in (40, 31, 20, 8, 2, 1, -1)]
        assert counts == [0, 1, 0, 1, 1, 1, 0]
        subjects = set(Mail.objects.filter(reason="token", officer=officer).values_list("subject", flat=True))
    assert (
        "A token by which a program acts in your name runs out in 7 days. Ask an administrator for another one."
        in subjects
    )
    with translation.override("en"):
        day = wording.written(until.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date())
    assert f"A program may act in your name until {day}." in text_of(house.browser("o-desk").get("/settings/"))


def test_the_page_counts_down_for_both_sides(house: House) -> None:
    for node, days in ((house.node, 5), (house.other, 12)):
        at = NOW - certificates.HOLDS + timedelta(days=days, hours=1)
        made, _ = certificates.make(node.agency, ["127.0.0.1"], at=at)
        nodes.update_card(node, at=NOW, certificate=certificates.carried(certificates.read_pem(made)))
    with house.node.active():
        link(house.other.card.jws, None, now=NOW)
    page = text_of(house.browser("o-admin").get("/connections/"))
    assert "This system's certificate expires in 5 days." in page
    assert f"The certificate of {VUFO} expires in 12 days" in page
