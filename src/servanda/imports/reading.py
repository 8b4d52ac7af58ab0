"""Reading a tree of YAML key by key: each question returns what it may and notes what is wrong."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from servanda.imports.faults import Fault
from servanda.imports.languages import is_language
from servanda.imports.suggestions import unknown_name
from servanda.imports.yaml_tree import Path, Tree, fault_at
from servanda.kernel.dates import read_edtf
from servanda.kernel.refusals import Refused

# About a hundred years: enough for any agreement, and inside the range of dates.
FARTHEST = 36600


@dataclass
class Reading:
    """One file under way. After a fault the answer is empty, and reading goes on."""

    tree: Tree
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.faults.extend(self.tree.faults)

    def fault(self, path: Path, code: str, **params: Any) -> None:
        self.faults.append(fault_at(self.tree.place(path), path, code, params))

    def key_fault(self, path: Path, code: str, **params: Any) -> None:
        """A fault of the key itself, not of its value."""
        self.faults.append(fault_at(self.tree.keys.get(path, self.tree.place(path)), path, code, params))

    def keys(self, path: Path, known: Sequence[str], *, required: Iterable[str] = ()) -> bool:
        """Is there a mapping here? Notes keys that are not known, and those that are missing."""
        value = self.tree.get(path)
        if not isinstance(value, dict):
            if value is not None or not path:
                self.fault(path, "import_mapping_wanted")
            return False
        for key in value:
            if key not in known:
                code, params = unknown_name(key, known)
                self.key_fault((*path, key), code, **params)
        for key in required:
            if key not in value or value[key] in (None, "", [], {}):
                self.fault((*path, key), "field_missing")
        return True

    def items(self, path: Path) -> list[Path]:
        """The paths of a list's items; none where there is no list."""
        value = self.tree.get(path)
        if value is not None and not isinstance(value, list):
            self.fault(path, "import_list_wanted")
            return []
        return [(*path, number) for number in range(len(value or []))]

    def text(self, path: Path, *, longest: int = 400) -> str:
        """Text as written; a number counts as text too. Empty where there is none."""
        value = self.tree.get(path)
        if isinstance(value, bool) or not isinstance(value, str | int | None):
            self.fault(path, "import_text_wanted")
            return ""
        text = "" if value is None else str(value)
        if len(text) > longest:
            self.fault(path, "import_text_long", longest=longest)
            return ""
        return text

    def code(self, path: Path, shape: re.Pattern[str], wrong: str = "import_code_wrong") -> str:
        """Text of this shape, else '' and the fault `wrong`."""
        text = self.text(path)
        if text and not shape.fullmatch(text):
            self.fault(path, wrong, value=text[:80])
            return ""
        return text

    def word(self, path: Path, known: Sequence[str], *, default: str = "") -> str:
        text = self.text(path) or default
        if text and text not in known:
            self.fault(path, "duty_word_unknown", value=text[:40], known=", ".join(known))
            return default
        return text

    def number(self, path: Path, *, least: int, most: int, default: int) -> int:
        value = self.tree.get(path)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.fault(path, "duty_number_wanted", least=least, most=most)
            return default
        return value

    def day(self, path: Path, *, today: date) -> str:
        """A day such as 2026-01-01, or `{today: -240}`, as ISO text."""
        value = self.tree.get(path)
        if isinstance(value, dict):
            self.keys(path, ("today",), required=("today",))
            days = self.number((*path, "today"), least=-FARTHEST, most=FARTHEST, default=0)
            return (today + timedelta(days=days)).isoformat()
        text = self.text(path)
        try:
            if text and read_edtf(text).is_exact:
                return text
        except Refused:
            pass
        if text:
            self.fault(path, "import_day_wanted", value=text[:40])
        return ""

    def texts(self, path: Path, *, original: str, longest: int = 400) -> dict[str, str]:
        """Text by language. The language of the original must be among them."""
        value = self.tree.get(path)
        if not isinstance(value, Mapping):
            if value is not None:
                self.fault(path, "import_texts_wanted")
            return {}
        found = {}
        for language in value:
            if not is_language(language):
                self.key_fault((*path, language), "import_language_unknown", value=language[:40])
            elif text := self.text((*path, language), longest=longest):
                found[language] = text
            elif not self.tree.get((*path, language)):
                self.fault((*path, language), "field_missing")
        if original and original not in value:
            self.fault(path, "import_original_missing", language=original)
        return found

    def once(self, path: Path, value: str, seen: set[str]) -> None:
        """Note a value that was seen before."""
        if value and value in seen:
            self.fault(path, "import_twice", value=value)
        seen.add(value)
