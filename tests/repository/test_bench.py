"""`make bench` tells each figure as it is measured, and goes on where one cannot be."""

import pytest

from bench import __main__ as bench
from bench import board, duties


def test_a_figure_stands_beside_its_limit_and_says_whether_it_is_met(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["duties"]) == 0
    judged = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("duties judged"))
    assert " at least " in judged and " ratio " in judged and judged.endswith(("met", "missed"))


def test_what_cannot_be_measured_is_told_and_the_others_go_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> bench.Rows:
        raise TimeoutError("nothing came")

    monkeypatch.setattr(duties, "run", fails)
    monkeypatch.setattr(board, "run", lambda: [("desk, p95 ms", 60.0, 50.0), ("acts per second", 60.0, 50.0)])
    assert bench.main(["duties", "board"]) == 1
    told = capsys.readouterr()
    assert "duties could not be measured" in told.err and "nothing came" in told.err
    late, fast = told.out.splitlines()[-2:]
    assert "at most" in late and late.endswith("missed")
    assert "at least" in fast and fast.endswith("met")


def test_a_name_that_no_measurement_has_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["duty"]) == 2
    assert "duties" in capsys.readouterr().err
