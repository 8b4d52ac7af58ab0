"""Kills a process, and all of its session, where a function of the code begins or ends: as a power cut would there."""

import importlib
import os
import signal
from collections.abc import Callable
from typing import Any

# Such as servanda.kernel.folding:settle:end; several stand apart by a blank.
PLACES = "SERVANDA_DIES"
# How many entries make a full batch in that process.
FULL = "SERVANDA_FULL"


def arm(environment: dict[str, str]) -> None:
    """Before anything of the command runs. A place counts only where something waits, or is being stored."""
    if FULL in environment:
        from servanda.exchange import batches

        batches.ENTRY_LIMIT = int(environment[FULL])
    for place in environment.get(PLACES, "").split():
        name, function, when = place.split(":")
        module = importlib.import_module(name)
        setattr(module, function, _deadly(getattr(module, function), is_end=when == "end"))


def _deadly(function: Callable[..., Any], *, is_end: bool) -> Callable[..., Any]:
    def dies(*args: Any, **kwargs: Any) -> Any:
        from servanda.kernel import waiting

        is_due = bool(args) or waiting.marks().is_any
        if is_due and not is_end:
            os.killpg(0, signal.SIGKILL)
        done = function(*args, **kwargs)
        if is_due:
            os.killpg(0, signal.SIGKILL)
        return done

    return dies
