"""What the fold refuses of points on a text and their answers, whoever says it by whatever face."""

import pytest

from servanda.kernel.refusals import Refused
from tests.processes.conftest import TERMS, TEXTS, Pair
from tests.world import MOFA, VUFO

UNKNOWN = "sha256:" + "0" * 64


@pytest.fixture
def amended(pair: Pair) -> tuple[Pair, str, str, str]:
    """The pair, the file, the version on the table and a point of the union on it."""
    with pair.nodes[MOFA].active():
        from servanda.kernel.models import Dossier

        file = Dossier.objects.get(process="agreement").id
    stated = {"terms": TERMS, "texts": TEXTS}
    version = pair.say(MOFA, "agreement.amend", stated, dossier=file, unit="office", role="clerk")
    pair.exchange()
    point = pair.say(VUFO, "agreement.remark", {"version": version, "text": "Too long."}, dossier=file)
    pair.exchange()
    return pair, file, version, point


def refused(pair: Pair, agency: str, kind: str, data: dict[str, str], file: str) -> str:
    with pytest.raises(Refused) as found:
        pair.say(agency, kind, data, dossier=file)
    return found.value.code


def test_an_answer_names_a_point_and_a_version_that_are_there(amended: tuple[Pair, str, str, str]) -> None:
    pair, file, version, point = amended
    assert refused(pair, MOFA, "agreement.take_up", {"point": UNKNOWN}, file) == "no_act"
    assert refused(pair, MOFA, "agreement.take_up", {"point": version}, file) == "no_act"
    assert refused(pair, MOFA, "agreement.explain", {"point": UNKNOWN, "reason": "No."}, file) == "no_act"
    wrong = {"point": point, "version": UNKNOWN}
    assert refused(pair, MOFA, "agreement.take_up", wrong, file) == "other_version"


def test_only_the_keeping_agency_answers_and_only_its_author_takes_a_point_back(
    amended: tuple[Pair, str, str, str],
) -> None:
    pair, file, _version, point = amended
    assert refused(pair, VUFO, "agreement.take_up", {"point": point}, file) == "not_your_step"
    assert refused(pair, MOFA, "agreement.retract", {"point": point}, file) == "not_your_point"
    assert refused(pair, VUFO, "agreement.retract", {"point": UNKNOWN}, file) == "no_act"


def test_a_point_is_on_the_version_on_the_table_and_on_none_that_is_past(amended: tuple[Pair, str, str, str]) -> None:
    pair, file, _version, _point = amended
    assert refused(pair, VUFO, "agreement.remark", {"version": UNKNOWN, "text": "?"}, file) == "other_version"
    pair.say(MOFA, "agreement.drop", {"reason": "Later."}, dossier=file)
    pair.exchange()
    assert refused(pair, VUFO, "agreement.remark", {"text": "?"}, file) == "step_not_open"


def test_crossed_a_point_keeps_the_version_that_its_author_had_seen(amended: tuple[Pair, str, str, str]) -> None:
    pair, file, version, _point = amended
    stated = {"terms": TERMS | {"review_on": "2028-01-01"}, "texts": TEXTS}
    pair.say(MOFA, "agreement.drop", {"reason": "Again."}, dossier=file, unit="office", role="clerk")
    pair.say(MOFA, "agreement.amend", stated, dossier=file, unit="office", role="clerk")
    name = pair.say(VUFO, "agreement.remark", {"text": "No version named."}, dossier=file)
    pair.exchange()
    for agency in (MOFA, VUFO):
        assert pair.entries(agency, file)[name].has_effect
        with pair.nodes[agency].active():
            from servanda.kernel.models import Dossier
            from servanda.web.texts import versions

            history = versions.history(Dossier.objects.get(id=file))
            point = next(found for found in history.points if found.act.id == name)
            assert history.versions[point.n - 1].act.id == version
