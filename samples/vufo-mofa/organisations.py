"""Foreign organisations: their files, a licensing case under its limits, a coming rule, and a provision that lags."""

from samples.loader import World
from samples.schedule import Scene

from .cast import MOFA, VUFO, iso, send, verb

ORGANISATIONS, PACCOM = f"{MOFA}/international-organisations", f"{VUFO}/paccom"
DA_NANG = f"{VUFO}/union-da-nang"


def files(world: World) -> Scene:
    """Four organisations: one certificate ends in 25 days, one report is due."""
    yield -60, 9
    _record(world, "demo-health-aid", "Sample Health Aid (demo)", "FR", "health", "operation", "21/GDK-HD", 25,
            project=("Clinics in two districts", "Quảng Trị", "120000 EUR"))  # fmt: skip
    _record(world, "demo-rural-schools", "Sample Rural Schools (demo)", "DE", "education", "operation", "35/GDK-HD",
            340, project=("School libraries", "Đà Nẵng", "85000 EUR"), due=6)  # fmt: skip
    yield -59, 14
    _record(world, "demo-clean-water", "Sample Clean Water (demo)", "JP", "water", "project_office", "08/GDK-VPDA",
            150, project=("Wells in a coastal district", "Đà Nẵng", "9000000 JPY"))  # fmt: skip
    _record(world, "demo-mine-action", "Sample Mine Action (demo)", "US", "mine action", "operation", "50/GDK-HD",
            610, project=("Clearing of school yards", "Quảng Trị", "240000 USD"))  # fmt: skip


def licence(world: World) -> Scene:
    """An extension: the limits of the procedure, then a case under consultation."""
    yield -57, 10
    ground = "58/2022/NĐ-CP"
    send(world, "mofa", "o-io-head", "procedure.set", {
        "title": "Registration of foreign organisations: limits of the stages", "ground": ground,
        "from_on": iso(world.day(-180)), "limits": [
            {"stage": "check", "days": 2}, {"stage": "send", "days": 2},
            {"stage": "opinion", "body": "PACCOM", "unit": PACCOM, "days": 10},
            {"stage": "opinion", "body": "Da Nang Union", "unit": DA_NANG, "days": 10},
            {"stage": "appraise", "days": 10}, {"stage": "whole", "days": 30}]}, to=[PACCOM])  # fmt: skip
    yield -11, 9
    kept = world.file("mofa", "Sample Clean Water (demo)")
    limits = world.begun("mofa", "o-io-desk", "licence.receive")
    case = send(world, "mofa", "o-io-desk", "licence.receive", {
        "title": "Extension of the project office of Sample Clean Water (demo)", "file": kept,
        "organisation": "Sample Clean Water (demo)", "action": "extend", "certificate": "project_office",
        "papers": [{"paper": "Application", "has_it": True}, {"paper": "Report on three years", "has_it": True},
                   {"paper": "Registration at home, legalised", "has_it": True}], **limits}, to=[PACCOM])  # fmt: skip
    yield -10, 14
    send(world, "mofa", "o-io-desk", "licence.check", {}, case)
    yield -8, 10
    bodies = world.begun("mofa", "o-io-desk", "licence.consult", case)
    send(world, "mofa", "o-io-desk", "licence.consult", bodies, case)


def coming_rule(world: World) -> Scene:
    """Whom it would interrupt was looked for together; of one organisation the path is still missing."""
    yield -30, 9
    rule = send(world, "mofa", "o-io-desk", "policy.announce", {
        "title": "Certificates of operation in electronic form only",
        "rule": "From its first day on a certificate of operation on paper is no longer accepted by banks.",
        "basis": "Draft circular (sample)", "in_force_on": iso(world.day(75)), "touches": "certificates",
        "conditions": [{"about": "certificate_kind", "value": "operation"}]}, to=[PACCOM])  # fmt: skip
    yield -26, 14
    found = world.begun("vufo", "o-paccom-desk", "policy.path", rule)["paths"]
    ways = [row | {"what": "Exchange the paper for an electronic certificate", "path": "renew", "side": "counterpart",
                   "unit": PACCOM, "due_on": iso(world.day(20))}
            for row in found if "Mine Action" not in row["name"]]  # fmt: skip
    send(world, "vufo", "o-paccom-desk", "policy.path", {"paths": ways}, rule)
    yield -22, 10
    board = world.begun("mofa", "o-io-desk", "policy.check", rule)
    note = {"note": "PACCOM asks the last one which bank it uses."}
    send(world, "mofa", "o-io-desk", "policy.check", board | note, rule)


