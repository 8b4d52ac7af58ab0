"""A released text as files for a website: a page for each language, its pictures beside them, and nothing that runs."""

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from babel import Locale
from babel.dates import format_date
from django.conf import settings
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from servanda.exchange.files import kept
from servanda.kernel.acts import Act
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.processes.declaration import rows
from servanda.processes.fields_of_work import bulletins
from servanda.processes.fields_of_work.bulletins import Bulletin, Edition
from servanda.processes.kinds.bulletin import PROCESS, WHOLE
from servanda.processes.telling import timeline
from servanda.processes.telling.text_lines import paragraphs
from servanda.web.access import actor_of, officer_required
from servanda.web.downloads import download
from servanda.web.files import file_kinds
from servanda.web.seats import Request, Seat
from servanda.web.templatetags.servanda import local

RTL = frozenset({"ar", "fa", "he", "ur"})
# Whoever unpacks it gets these and no others, wherever the names in it came from.
IN_ZIP = re.compile(r"[a-z]{2}/index\.html|pictures/\d+\.[a-z]+")
IN_SCRIPT = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&"}


@dataclass(frozen=True)
class Variant:
    """The text in one language. `against` is the version that it was checked against or made of; 0 for the original."""

    code: str
    title: str
    lead: str
    place: str
    body: str
    address: str = ""
    against: int = 0
    is_checked: bool = False
    figures: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def link(self) -> str:
        """The address, where it is one of the web."""
        return self.address if re.match(r"https?://", self.address) else ""


