"""Style sheets use logical properties only, so that one sheet serves both writing directions."""

import re
from collections.abc import Iterator

import pytest

from tests.repository.sources import SRC

SIDE = r"(left|right|top|bottom)"
PHYSICAL = re.compile(
    rf"{SIDE}|(margin|padding|scroll-margin|scroll-padding)-{SIDE}|border-{SIDE}(-(width|style|color))?"
    r"|border-(top|bottom)-(left|right)-radius|((min|max)-)?(width|height)|overflow-[xy]"
)
SIDED = re.compile(r"(text-align|float|clear|caption-side|resize)")
BOXES = re.compile(r"(margin|padding|inset|border-(width|style|color))")
DECLARATION = re.compile(r"(?<=[;{}])\s*([a-z-]+)\s*:\s*([^;{}]+)")
INLINE = re.compile(r"""\bstyle\s*=\s*("[^"]*"|'[^']*')|<style[^>]*>(.*?)</style>""", re.DOTALL)


def test_every_style_sheet_is_logical() -> None:
    faults = []
    for path in sorted(SRC.rglob("*")):
        if path.suffix == ".css":
            faults += [f"{path.name}: {fault}" for fault in physical(path.read_text("utf-8"))]
        elif path.suffix == ".html":
            for match in INLINE.finditer(path.read_text("utf-8")):
                css = match[2] or match[1].strip("\"'")
                faults += [f"{path.name}: {fault}" for fault in physical(css)]
    assert faults == []


@pytest.mark.parametrize(
    "css",
    [
        "a { margin-left: 1rem }",
        "a{color:red;right:0}",
        "a { text-align: right; }",
        "a { float:left }",
        "a { margin: 0 1rem 0 2rem }",
        "@media print { a { padding-right: 1px } }",
        "max-width: 10rem",
        "a { border-radius: 1px 2px 3px 4px }",
    ],
)
def test_a_physical_property_is_found(css: str) -> None:
    assert list(physical(css))


@pytest.mark.parametrize(
    "css",
    [
        "a { margin-inline-start: 1rem; inset-inline-end: 0 }",
        "@media (max-width: 30rem) { a:hover { text-align: start } }",
        "/* a { left: 0 } */ a { margin: 0 1rem }",
        ".left:hover { inset: 0; grid-area: left }",
        "a { margin: 0 1rem 0 1rem; border-radius: .3rem }",
    ],
)
def test_a_logical_property_is_let_through(css: str) -> None:
    assert not list(physical(css))


def physical(css: str) -> Iterator[str]:
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    for name, value in DECLARATION.findall("{" + bare):
        words = value.replace("!important", "").split()
        is_sided = SIDED.fullmatch(name) and {"left", "right"} & set(words)
        is_uneven = BOXES.fullmatch(name) and len(words) == 4 and words[1] != words[3]
        is_corner = name == "border-radius" and len(words) > 1
        if PHYSICAL.fullmatch(name) or is_sided or is_uneven or is_corner:
            yield f"{name}: {' '.join(words)}"