def recipients(world: World) -> Scene:
    """A decree still names recipients that no longer exist; article 9 of the regulation rests on it."""
    yield -54, 15
    gap = send(world, "vufo", "o-paccom-desk", "gap.register", {
        "title": "Recipients of yearly reports that no longer exist", "provision": "58/2022/NĐ-CP",
        "basis": "Nghị định 58/2022/NĐ-CP", "hinders": "Organisations do not know to whom they report.",
        "evidence": "Seven reports came back as undeliverable this year.",
        "fix": "Name the recipient by its function instead of by its name.", "changer": "The Government"},
        to=[ORGANISATIONS])  # fmt: skip
    yield -49, 10
    send(world, "vufo", "o-paccom-desk", "gap.ask_view", {"answer_by": iso(world.day(-42))}, gap)
    yield -45, 9
    send(world, "mofa", "o-io-desk", "gap.give_view", {"view": "We share it; the list can follow by circular."}, gap)
    yield -38, 15
    send(world, "vufo", "o-paccom-desk", "gap.submit", {
        "submitted_to": "The Ministry that drafts the amendment", "number": "112/CV-LHHN",
        "submitted_on": iso(world.day(-38))}, gap)  # fmt: skip


def leave(world: World) -> Scene:
    """The ministry's desk for organisations is away; its head stands in."""
    yield -2, 8, 30
    world.leave("mofa", "o-io-head", away="o-io-desk", substitute="o-io-head", last=world.day(4))


def telephone(world: World) -> Scene:
    """What was asked by telephone stayed without an answer: claimed, then given, and settled."""
    yield -35, 9
    claim = send(world, "vufo", "o-paccom-desk", "claim.raise", {
        "title": "Our question on visas of project staff stayed unanswered", "clause": "7.1/answer",
        "happened_on": iso(world.day(-46)), "what": "Asked by telephone on that day; the list was noted."},
        to=[ORGANISATIONS])  # fmt: skip
    yield -33, 15
    verb(world, "mofa", "o-io-desk", "deliver", claim, text="The list with remarks went out today; we regret it.")
    yield -32, 10
    verb(world, "vufo", "o-paccom-desk", "accept", claim)
    send(world, "vufo", "o-paccom-desk", "claim.settle", {}, claim)


def _record(
    world: World, partner: str, title: str, country: str, field: str, kind: str, number: str, days_left: int, *,
    project: tuple[str, str, str], due: int = 0,
) -> None:  # fmt: skip
    """`days_left` of the certificate and `due` of the next report are days from today."""
    what, places, amount = project
    reports = [{"period": "last year", "due_on": iso(world.ahead(-200)), "received_on": iso(world.ahead(-205))}]
    send(world, "vufo", "o-paccom-desk", "ngo.record", {
        "title": title, "country": country, "partner": partner, "fields": field,
        "certificates": [{"kind": kind, "number": number, "from_on": iso(world.ahead(days_left - 1095)),
                          "until_on": iso(world.ahead(days_left)), "home_until": iso(world.ahead(days_left + 900)),
                          "standing": "valid"}],
        "projects": [{"title": what, "field": field, "places": places, "amount": amount,
                      "from_on": f"{world.ahead(-400):%Y-%m}", "until_on": f"{world.ahead(500):%Y-%m}",
                      "source": "Report of the organisation", "as_of": iso(world.ahead(-205))}],
        "reports": reports + ([{"period": "this year", "due_on": iso(world.ahead(due))}] if due else [])},
        to=[ORGANISATIONS])  # fmt: skip


SCENES = (files, licence, coming_rule, recipients, leave, telephone)