@officer_required
@require_safe
def files(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    row = reads.find(dossier, actor_of(seat))
    found = bulletins.read(row) if row.process == PROCESS.name else None
    edition = found.last_released if found else None
    if found is None or edition is None or edition.released is None:
        raise Http404
    pictures = _pictures(found, edition)
    original = _original(row, edition)
    # What was cleared is the original; no text that was given for its language takes its place.
    variants = [original, *(given for given in _languages(found, edition) if given.code != original.code)]
    on = local(edition.released.at).date()
    made = [(f"{variant.code}/index.html", _page(variant, variants, pictures, on).encode()) for variant in variants]
    made += [(f"pictures/{name}", raw) for name, raw in pictures.values()]
    return download(_zip(made, on), "application/zip", f"release-{on.isoformat()}.zip")


def _original(row: Dossier, edition: Edition) -> Variant:
    said = edition.act.part("content")
    released = edition.released.part("content") if edition.released else {}
    lead, place, body = (_text(said, name) for name in WHOLE)
    return Variant(
        bulletins.language_of(row.facts.get("original")) or "en", row.title, lead, place, body,
        _text(released, "address"), figures=rows.of(said.get("figures")),
    )  # fmt: skip


def _languages(found: Bulletin, edition: Edition) -> list[Variant]:
    """Those that the keeper gave or checked and that agree with the version that was released; others stay at home."""
    variants = []
    for language in found.languages:
        ours = language.ours
        if ours and ours.against == edition.n:
            said = ours.act.part("content")
            heading, lead, place, body = (_text(said, name) for name in ("heading", "lead", "place", "wording"))
            variants.append(Variant(
                language.code, heading, lead, place, body, _text(said, "address"), ours.against,
                ours.is_checked, rows.of(said.get("captions")),
            ))  # fmt: skip
    return [variant for variant in variants if variant.title and variant.lead and variant.place and variant.body]


def _pictures(found: Bulletin, edition: Edition) -> dict[str, tuple[str, bytes]]:
    """Name of the attachment -> name and bytes of the picture; a later version's before those of earlier ones."""
    wanted = [_text(shown, "picture") for shown in rows.of(edition.act.part("content").get("figures"))]
    pictures: dict[str, tuple[str, bytes]] = {}
    for act in reversed([one.act for one in found.editions[: edition.n]]):
        for item in timeline.attached(act.part("content").get("files")):
            if item["name"] in wanted and item["name"] not in pictures:
                pictures[item["name"]] = _picture(act, item, wanted.index(item["name"]) + 1)
    if missing := [name for name in wanted if name not in pictures]:
        raise Refused("release_picture", name=missing[0])
    return pictures


def _picture(act: Act, item: Mapping[str, Any], n: int) -> tuple[str, bytes]:
    """The kind comes from the bytes; a name that an officer typed never names a file on another machine."""
    try:
        raw = kept(act.id, act.agency, item["index"], item["sha256"]).read_bytes()
    except Refused:
        raise Refused("release_picture", name=item["name"]) from None
    kind = file_kinds.of(raw[: file_kinds.ENOUGH])
    if kind not in file_kinds.IMAGES:
        raise Refused("release_picture", name=item["name"])
    return f"{n}.{kind.partition('/')[2]}", raw


def _page(variant: Variant, variants: list[Variant], pictures: Mapping[str, tuple[str, bytes]], on: date) -> str:
    original = variants[0]
    is_ours = variant.code in settings.LANGUAGE_NAMES
    with translation.override(variant.code if is_ours else "en"):
        return render_to_string("release.html", {
            "variant": variant, "variants": variants, "original": original, "dir": _dir(variant.code),
            "original_language": Locale.parse(original.code).get_language_name(variant.code if is_ours else "en"),
            "words": {"lang": variant.code, "dir": _dir(variant.code)} if is_ours else {"lang": "en", "dir": "ltr"},
            "date": on, "date_text": format_date(on, format="long", locale=variant.code),
            "blocks": list(_blocks(variant, original, pictures)), "data": _data(variant, original, on),
            "names": [{"code": each.code, "name": Locale.parse(each.code).get_language_name(each.code)}
                      for each in variants],
        })  # fmt: skip


def _blocks(
    variant: Variant, original: Variant, pictures: Mapping[str, tuple[str, bytes]]
) -> Iterable[dict[str, Any]]:  # fmt: skip
    """Paragraphs with the pictures behind them, in the original's places; words that a language lacks are its."""
    said = {_text(shown, "picture"): shown for shown in variant.figures}
    lines, placed = paragraphs(variant.body), []
    for shown in original.figures:
        name = _text(shown, "picture")
        own = said.get(name)
        after = shown.get("after")
        n = after if isinstance(after, int) and 0 <= after <= len(lines) else len(lines)
        words = own or shown
        placed.append((n, {"src": f"../pictures/{pictures[name][0]}", "caption": _text(words, "caption"),
                           "credit": _text(words, "credit"), "lang": "" if own else original.code,
                           "dir": "" if own else _dir(original.code)}))  # fmt: skip
    for n in range(len(lines) + 1):
        if n:
            yield {"text": lines[n - 1]}
        yield from ({"figure": figure} for at, figure in placed if at == n)


def _data(variant: Variant, original: Variant, on: date) -> SafeString:
    """What schema.org calls a news article; the letters that end a script are written otherwise."""
    told: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": variant.title,
        "description": variant.lead, "inLanguage": variant.code, "datePublished": on.isoformat(),
        "contentLocation": variant.place, **({"url": variant.link} if variant.link else {}),
    }  # fmt: skip
    if variant is not original:
        told["translationOfWork"] = {
            "@type": "NewsArticle", "headline": original.title, "inLanguage": original.code,
            **({"url": original.link} if original.link else {}),
        }  # fmt: skip
    return mark_safe(json.dumps(told, ensure_ascii=False).translate(IN_SCRIPT))


def _zip(made: Sequence[tuple[str, bytes]], on: date) -> bytes:
    names = [name for name, _raw in made]
    if strange := [name for name in names if not IN_ZIP.fullmatch(name) or names.count(name) > 1]:
        raise ValueError(f"no name for a file of a website: {strange[0]}")
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, raw in made:
            archive.writestr(ZipInfo(name, (max(on.year, 1980), on.month, on.day, 0, 0, 0)), raw, ZIP_DEFLATED)
    return target.getvalue()


def _dir(code: str) -> str:
    return "rtl" if code in RTL else "ltr"


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return value.strip() if isinstance(value, str) else ""
