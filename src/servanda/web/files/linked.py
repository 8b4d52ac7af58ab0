"""Other files beside a file: what it was begun from, and what was begun from it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from servanda.processes.declaration.file_links import Linked
from servanda.web.desk import items


def groups(about: Iterable[Linked], begun: Iterable[Linked]) -> list[dict[str, Any]]:
    """[{label, files[{kind, title, url, state}]}]; none where there are no such files."""
    named: dict[str, list[dict[str, Any]]] = {}
    for item in about:
        named.setdefault(str(item.field.label), []).append(_shown(item))
    for item in begun:
        named.setdefault(_("Begun from this file"), []).append(_shown(item))
    return [{"label": label, "files": files} for label, files in named.items()]


def _shown(item: Linked) -> dict[str, Any]:
    row = item.row
    return {
        "kind": items.kind_label(row.process), "title": items.file_title(row), "url": items.file_url(row),
        "state": items.file_state(row),
    }  # fmt: skip
