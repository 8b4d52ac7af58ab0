"""A new kind of work in a checkout: its declaration, its test and its page, all three to be changed at once."""

import re
from pathlib import Path
from typing import Any

from servanda.cli import stubs
from servanda.cli.saying import CalledWrong, say

NAME = re.compile(r"[a-z][a-z_]{1,38}[a-z]")


def new_process(args: Any) -> int:
    """Write three files; none of them is ever written over."""
    root = _root(Path.cwd())
    if not NAME.fullmatch(args.name):
        raise CalledWrong(f"{args.name} is no name; write 3 to 40 letters a to z, and _ between words.")
    words = args.name.replace("_", " ")
    files = {
        root / "src" / "servanda" / "processes" / "kinds" / f"{args.name}.py": stubs.PROCESS,
        root / "tests" / "processes" / f"test_{args.name}.py": stubs.TEST,
        root / "docs" / "processes" / f"{args.name}.md": stubs.PAGE,
    }
    for path in files:
        if path.exists():
            raise CalledWrong(f"{path.relative_to(root)} is there already.")
    imports = "\n".join(sorted(line.replace("NAME", args.name) for line in stubs.TEST_IMPORTS))
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = text.replace("IMPORTS", imports)
        path.write_text(text.replace("NAME", args.name).replace("WORDS", words).replace("TITLE", words.capitalize()))
    written = [str(path.relative_to(root)) for path in files]
    return say(args, "\n".join([*written, f"Then: pytest {written[1]}"]), files=written)


def _root(start: Path) -> Path:
    for folder in (start, *start.parents):
        if (folder / "src" / "servanda" / "processes" / "declaration" / "base.py").exists():
            return folder
    raise CalledWrong("This is no checkout of the project; change into one first.")
