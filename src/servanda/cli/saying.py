"""What a command answers: sentences for people, one JSON object for programs, and the exit status for both."""

import json
import sys
from typing import Any

from servanda.kernel.refusals import Refused

GOOD, FOUND_WRONG, WRONG_CALL = 0, 1, 2

# A refusal of these codes says that something was named which is not there, or that it may not be asked here.
NAMED_WRONG = frozenset({"no_file", "no_post", "not_your_step", "own_card", "unknown_step", "unknown_process"})


class CalledWrong(Exception):
    """The command cannot do what it was called for; one sentence says why."""


class FaultyFile(Exception):
    """A file that is not taken: every fault with file, line, column, field, code and message."""

    def __init__(self, faults: list[dict[str, Any]]) -> None:
        super().__init__(faults)
        self.faults = faults


def say(args: Any, text: str, **data: Any) -> int:
    """Answer well: the text, or with --json the data."""
    print(json.dumps({"ok": True, **data}, ensure_ascii=False) if args.json else text)
    return GOOD


def counted(number: int, one: str, many: str = "") -> str:
    """1 fault, 2 faults; the command line speaks English alone."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def say_wrong(args: Any, lines: list[str], **data: Any) -> int:
    """Answer that something was found wrong."""
    print(json.dumps({"ok": False, **data}, ensure_ascii=False) if args.json else "\n".join(lines))
    return FOUND_WRONG


def say_error(error: CalledWrong | FaultyFile | Refused, *, as_json: bool) -> int:
    """One sentence for people, or a line for each fault; for programs one object on standard output."""
    status, code = _status_and_code(error)
    faults = error.faults if isinstance(error, FaultyFile) else []
    message = f"{counted(len(faults), 'fault')}; nothing was taken." if faults else str(error)
    if as_json:
        body = {"code": code, "message": message, "faults": faults}
        print(json.dumps({"ok": False, "error": body}, ensure_ascii=False))
        return status
    lines = [f"{f['file']}:{f['line']}:{f['column']}: {f['message']}" for f in faults]
    print("\n".join([*lines, f"servanda: {message}"]), file=sys.stderr)
    return status


def _status_and_code(error: CalledWrong | FaultyFile | Refused) -> tuple[int, str]:
    if isinstance(error, Refused):
        return (WRONG_CALL if error.code in NAMED_WRONG else FOUND_WRONG), error.code
    return (FOUND_WRONG, "faults") if isinstance(error, FaultyFile) else (WRONG_CALL, "called_wrong")
