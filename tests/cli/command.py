"""The command, and what is expected of it: a good end, or one sentence that says what is wrong."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests import commands
from tests.commands import PATIENCE, ROOT, Done

__all__ = ["ROOT", "SERVANDA", "Done", "good", "servanda", "wrong"]

SERVANDA = Path(sys.executable).with_name("servanda")


def servanda(*words: object, stdin: str | bytes = "", cwd: Path | None = None, path: Path | None = None) -> Done:
    """Run it without a terminal; of the checkout in `path`, where one is named. A traceback fails the test."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    found = _of_checkout(path, words, given, cwd) if path else commands.servanda(*words, stdin=given, cwd=cwd)
    assert "Traceback" not in found.err, found.err
    return found


def _of_checkout(path: Path, words: tuple[object, ...], stdin: bytes, cwd: Path | None) -> Done:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "servanda.settings", "PYTHONPATH": str(path)}
    command = [str(SERVANDA), *map(str, words)]
    done = subprocess.run(command, input=stdin, cwd=cwd, env=env, capture_output=True, timeout=PATIENCE)
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def good(*words: object, **more: Any) -> Done:
    done = servanda(*words, **more)
    assert done.status == 0, done
    return done


def wrong(status: int, *words: object, **more: Any) -> str:
    """The one sentence on standard error."""
    done = servanda(*words, **more)
    assert done.status == status, done
    sentence = done.err.strip()
    assert sentence.startswith("servanda: ") and "\n" not in sentence, done
    return sentence.removeprefix("servanda: ")
