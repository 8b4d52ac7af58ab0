"""Finds the sentences that can be translated, in Python files and in templates."""

import ast
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

SINGLE = dict.fromkeys(["_", "N_", "gettext", "gettext_lazy", "gettext_noop"])
PLURAL = dict.fromkeys(["ngettext", "ngettext_lazy"], (1, 2))
CONTEXT = dict.fromkeys(["pgettext", "pgettext_lazy"], ((1, "c"), 2))
BOTH = dict.fromkeys(["npgettext", "npgettext_lazy"], ((1, "c"), 2, 3))
KEYWORDS: dict[str, Any] = {**SINGLE, **PLURAL, **CONTEXT, **BOTH}
COMMENTS = ["Translators:"]

# A module that must not import Django keeps its sentences in a table of this name.
TABLE = "SENTENCES"


def collect(package: Path) -> Catalog:
    """All sentences below the package, each with the files where it stands."""
    catalog = Catalog()
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package.parent).as_posix()
        if path.suffix == ".py":
            found = [*from_python(path.read_text("utf-8")), *from_tables(path.read_text("utf-8"))]
        elif "templates" in path.parts and path.suffix in {".html", ".txt"}:
            found = list(from_template(path.read_text("utf-8"), name))
        else:
            continue
        for line, ids, comments, context in found:
            catalog.add(ids, locations=[(name, line)], auto_comments=comments, context=context)
    return catalog


def from_python(source: str) -> Iterator[tuple[Any, ...]]:
    return extract("python", BytesIO(source.encode()), KEYWORDS, COMMENTS)


def from_template(source: str, name: str) -> Iterator[tuple[Any, ...]]:
    # Templates indent as HTML does; the Python tokenizer would stumble over that.
    calls = "\n".join(line.lstrip() for line in templatize(source, origin=name).split("\n"))
    return from_python(calls)


def from_tables(source: str) -> Iterator[tuple[Any, ...]]:
    for node in ast.parse(source).body:
        if isinstance(node, ast.AnnAssign | ast.Assign) and isinstance(node.value, ast.Dict):
            targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
            if any(isinstance(target, ast.Name) and target.id == TABLE for target in targets):
                for value in node.value.values:
                    if isinstance(value, ast.Constant) and isinstance(value.value, str):
                        yield value.lineno, value.value, [], None
