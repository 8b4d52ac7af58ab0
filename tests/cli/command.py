"""The command as people call it: another process, its output and its exit status."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SERVANDA = Path(sys.executable).with_name("servanda")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


def servanda(*words: object, stdin: str | bytes = "", cwd: Path | None = None, path: Path | None = None) -> Done:
    """Run it without a terminal. A crash is never an answer: a traceback fails the test."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "servanda.settings"} | ({"PYTHONPATH": str(path)} if path else {})
    done = subprocess.run(
        [str(SERVANDA), *map(str, words)], input=stdin.encode() if isinstance(stdin, str) else stdin, cwd=cwd, env=env,
        capture_output=True, timeout=120,
    )  # fmt: skip
    found = Done(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in found.err, found.err
    return found


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
