"""Keeps the translation catalogs: collects sentences, compiles them, lists what is missing, without GNU gettext."""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from servanda.locale.sentences import collect

HERE = Path(__file__).parent
PACKAGE = HERE.parent

# Babel numbers the Arabic forms otherwise than Django and every translator's editor do, so they are stated here.
PLURALS = {
    "vi": "nplurals=1; plural=0;",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 "
    ": n%100>=11 && n%100<=99 ? 4 : 5;",
    "ms": "nplurals=1; plural=0;",
}


def extract(folder: Path = HERE, package: Path = PACKAGE) -> None:
    """Bring every catalog up to date with the sentences of the code; translations of sentences that return are kept."""
    template = collect(package)
    for language in PLURALS:
        path = po_path(folder, language)
        catalog = read(path, language)
        for message in list(catalog.obsolete.values()):
            if catalog.get(message.id, message.context) is None:
                catalog[message.id] = message
        catalog.obsolete.clear()
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        write(path, catalog, language)


def ensure_compiled(folder: Path = HERE) -> None:
    """Compile each catalog whose .mo is absent or older than its .po; an installed copy that is read-only is left."""
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        is_fresh = target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns
        if not is_fresh and os.access(source.parent, os.W_OK):
            compile_one(source, target)


def missing(folder: Path = HERE) -> Iterator[str]:
    """One line for each sentence that is untranslated, fuzzy or faulty: language, reason, sentence."""
    for language in PLURALS:
        catalog = read(po_path(folder, language), language)
        for message in catalog:
            if message.id and (reason := fault(message, catalog)):
                first = message.id if isinstance(message.id, str) else message.id[0]
                yield f"{language}\t{reason}\t{first!r}"


def fault(message: Message, catalog: Catalog) -> str:
    texts = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    if not all(texts):
        return "untranslated"
    if message.fuzzy:
        return "fuzzy"
    return "; ".join(str(error) for error in message.check(catalog))


def compile_one(source: Path, target: Path) -> None:
    # Written beside and renamed: two nodes may start from one tree at the same moment.
    partial = target.with_suffix(f".{os.getpid()}.tmp")
    with partial.open("wb") as out:
        write_mo(out, read(source, source.parent.parent.name))
    partial.replace(target)


def po_path(folder: Path, language: str) -> Path:
    return folder / language / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str) -> Catalog:
    if path.exists():
        with path.open("rb") as source:
            return read_po(source, locale=language)
    catalog = Catalog(locale=language)
    catalog.mime_headers = [("Plural-Forms", PLURALS[language])]
    return catalog


def write(path: Path, catalog: Catalog, language: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        out.write(header(language).encode())
        write_po(out, catalog, width=100, omit_header=True, sort_by_file=True, include_lineno=False)


def header(language: str) -> str:
    # Our own, because Babel's names dates and tools, and would change at every run.
    return (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {PLURALS[language]}\\n"\n\n'
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m servanda.locale.catalog", description=__doc__)
    parser.add_argument("what", choices=["extract", "compile", "missing"])
    what = parser.parse_args().what
    if what == "extract":
        extract()
    elif what == "compile":
        ensure_compiled()
    else:
        lines = list(missing())
        print("\n".join(lines) if lines else "Every sentence is translated.")
        return 1 if lines else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
