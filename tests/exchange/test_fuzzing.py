"""The peers' door against anything: no crash, no half-written batch, and everybody else's work goes on.

`make fuzz` runs it long. A recipe that it finds is put into corpus/recipes.json and stays there.
"""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from servanda.exchange import check
from servanda.exchange.models import ReceivedEntry
from servanda.kernel import acts
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node
from servanda.kernel.refusals import SENTENCES
from tests.exchange.mutating import GONE, RAW, SIGNED, TWICE, Recipe, made
from tests.exchange.network import Network
from tests.exchange.sender import Sender, everything, line, sealed
from tests.exchange.speaking import link
from tests.world import MOFA, THIRD, VUFO

CORPUS = Path(__file__).parent / "corpus" / "recipes.json"
# A long run has a thousand times as many, each time others.
EXAMPLES = int(os.environ.get("SERVANDA_FUZZ", "40"))
STATUSES = {200, 400, 401, 403, 409, 413, 429, 503}
# What a refused request may leave behind: that the peer knocked, and the proof of a fork.
KNOCKED = {"Peer", "Nonce", "Quarantine", "Feed", "Receipt", "FeedEntry"}

ODD_TEXTS = st.sampled_from([
    "", " ", "\0", "\ud800", "../..", "x" * 300, "sha256:" + "0" * 64, "sha256:" + "g" * 64, MOFA, VUFO, THIRD,
    "stranger.example", "2026-13-45T99:99:99Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "\u202e", "e\u0301",
    "\u0430.example", "%s%(x)s{0}", "<script>", "a" * 22, "visit.announce", "dossier.confirm", "public", "tuyet-mat",
])  # fmt: skip
ODD = st.one_of(
    st.sampled_from([GONE, TWICE, None, True, False, [], {}, [[]], {"": ""}]), ODD_TEXTS,
    st.sampled_from([0, -1, 1, 2, 2**31 - 1, 2**31, 2**53 - 1, 2**53, 10**30, 1.5, -0.0, 1e400]),
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8),
                 lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
                 max_leaves=6),
)  # fmt: skip
RECIPES = st.one_of(
    st.fixed_dictionaries({"target": st.sampled_from(SIGNED), "place": st.integers(0, 400), "value": ODD}),
    st.fixed_dictionaries({"target": st.sampled_from(RAW), "place": st.integers(0, 4000), "cut": st.integers(0, 40),
                           "value": ODD_TEXTS | st.text(max_size=6)}),
)  # fmt: skip


@pytest.fixture
def trio(make_node: Callable[..., Node]) -> Iterator[tuple[Sender, Sender]]:
    """The peer that sends anything, and another one that works as ever, at the same door."""
    network = Network()
    mofa, vufo, third = (make_node(agency) for agency in (MOFA, VUFO, THIRD))
    network.join(mofa, vufo, third)
    for one, other in ((mofa, vufo), (third, vufo)):
        link(one, other)
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="tests.exchange.urls", DEBUG_PROPAGATE_EXCEPTIONS=True):
        yield Sender(mofa, vufo, network), Sender(third, vufo, network)


def send(bad: Sender, recipe: Recipe) -> int:
    """Send what the recipe makes; the door must answer it, and a refusal must leave nothing of it behind."""
    path, raw = made(bad, recipe)
    before = dict(everything(bad.there))
    answer = bad.post(raw, path)
    assert answer.status_code in STATUSES, (recipe, answer.status_code)
    after = dict(everything(bad.there))
    changed = {name for name in after if after[name] != before[name]}
    if answer.status_code != 200:
        told = answer.json()
        assert told["code"] in SENTENCES and told["message"], recipe
        assert changed <= KNOCKED, (recipe, changed)
    return answer.status_code


def whole(bad: Sender) -> None:
    """Every place has its outcome, every taken one its act, and every chain and signature verifies."""
    with bad.there.active():
        places = ReceivedEntry.objects.filter(peer=bad.here.agency).order_by("n").values_list("n", flat=True)
        assert list(places) == list(range(1, len(places) + 1))
        taken = ReceivedEntry.objects.filter(outcome="taken", code__in=("", "files")).values("act")
        assert taken.count() == StoredAct.objects.filter(name__in=taken).count()
    assert check.check(bad.there) == []


def goes_on(other: Sender) -> None:
    theirs = sealed(other.here, acts.new_dossier_id(THIRD), parts={"facts": {"parties": [THIRD, VUFO]}})
    assert other.send(line(theirs)) == {}


def test_every_kept_recipe_is_answered(trio: tuple[Sender, Sender]) -> None:
    bad, other = trio
    kept: list[Any] = json.loads(CORPUS.read_text("utf-8"))
    answers = [send(bad, recipe) for recipe in kept]
    assert {200, 400, 401} <= set(answers), "the corpus reaches the door's depths"
    whole(bad)
    goes_on(other)


def test_any_recipe_is_answered_and_others_work_on(trio: tuple[Sender, Sender]) -> None:
    bad, other = trio
    is_long = EXAMPLES > 1000

    @settings(
        max_examples=EXAMPLES, derandomize=not is_long, database=None, deadline=None,
        phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(recipe=RECIPES)
    def anything(recipe: Recipe) -> None:
        send(bad, recipe)

    anything()
    whole(bad)
    goes_on(other)


def test_any_bytes_are_answered(trio: tuple[Sender, Sender]) -> None:
    bad, other = trio

    @settings(max_examples=EXAMPLES // 2, derandomize=EXAMPLES <= 1000, database=None, deadline=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(raw=st.binary(max_size=400), path=st.sampled_from(["feed/", "contact/"]))
    def anything(raw: bytes, path: str) -> None:
        assert bad.post(raw, f"/exchange/v1/{path}").status_code in STATUSES - {200}

    anything()
    goes_on(other)
