"""Writing an agreement as the YAML file that reads back as the same agreement."""

import re
from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import SafeRepresenter

# What is read only as an escape, which stands in quotes.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
# What has no meaning in YAML wherever it stands; all else is written in quotes.
_PLAIN = re.compile(r"[^\W\d_]([\w .()/-]*[\w.)])?")


def write_agreement(terms: Mapping[str, Any], texts: Mapping[str, Any]) -> str:
    """The file for the terms and texts of a version; `read_agreement` gives the same ones back."""
    words = {article["id"]: article for article in texts["articles"]}
    document = {
        "agreement": terms["code"],
        "title": texts["title"],
        **{key: terms[key] for key in ("kind", "parties", "original", "in_force_on")},
        **{
            key: terms[key]
            for key in ("review_on", "ends_on", "shown", "transit", "fields", "fallback")
            if terms.get(key)
        },
        **({"preamble": texts["preamble"]} if texts.get("preamble") else {}),
        "calendar": terms["calendar"],
        "articles": [_article(article, words[article["id"]]) for article in terms["articles"]],
    }
    return write_document(document)


def write_document(document: Mapping[str, Any]) -> str:
    """Plain data as such a file, whole or not."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Representer = _Representer
    yaml.width = 100_000
    out = StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def _article(terms: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": terms["id"],
        **({"group": words["group"]} if words.get("group") else {}),
        "head": words["head"],
        **({"field": terms["field"]} if terms.get("field") else {}),
        **({"basis": terms["basis"]} if terms.get("basis") else {}),
        "text": words["text"],
        **({"duties": terms["duties"]} if terms.get("duties") else {}),
    }


class _Representer(SafeRepresenter):
    """Keys in their order; values in full, never as references to each other; text of several lines as it stands."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sort_base_mapping_type_on_output = False

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(representer: SafeRepresenter, data: str) -> ScalarNode:
    style = None if _PLAIN.fullmatch(data) else '"'
    if "\n" in data and not _ESCAPED.search(data):
        style = "|"
    return representer.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Representer.add_representer(str, _text)
