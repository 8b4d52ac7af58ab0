"""Merged cells of a sheet: handed down as they look, and never more of them than a list can hold."""

import zipfile
from io import BytesIO

from servanda.imports.merged import MOST_SPREAD, Merged, merged_cells


def read(*references: str) -> Merged:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        marks = "".join(f'<mergeCell ref="{reference}"/>' for reference in references)
        package.writestr("sheet.xml", f"<worksheet><mergeCells>{marks}</mergeCells></worksheet>")
    with zipfile.ZipFile(held) as package:
        return merged_cells(package, "sheet.xml")


def test_each_cell_of_a_merge_stands_for_its_first() -> None:
    found = read("B2:C3")
    assert found.of_line(2) == [(3, (2, 2))] and found.of_line(3) == [(2, (2, 2)), (3, (3, 2))]


def test_thousands_of_merges_over_everything_do_not_fill_the_memory() -> None:
    found = read(*(f"A{top}:XFD{top + 2000}" for top in range(1, 14_000, 2001)))
    assert 0 < sum(len(line) for line in found.cells.values()) <= MOST_SPREAD
