"""What the page of one agreement shows: text, numbers, signatures, versions and the steps that are open."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.duty_forms import read_duty
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick, picked
from servanda.office import underway
from servanda.office.underway import Waiting
from servanda.processes import reads
from servanda.processes.agreements import agreement_doubts, agreement_reading, gaps
from servanda.processes.agreements import terms as in_force
from servanda.processes.agreements.duty_sentences import sentences
from servanda.processes.declaration import file_links
from servanda.processes.declaration.base import Step
from servanda.processes.folding import turns
from servanda.processes.folding.texts import Article
from servanda.processes.kinds import agreement
from servanda.processes.models import Outgoing
from servanda.processes.telling import wording
from servanda.processes.telling.timeline import Names
from servanda.reports import figures
from servanda.reports.agreed import Agreed
from servanda.reports.scope import Scope
from servanda.reports.tallies import Tally
from servanda.web.access import actor_of
from servanda.web.agreements import doubts, list_page, paper_signatures, rider_rows, words
from servanda.web.desk import items
from servanda.web.drafts.changing import changing_step
from servanda.web.files import linked, next_steps
from servanda.web.files.leaving import held, leaving
from servanda.web.names import has_own_system, names_in
from servanda.web.owed import Link, step_url
from servanda.web.seats import Seat
from servanda.web.texts import points_page, versions
from servanda.web.texts.versions import History, Version

# Pages of their own, because what is signed is filled in beforehand.
OWN_PAGES = ("sign", "enter")
Tallies = dict[tuple[str, str], Tally]


def context_of(row: Dossier, seat: Seat, *, version: str | None, text: str | None) -> dict[str, Any]:
    """The context of agreement.html. `version` is a number, `text` a language, as the address names them."""
    history = versions.history(row)
    shown = history.number(version) or history.current(row)
    terms = shown.terms if shown else {}
    languages = shown.languages if shown else []
    actor, reader = actor_of(seat), get_language() or "en"
    language = next((code for code in (text, reader, terms.get("original")) if code in languages), None)
    language = str(language or (languages[0] if languages else reader))
    names = names_in(reader)
    url = reverse("web:agreement", args=[row.id])
    as_of = today(shown, seat)
    counted = figures.counted(Scope(actor, (Agreed(row, shown.act if shown else None),), as_of)).clauses
    numbers = figures.by_article(counted)
    articles = shown.articles if shown else []
    told = [_article(a, numbers, url, names, language, len(row.parties)) for a in articles]
    found = agreement_doubts.load([row]).get(row.id, [])
    state, waiting = doubts.state(found), underway.load([row.id])
    on_paper = paper_signatures.awaited(row, history, actor, has_own_system(), waiting)
    outgoing = list(Outgoing.objects.filter(dossier=row.id).order_by("prepared_at"))
    about, begun = file_links.of(row, actor)
    lagging = gaps.of_articles(row, agreement_reading.text(terms.get("code")), articles, actor)
    return {
        "section": "agreements",
        "agreement": _head(row, shown, names, language) | ({"state": state} if state else {}),
        "doubts": doubts.told(row, found, names, actor, has_own_system()),
        "languages_of_text": [_language(code, shown, url, language) for code in languages],
        "period": words.period(as_of, reads_all=actor.reads_all),
        "totals": words.counts(figures.total(counted).states, url + "commitments/"),
        "report_url": f"{url}implementation/" if history.version(row.facts.get("bound")) else "",
        "waiting_turns": _waiting_turns(row),
        "preamble": pick(shown.preamble, language) if shown else "",
        "elsewhere": _elsewhere(told, language),
        "articles": [
            said | _points(a, row, shown, history, actor) | {"gaps": [_gap(gap) for gap in lagging.get(a.id, ())]}
            for a, said in zip(articles, told, strict=True)
        ],
        "points": _all_points(row, history),
        "on_the_table": _on_the_table(row, history, shown, url, language),
        "riders": rider_rows.rows(row, actor, names),
        "signatures": _signatures(row, shown, history, names, actor, waiting),
        "paper": paper_signatures.leading(row, on_paper, names, actor),
        "papers_url": f"{reverse('web:agreement_signatures', args=[row.id])}?version={shown.n}" if shown else "",
        "versions": [_version(found, shown, url, language) for found in reversed(history.versions)],
        "leaving": leaving(outgoing, actor, at=seat.at),
        "held": held(outgoing, actor),
        "linked": linked.groups(about, begun),
        **_steps(row, history, actor, url, waiting, begins=next_steps.begins(row, begun, actor)),
    }


def _waiting_turns(row: Dossier) -> str:
    """What to say of turns that are too many to stand open all at once."""
    day = in_force.turns_end(row) if row.state in ("in_force", "amending") else None
    text = gettext("Duties that recur are opened up to %(most)s turns ahead. Those from %(day)s on open when working "
                   "days of a year, a pause or a new version are put in force.")  # fmt: skip
    return text % {"most": turns.MOST, "day": wording.written(day)} if day else ""


def today(version: Version | None, seat: Seat) -> date:
    """The day that it is where the agreement's calendar holds."""
    return list_page.today(version.act if version else None, seat)


