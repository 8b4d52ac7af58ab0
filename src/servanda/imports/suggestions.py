"""What someone may have meant who wrote a name that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches


def unknown_name(name: str, known: Iterable[str]) -> tuple[str, dict[str, str]]:
    """Code and params of the fault: with the nearest known name, or with all of them."""
    names = list(known)
    near = get_close_matches(name.lower(), names, n=1, cutoff=0.7)
    if near:
        return "import_name_misspelt", {"field": name[:40], "meant": near[0]}
    return "import_name_unknown", {"field": name[:40], "known": ", ".join(names)}
