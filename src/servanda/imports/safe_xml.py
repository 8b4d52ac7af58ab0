"""XML from outside as a tree: no document type, no entities, no bombs, nothing fetched; else a clear refusal."""

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from servanda.kernel.refusals import Refused

LARGEST = 80 * 1024 * 1024
DEEPEST, MOST = 60, 50_000


def parse(raw: bytes) -> Element:
    """The root, names in Clark notation. Raises Refused(too_large, xml_dangerous, xml_unreadable)."""
    if len(raw) > LARGEST:
        raise Refused("too_large", size=len(raw), limit=LARGEST)
    build = _Build()
    try:
        build.parser.Parse(raw, True)
        return build.tree.close()
    except expat.ExpatError as error:
        raise Refused("xml_unreadable", line=error.lineno, why=expat.ErrorString(error.code)) from None
    except (LookupError, ValueError):
        raise Refused("xml_unreadable", line=1, why="unknown encoding") from None
    except AssertionError:
        raise Refused("xml_unreadable", line=1, why="no element found") from None


class _Build:
    """One parse under way, with what it has counted."""

    def __init__(self) -> None:
        self.tree, self.depth, self.count = TreeBuilder(), 0, 0
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.ExternalEntityRefHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.tree.data

    def _refuse(self, *_: object) -> int:
        raise Refused("xml_dangerous")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth, self.count = self.depth + 1, self.count + 1
        if self.depth > DEEPEST or self.count > MOST:
            raise Refused("xml_dangerous")
        self.tree.start(_clark(name), {_clark(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.tree.end(_clark(name))


def _clark(name: str) -> str:
    return "{" + name if "}" in name else name