def _head(row: Dossier, version: Version | None, names: Names, language: str) -> dict[str, Any]:
    terms = version.terms if version else {}
    original = str(terms.get("original") or "")
    named = str(dict(settings.LANGUAGES)[original]) if original in dict(settings.LANGUAGES) else original
    return {
        "title": (pick(version.title, language) if version else "") or row.title,
        "kind": words.kind_of(terms.get("kind")),
        "code": agreement_reading.text(terms.get("code")),
        "parties": wording.listed([names.agency(party) for party in row.parties]),
        "state": words.state_of(row.state),
        "in_force_on": words.day_of(terms.get("in_force_on")),
        "review_on": words.day_of(terms.get("review_on")),
        "ends_on": words.day_of(terms.get("ends_on")),
        "original": gettext("The original is in %(language)s.") % {"language": named} if original else "",
        "shown": words.shown_sentence(terms.get("shown", "both")),
        "lang": language,
    }


def _language(code: str, shown: Version | None, url: str, current: str) -> dict[str, Any]:
    version = f"&version={shown.n}" if shown else ""
    return {
        "code": code, "name": settings.LANGUAGE_NAMES.get(code, code), "url": f"{url}?text={code}{version}",
        "is_current": code == current,
    }  # fmt: skip


def _article(article: Article, numbers: Tallies, url: str, names: Names, language: str, parties: int) -> dict[str, Any]:
    of_both = figures.total({key: tally for key, tally in numbers.items() if key[0] == article.id})
    counted = words.counts(of_both.states, url + "commitments/", article=article.id)
    return {
        "id": article.id, "head": _said(article.head, language), "text": _said(article.text, language),
        "counts": counted, "duties": duties_of(article, names, parties), "basis": list(article.basis),
        "group": _said(article.group, language),
    }  # fmt: skip


def _said(texts: Mapping[str, str], language: str) -> dict[str, str]:
    text, lang = picked(texts, language)
    return {"text": text, "lang": lang}


def _elsewhere(articles: list[dict[str, Any]], language: str) -> str:
    """What to say where the text of articles does not exist in the language that is read."""
    shown = [article["text"]["lang"] for article in articles if article["text"]["text"]]
    others = sorted({*shown} - {language})
    n = sum(code != language for code in shown)
    said = ngettext(
        "The text of %(n)s article is not there in %(language)s; it is shown in %(others)s.",
        "The text of %(n)s articles is not there in %(language)s; it is shown in %(others)s.", n,
    )  # fmt: skip
    named = dict(settings.LANGUAGES)
    values = {"n": n, "language": str(named.get(language, language)),
              "others": wording.listed([str(named.get(code, code)) for code in others])}  # fmt: skip
    return said % values if others else ""


def _gap(gap: Dossier) -> dict[str, Any]:
    return {"text": gap.title, "url": items.file_url(gap), "state": items.file_state(gap)}


def _points(article: Article, row: Dossier, shown: Version | None, history: History, actor: Actor) -> dict[str, Any]:
    """How many points stand on an article of the version shown, and the way to make another one."""
    here = [point for point in history.points if shown and point.n == shown.n and point.article == article.id]
    text = ngettext("%(n)s point", "%(n)s points", len(here)) % {"n": len(here)} if here else ""
    may = shown is not None and points_page.may_remark(row, history, shown, actor)
    return {
        "points": {"text": text, "url": f"{points_page.points_url(row)}?version={shown.n if shown else ''}"},
        "remark_url": points_page.add_url(row, article=article.id) if may else "",
    }


