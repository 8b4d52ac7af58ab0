"""The catalogs hold every sentence, keep what translators wrote, and do not change when nothing did."""

import gettext
import os
from pathlib import Path

import pytest

from servanda.locale import catalog

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

TITLE = _("To do")
SENTENCES: dict[str, str] = {"no_act": "There is no such entry in %(place)s."}
OTHER = {"not": "a sentence"}

def late(n):
    # Translators: shown beside a commitment
    return ngettext("%(n)s day late", "%(n)s days late", n), pgettext("month", "May"), _("first part "
        "and second part")
"""
TEMPLATE = """
{% load i18n %}
<main>
    <h1>{% translate "Waiting for others" %}</h1>
  <p title="{% translate 'Due' context 'date' %}">
      {% blocktranslate count n=days trimmed %}
        {{ n }} article
      {% plural %}
        {{ n }} articles
      {% endblocktranslate %}</p>
 <p>it's not a sentence</p>
</main>
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    root = tmp_path / "pack"
    (root / "web" / "templates").mkdir(parents=True)
    (root / "web" / "views.py").write_text(PYTHON)
    (root / "web" / "templates" / "desk.html").write_text(TEMPLATE)
    return root


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "locale"


def translate(folder: Path, old: str, new: str, language: str = "vi") -> None:
    path = catalog.po_path(folder, language)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_every_kind_of_sentence_is_found(package: Path, folder: Path) -> None:
    catalog.extract(folder, package)
    found = catalog.read(catalog.po_path(folder, "ar"), "ar")
    assert {message.id if isinstance(message.id, str) else message.id[0] for message in found if message.id} == {
        "To do",
        "There is no such entry in %(place)s.",
        "%(n)s day late",
        "May",
        "first part and second part",
        "Waiting for others",
        "Due",
        "%(n)s article",
    }
    assert found.get("May", "month") is not None and found.get("Due", "date") is not None
    assert found.num_plurals == 6


def test_extracting_twice_changes_no_byte(package: Path, folder: Path) -> None:
    catalog.extract(folder, package)
    before = {path: path.read_bytes() for path in folder.rglob("*.po")}
    catalog.extract(folder, package)
    assert {path: path.read_bytes() for path in folder.rglob("*.po")} == before
    assert len(before) == 3


def test_a_catalog_names_no_date_and_no_place(package: Path, folder: Path, tmp_path: Path) -> None:
    catalog.extract(folder, package)
    for path in folder.rglob("*.po"):
        text = path.read_text("utf-8")
        assert "Date" not in text and str(tmp_path) not in text
        assert "#: pack/web/views.py\n" in text


def test_a_sentence_that_returns_brings_its_translation(package: Path, folder: Path) -> None:
    catalog.extract(folder, package)
    translate(folder, 'msgid "To do"\nmsgstr ""', 'msgid "To do"\nmsgstr "Việc phải làm"')
    source = package / "web" / "views.py"
    source.write_text("")
    catalog.extract(folder, package)
    assert '#~ msgid "To do"' in catalog.po_path(folder, "vi").read_text("utf-8")
    source.write_text(PYTHON)
    catalog.extract(folder, package)
    text = catalog.po_path(folder, "vi").read_text("utf-8")
    assert 'msgid "To do"\nmsgstr "Việc phải làm"' in text and "#~" not in text


def test_missing_names_what_is_untranslated_fuzzy_or_faulty(package: Path, folder: Path) -> None:
    catalog.extract(folder, package)
    sentence = 'msgid "There is no such entry in %(place)s."\nmsgstr ""'
    translate(folder, sentence, sentence[:-1] + 'Không có trong %(cho)s."')
    translate(folder, 'msgid "Waiting for others"\nmsgstr ""', 'msgid "Waiting for others"\nmsgstr "Việc tôi chờ"')
    translate(folder, '#: pack/web/views.py\nmsgid "To do"', '#: pack/web/views.py\n#, fuzzy\nmsgid "To do"')
    translate(folder, 'msgid "To do"\nmsgstr ""', 'msgid "To do"\nmsgstr "Làm"')
    lines = [line for line in catalog.missing(folder) if line.startswith("vi")]
    assert "vi\tfuzzy\t'To do'" in lines
    assert "vi\tuntranslated\t'May'" in lines
    assert not [line for line in lines if "Waiting" in line]
    assert [line for line in lines if "no such entry" in line and "untranslated" not in line and "place" in line]


def test_arabic_forms_are_numbered_as_django_numbers_them(package: Path, folder: Path) -> None:
    catalog.extract(folder, package)
    text = catalog.po_path(folder, "ar").read_text("utf-8")
    for form in range(6):
        text = text.replace(f'msgstr[{form}] ""', f'msgstr[{form}] "form {form} %(n)s"')
    catalog.po_path(folder, "ar").write_text(text, "utf-8")
    catalog.ensure_compiled(folder)
    with (folder / "ar/LC_MESSAGES/django.mo").open("rb") as compiled:
        arabic = gettext.GNUTranslations(compiled)
    forms = {n: arabic.ngettext("%(n)s day late", "%(n)s days late", n)[5] for n in (0, 1, 2, 3, 11, 99, 100, 103)}
    assert forms == {0: "0", 1: "1", 2: "2", 3: "3", 11: "4", 99: "4", 100: "5", 103: "3"}


def test_a_compiled_catalog_follows_its_source_and_is_else_left_alone(package: Path, folder: Path) -> None:
    catalog.extract(folder, package)
    catalog.ensure_compiled(folder)
    source, compiled = catalog.po_path(folder, "vi"), folder / "vi/LC_MESSAGES/django.mo"
    written = source.stat().st_mtime
    os.utime(source, (written - 60, written - 60))
    os.utime(compiled, (written - 50, written - 50))
    catalog.ensure_compiled(folder)
    assert compiled.stat().st_mtime == pytest.approx(written - 50)
    os.utime(compiled, (written - 70, written - 70))
    catalog.ensure_compiled(folder)
    assert compiled.stat().st_mtime > source.stat().st_mtime
    assert not list(folder.rglob("*.tmp"))
