"""The one clock of a process, and how a rehearsal moves it."""

from datetime import UTC, datetime, timedelta

import pytest

from servanda.kernel import clock


def test_the_environment_moves_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.OFFSET, str(30 * 86400))
    assert clock.now() - datetime.now(UTC) > timedelta(days=29)
    monkeypatch.delenv(clock.OFFSET)
    assert clock.now() - datetime.now(UTC) < timedelta(days=1)
