"""CSV and XLSX say the same, in every spelling that office programs write."""

import zipfile
from io import BytesIO

import pytest

from servanda.imports.tables import read_table
from servanda.imports.units import read_units
from tests.imports.conftest import SAMPLES
from tests.imports.files import OFFICE, UNITS, as_csv, as_xlsx, changed, codes, faults_of, rows_of


@pytest.mark.parametrize("name", ["mofa/units.csv", "vufo/units.csv"])
def test_a_sheet_reads_as_the_csv_does(name: str) -> None:
    raw = (SAMPLES / name).read_bytes()
    assert read_units(as_xlsx(*rows_of(raw))) == read_units(raw)


@pytest.mark.parametrize(
    ("separator", "encoding"), [(",", "utf-8"), (";", "utf-8"), ("\t", "utf-8"), (",", "utf-8-sig"), (";", "utf-8-sig")]
)
def test_separators_and_byte_order_marks_make_no_difference(separator: str, encoding: str) -> None:
    raw = (SAMPLES / "mofa/units.csv").read_bytes()
    assert read_units(as_csv(*rows_of(raw), separator=separator, encoding=encoding)) == read_units(raw)


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_a_formula_is_text_and_is_not_computed(write: type) -> None:
    rows = read_table(write(UNITS, changed(OFFICE, UNITS, en="=1+1", vi='=HYPERLINK("x")')), known=UNITS, required=[])
    assert rows.rows[0].cells["en"] == "=1+1"
    assert rows.rows[0].cells["vi"] == '=HYPERLINK("x")'


def test_numbers_and_days_of_a_sheet_read_as_they_look() -> None:
    from datetime import datetime

    table = read_table(
        as_xlsx(["code", "a", "b", "c", "d", "en"], ["x", 7, 0, 2.5, datetime(2026, 1, 2), True]),
        known=["code", "a", "b", "c", "d"], required=[],
    )  # fmt: skip
    assert list(table.rows[0].cells.values()) == ["x", "7", "0", "2.5", "2026-01-02", "true"]


def test_a_row_is_named_by_its_first_line() -> None:
    raw = b'code,parent,kind,zone,en\n\none,,office,UTC,"two\nlines"\nBAD,,office,UTC,x\n'
    assert [(fault.line, fault.column, fault.code) for fault in faults_of(read_units, raw)] == [
        (5, 1, "import_code_wrong")
    ]


def test_the_header_is_checked_and_helps() -> None:
    raw = b"code,parnt,kind,kind,zone,blah,en\noffice,,office,office,UTC,,Office\n"
    faults = faults_of(read_units, raw)
    assert [(fault.column, fault.code) for fault in faults] == [
        (1, "table_column_missing"), (2, "import_name_misspelt"), (4, "table_column_twice"), (6, "import_name_unknown"),
    ]  # fmt: skip
    assert "did you mean parent?" in str(faults[1])


def test_a_cell_behind_the_last_column_is_a_fault() -> None:
    assert codes(faults_of(read_units, as_csv(UNITS, [*OFFICE, "", "more"]))) == ["table_row_long"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "table_empty"),
        (b"code,parent,kind,zone,en\n", "table_empty"),
        (b'code,parent,kind,zone,en\n"a"b,,,,\n', "table_not_readable"),
        (b"\xd0\xcf\x11\xe0old", "table_old_format"),
        (b"MZ\x90\0\x03\0\0\0 a program", "table_other_kind"),
        (b"%PDF-1.7\n", "table_other_kind"),
        (b"PK\x03\x04nonsense", "table_damaged"),
        (b"code\n\xff\xfe\xfa", "file_not_utf8"),
        (b"x" * (8 * 1024 * 1024 + 1), "too_large"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(raw: bytes, code: str) -> None:
    assert codes(faults_of(read_units, raw)) == [code]


@pytest.mark.parametrize(("encoding", "title"), [("cp1258", "Lễ tân"), ("utf-16", "Lễ tân"), ("cp1256", "قسم المراسم")])
def test_what_older_programs_wrote_is_read_where_its_letters_leave_no_doubt(encoding: str, title: str) -> None:
    language = "ar" if encoding == "cp1256" else "vi"
    written = title.replace("ễ", "ê\u0303") if encoding == "cp1258" else title
    header = [*UNITS[:-2], language]
    (unit,) = read_units(as_csv(header, [*OFFICE[:-2], written], encoding=encoding))
    assert unit["name"] == {language: title}


@pytest.mark.parametrize("raw", ["café,déjà".encode("cp1252"), "code,Müller".encode("cp1252")])
def test_what_may_be_of_several_encodings_is_refused(raw: bytes) -> None:
    assert codes(faults_of(read_units, raw)) == ["file_not_utf8"]


def test_letters_are_composed_and_control_characters_refused() -> None:
    unit = read_units(as_csv(UNITS, changed(OFFICE, UNITS, vi="Le\u0302\u0303 ta\u0302n")))[0]
    assert unit["name"]["vi"] == "Lễ tân"
    faults = faults_of(read_units, as_csv(UNITS, changed(OFFICE, UNITS, vi="a\x00b")))
    assert codes(faults) == ["import_strange_character"]


def test_a_sheet_that_declares_entities_is_refused() -> None:
    raw = as_xlsx(UNITS, OFFICE)
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            data = old.read(member)
            if member.filename == "xl/workbook.xml":
                data = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + data
            new.writestr(member, data)
    assert codes(faults_of(read_units, out.getvalue())) == ["table_damaged"]


def test_a_sheet_that_unpacks_to_too_much_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b" " * (65 * 1024 * 1024))
    assert codes(faults_of(read_units, out.getvalue())) == ["too_large"]


def test_more_rows_than_anyone_reads_are_refused() -> None:
    for write in (as_csv, as_xlsx):
        raw = write(UNITS, *[OFFICE] * 4)
        assert codes(faults_of(read_table, raw, known=UNITS, required=[], most=3)) == ["table_too_long"]
        assert len(read_table(raw, known=UNITS, required=[], most=4).rows) == 4


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_titles_above_the_names_of_the_columns_are_left_aside(write: type) -> None:
    titled = write(["CONSERVATION CENTRE"], ["List of units"], UNITS, OFFICE)
    assert read_units(titled) == read_units(write(UNITS, OFFICE))


def test_without_a_known_column_the_header_is_told_and_not_every_row() -> None:
    faults = faults_of(read_units, as_csv(["Code of the unit"], OFFICE, OFFICE))
    assert {fault.line for fault in faults} == {1}
