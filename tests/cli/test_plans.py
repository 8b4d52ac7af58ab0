"""Plans and last year's lists from the command line: taken whole or not at all."""

import json
from pathlib import Path

from tests.cli.command import good, servanda, wrong
from tests.cli.conftest import Homes
from tests.cli.rows import everything

PLAN = "Hoạt động,Thời gian,Đối tác,Xyz\nTuần phim,10-12/5/2031,Pháp,Huế\nHội thảo,quý 2,Lào,\n"
PAST = "Tên đoàn,Ngày nhận thông báo,Ngày bắt đầu\nĐoàn A,24/2/2025,10/3/2025\n"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_plan_is_proposed_and_its_columns_are_remembered(homes: Homes, tmp_path: Path) -> None:
    file = written(tmp_path, "Kế hoạch 2031.csv", PLAN)
    mapping = '{"title": "A", "start_on": "Thời gian", "place": 4}'
    done = good("plan", "import", "--home", homes.mofa, file, "--year", "2031", "--columns", mapping,
                "--to", "vufo.org.vn/office", "--json").data  # fmt: skip
    assert (done["rows"], done["state"], done["notes"]) == (2, "sent", [])
    mofa = homes.open()[0]
    with mofa.active():
        from servanda.kernel.models import Dossier

        row = Dossier.objects.get(id=done["dossier"])
        assert row.title == "Kế hoạch 2031" and row.facts["items"][0]["place"] == "Huế"
        assert "partner" not in row.facts["items"][0]
    again = good("plan", "import", "--home", homes.mofa, file, "--year", "2031")
    assert "2 rows, proposed as" in again.out


def test_the_past_is_kept_and_leaves_nothing_behind_when_wrong(homes: Homes, tmp_path: Path) -> None:
    file = written(tmp_path, "2025.csv", PAST)
    done = good("plan", "import", "--home", homes.mofa, file, "--past", "visit", "--json").data
    assert (done["rows"], done["state"]) == (1, "kept")
    before = everything(homes.mofa)
    bad = written(tmp_path, "bad.csv", PAST + ",32/1/2025,x\n")
    listed = servanda("plan", "import", "--home", homes.mofa, bad, "--past", "visit", "--json")
    faults = listed.data["error"]["faults"]
    assert listed.status == 1 and {fault["line"] for fault in faults} == {3} and len(faults) == 3
    assert everything(homes.mofa) == before
    good("check", "--home", homes.mofa)


def test_a_mapping_may_stand_in_a_file(homes: Homes, tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", "A,B\nFilm week,5/2031\n")
    mapping = written(tmp_path, "columns.json", json.dumps({"title": "A", "start_on": "B"}))
    good("plan", "import", "--home", homes.mofa, file, "--columns", mapping)
    assert "is no mapping" in wrong(2, "plan", "import", "--home", homes.mofa, file, "--columns", "{x")
    refused = servanda("plan", "import", "--home", homes.mofa, file, "--columns", '{"title": "Q 1"}')
    assert refused.status == 1 and "Q 1 is no column" in refused.err
