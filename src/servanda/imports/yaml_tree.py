"""YAML as plain data with the place of every key and value; what YAML can do beyond plain data is a fault."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from servanda.imports.faults import Fault, Faulty
from servanda.imports.letters import decode, is_strange, place, tidy
from servanda.kernel.jsonbytes import LARGEST

LIMIT = 512 * 1024
DEEPEST = 20
TEXT_TAG = "tag:yaml.org,2002:str"

Path = tuple[str | int, ...]
Mark = tuple[int, int]

_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,15}", re.ASCII)
_WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NOTHING = {"", "~", "null", "Null", "NULL"}


@dataclass
class Tree:
    """What the file says, and where. Numbers are whole; decimals, dates and odd spellings of numbers stay text."""

    value: Any = None
    values: dict[Path, Mark] = field(default_factory=dict)
    keys: dict[Path, Mark] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def get(self, path: Path) -> Any:
        """The value at this path, None where there is none."""
        found = self.value
        for step in path:
            if isinstance(found, dict):
                found = found.get(step)
            elif isinstance(found, list) and isinstance(step, int) and step < len(found):
                found = found[step]
            else:
                return None
        return found

    def has(self, path: Path) -> bool:
        return path in self.values

    def place(self, path: Path) -> Mark:
        """Where the value stands, or else the nearest one around it."""
        while path not in self.values and path:
            path = path[:-1]
        return self.values.get(path, (1, 1))


def read_tree(raw: bytes) -> Tree:
    """Read one document. Faults of single values are in `faults`; Faulty where the rest cannot be read."""
    text = decode(raw, limit=LIMIT)
    tree = Tree()
    try:
        _Builder(YAML(typ="safe", pure=True).parse(text), tree).document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise Faulty([*tree.faults, _not_readable(line, column, str(error.problem or error.context))]) from None
    except ReaderError as error:
        raise Faulty([*tree.faults, _not_readable(*place(text[: error.position]), error.reason)]) from None
    except (YAMLError, ValueError, OverflowError) as error:
        # The reader leaves an escape such as "\UFFFFFFFF" to Python, which has no such character.
        raise Faulty([*tree.faults, _not_readable(*tree.place(()), str(error))]) from None
    return tree


def tree_of(value: Any) -> Tree:
    """The same for data at hand, which stands in no file: every place is the first."""
    tree = Tree(value)
    todo: list[tuple[Path, Any]] = [((), value)]
    while todo:
        path, found = todo.pop()
        tree.values[path] = (1, 1)
        inner = found.items() if isinstance(found, Mapping) else enumerate(found) if isinstance(found, list) else ()
        todo += [((*path, key), item) for key, item in inner]
    return tree


class _Builder:
    """Builds the tree from the reader's events, so that an alias is met before anything is copied."""

    def __init__(self, events: Iterator[Any], tree: Tree) -> None:
        self.events, self.tree = events, tree

    def document(self) -> None:
        for event in self.events:
            kind = type(event).__name__
            if kind in ("ScalarEvent", "MappingStartEvent", "SequenceStartEvent", "AliasEvent"):
                self.tree.value = self._node(event, ())
            elif kind == "DocumentStartEvent" and self.tree.has(()):
                self._fault(event, (), "yaml_one_document")
                return

    def _node(self, event: Any, path: Path) -> Any:
        self.tree.values[path] = _mark(event)
        if len(path) > DEEPEST:
            self._fault(event, path, "yaml_too_deep", most=DEEPEST)
            raise Faulty(self.tree.faults)
        kind = type(event).__name__
        if kind == "AliasEvent":
            self._fault(event, path, "yaml_alias", alias=str(event.anchor)[:40])
            return None
        if event.tag not in (None, TEXT_TAG):
            self._fault(event, path, "yaml_tag", tag=str(event.tag)[:80])
        if kind == "MappingStartEvent":
            return self._mapping(path)
        if kind == "SequenceStartEvent":
            return self._sequence(path)
        return self._scalar(event, path)

    def _mapping(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while type(event := next(self.events)).__name__ != "MappingEndEvent":
            if type(event).__name__ != "ScalarEvent":
                self._fault(event, (*path, "?"), "yaml_key_wanted")
                self._node(event, (*path, "?"))
                self._node(next(self.events), (*path, "?"))
                continue
            key = tidy(event.value)
            if key in found:
                self._fault(event, (*path, key), "yaml_key_twice")
                # Kept apart from the first one, whose place is wanted.
                self._node(next(self.events), (*path, f"{key}?"))
                continue
            self.tree.keys[*path, key] = _mark(event)
            found[key] = self._node(next(self.events), (*path, key))
        return found

    def _sequence(self, path: Path) -> list[Any]:
        found: list[Any] = []
        while type(event := next(self.events)).__name__ != "SequenceEndEvent":
            found.append(self._node(event, (*path, len(found))))
        return found

    def _scalar(self, event: Any, path: Path) -> Any:
        value = tidy(event.value)
        if is_strange(value):
            self._fault(event, path, "import_strange_character")
            return ""
        if event.style is None and event.tag is None:
            if value in _NOTHING:
                return None
            if value in _WORDS:
                return _WORDS[value]
            if _WHOLE.fullmatch(value) and abs(int(value)) <= LARGEST:
                return int(value)
        return value

    def _fault(self, event: Any, path: Path, code: str, **params: Any) -> None:
        self.tree.faults.append(fault_at(_mark(event), path, code, params))


def fault_at(place: Mark, path: Path, code: str, params: Mapping[str, Any]) -> Fault:
    """A fault named by its path; its sentence names the last key of that."""
    key = next((step for step in reversed(path) if isinstance(step, str)), "file")
    return Fault(*place, ".".join(map(str, path)) or "file", code, {"field": key[:40], **params})


def _mark(event: Any) -> Mark:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _not_readable(line: int, column: int, why: str) -> Fault:
    return Fault(line, column, "file", "yaml_not_readable", {"why": why[:200]})