def _on_the_table(
    row: Dossier, history: History, shown: Version | None, url: str, language: str
) -> dict[str, str] | None:
    """The way to the text that is being drafted, where another one is shown."""
    proposed = history.proposed()
    if not history.is_under_way(row) or proposed is None or proposed is shown:
        return None
    text = gettext("Version %(n)s is on the table; you read version %(shown)s.")
    n = {"n": proposed.n, "shown": shown.n if shown else ""}
    return {"text": text % n, "url": f"{url}?version={proposed.n}&text={language}"}


def _all_points(row: Dossier, history: History) -> dict[str, Any] | None:
    """The way to the points, with how many are open while the text is under way."""
    if not history.points and not history.is_under_way(row):
        return None
    n = len(history.open_points(row))
    return {"text": points_page.count_text(row, history) if history.is_under_way(row) else "",
            "url": points_page.points_url(row), "is_open": bool(n)}  # fmt: skip


def duties_of(article: Article, names: Names, parties: int) -> list[str]:
    """A duty that this version of the software cannot read is passed over: its article's text still says it."""
    said = []
    for data in article.duties:
        try:
            said.append(sentences(read_duty(article.id, data), names, parties=parties))
        except Refused:
            continue
    return said


def _signatures(
    row: Dossier, version: Version | None, history: History, names: Names, actor: Actor, waiting: Waiting
) -> list[dict[str, Any]]:
    signed = history.signed(version) if version else {}
    records = version is not None and version is history.proposed() and history.is_under_way(row)
    on_paper = paper_signatures.awaited(row, history, actor, has_own_system(), waiting) if records else []
    paper = on_paper if paper_signatures.may_record(actor) else []
    return [
        {"party": names.agency(party), "is_signed": True, "capacity": _signed_as(signed[party]),
         "on": signed[party].on, "mark": version.mark if version else ""}
        if party in signed
        else {"party": names.agency(party), "is_signed": False,
              "record_url": paper_signatures.record_url(row, party) if party in paper else ""}
        for party in row.parties
    ]  # fmt: skip


def _signed_as(signature: versions.Signature) -> str:
    facts, content = signature.act.facts, signature.act.part("content")
    parts = [
        part
        for who in ("", "co_")
        for part in (str(content.get(f"{who}signatory") or ""), words.capacity_of(facts.get(f"{who}capacity")))
    ]
    if facts.get("number"):
        parts.append(gettext("No. %(number)s") % {"number": facts["number"]})
    if signature.reported == "reported":
        parts.append(gettext("reported, not yet confirmed"))
    return wording.listed([part for part in parts if part])


def _version(found: Version, shown: Version | None, url: str, language: str) -> dict[str, Any]:
    return {
        "name": gettext("Version %(n)s") % {"n": found.n}, "on": found.act.at.date(),
        "url": f"{url}?version={found.n}&text={language}", "is_current": found is shown,
        "compare_url": f"{url}changes/{found.n}/?text={language}" if found.n > 1 else "",
        "yaml_url": f"{url}yaml/?version={found.n}",
    }  # fmt: skip


def _steps(
    row: Dossier, history: History, actor: Actor, url: str, waiting: Waiting, *, begins: Iterable[Link]
) -> dict[str, Any]:  # fmt: skip
    """Signing is the next thing while a version is on the table; the rest stands beside it."""
    if actor.role not in TAKES_STEPS:
        return {"next": None, "others": []}
    own = agreement.PROCESS.name
    steps = [found for found in reads.open_steps(row, actor.agency, [], role=actor.role) if found.process.name == own]
    others, nearest = [], None
    for step in (found.step for found in steps):
        if waiting.of_step(row.id, f"{own}.{step.name}") and (step.name in OWN_PAGES or step.then):
            continue
        if step.name in OWN_PAGES:
            if _may_sign(row, history, actor, step):
                nearest = {"label": str(step.label), "url": f"{url}sign/"}
        elif not step.is_hidden:
            others.append({"label": str(step.label), "url": step_url(row.id, f"{own}.{step.name}")})
    if changing := changing_step(row, actor):
        label = gettext("Prepare an amendment") if changing == "agreement.amend" else gettext("Prepare another wording")
        others.append({"label": label, "url": f"{url}change/"})
    others += [{"label": str(link.label), "url": link.url} for link in begins]
    return {
        "next": nearest,
        "others": [*others, {"label": gettext("The file"), "url": reverse("web:file", args=[row.id])}],
    }


def _may_sign(row: Dossier, history: History, actor: Actor, step: Step) -> bool:
    version = history.proposed()
    if version is None:
        return False
    if step.name == "enter":
        return history.is_signed_by_others(row)
    return actor.agency not in history.signed(version)
