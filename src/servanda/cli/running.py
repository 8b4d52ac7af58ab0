"""Making a node, running it, and the demo."""

import contextlib
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings

from servanda.cli.binding import BIND
from servanda.cli.home import prepared
from servanda.cli.new_database import check_new
from servanda.cli.saying import GOOD, CalledWrong, say
from servanda.kernel import acts
from servanda.kernel import node as nodes
from servanda.kernel.audiences import registry
from servanda.kernel.texts import pick
from servanda.office.models import Officer, Post
from servanda.processes.organisation import directory
from servanda.processes.registry import versions
from servanda.serve import CannotServe
from servanda.serve import serve as run_node

UNITS: dict[str, dict[str, str]] = {
    "leadership": {"en": "Leadership", "vi": "Lãnh đạo", "ar": "القيادة", "ms": "Pimpinan"},
    "office": {"en": "Office", "vi": "Văn phòng", "ar": "الديوان", "ms": "Pejabat"},
}
ADMINISTRATOR = {
    "en": "Administrator", "vi": "Quản trị hệ thống", "ar": "مسؤول النظام", "ms": "Pentadbir sistem",
}  # fmt: skip


def demo(args: Any) -> int:
    from servanda.demo import demo as run

    try:
        run(port=args.port, fresh=args.fresh, world=args.world)
    except CannotServe as error:
        raise CalledWrong(str(error)) from None
    return GOOD


def serve(args: Any) -> int:
    host, colon, port = args.bind.rpartition(":")
    if not colon or not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise CalledWrong(f"{args.bind} is not HOST:PORT, such as 127.0.0.1:8001.")
    prepared(args.home)
    try:
        run_node(args.home, args.bind, tls=args.tls)
    except CannotServe as error:
        raise CalledWrong(str(error)) from None
    return GOOD


def init(args: Any) -> int:
    """Lay out the folder; one that could not be finished is taken away again."""
    languages = _languages(args.languages)
    name: dict[str, str] = {}
    for text in args.name:
        name |= _name(text, languages)
    _check(args)
    at = datetime.now(UTC)
    with contextlib.ExitStack() as undo:
        if not args.home.exists():
            undo.callback(shutil.rmtree, args.home, ignore_errors=True)
        _create(args, name, languages, at=at)
        fingerprint = _fill(args, at=at)
        undo.pop_all()
    told = _next_steps(args, fingerprint)
    return say(args, told, home=str(args.home), agency=args.agency, name=name, fingerprint=fingerprint)


def _create(args: Any, name: dict[str, str], languages: list[str], *, at: datetime) -> None:
    options: dict[str, Any] = {"database": args.database} if args.database else {}
    address = args.address.rstrip("/") or f"http://{BIND}"
    if args.air_gapped:
        options |= {"air_gapped": True, "ceiling": args.ceiling or acts.CLASSES[-1]}
        address = ""
    elif not args.address:
        options["address_follows_bind"] = True
    try:
        nodes.create(
            args.home, agency=args.agency, name=name, address=address, at=at, languages=languages,
            processes=versions(), **options,
        )  # fmt: skip
    except FileExistsError:
        raise CalledWrong(_why_taken(args.home)) from None
    except OSError as error:
        raise CalledWrong(f"{args.home} cannot be made: {error.strerror}.") from None


def _fill(args: Any, *, at: datetime) -> str:
    node = prepared(args.home)
    with node.active():
        units = [
            {"code": code, "parent": "" if code == "leadership" else "leadership", "kind": code, "zone": args.zone,
             "fields": [], "regions": [], "name": names}
            for code, names in UNITS.items()
        ]  # fmt: skip
        with node.writing():
            directory.publish(units, registry(node.agency), peers=(), title=pick(node.name, node.languages[0]), at=at)
            if args.admin:
                officer = Officer.objects.create(id=args.admin, language=node.languages[0])
                Post.objects.create(officer=officer, unit=f"{node.agency}/office", role="admin", title=ADMINISTRATOR)
        return node.card.fingerprint()


def _check(args: Any) -> None:
    if not acts.AGENCY.fullmatch(args.agency):
        raise CalledWrong(f"{args.agency} is not the name of an agency; write one such as mofa.example.")
    if args.address and urlsplit(args.address).scheme not in ("http", "https"):
        raise CalledWrong(f"{args.address} is no address; write one such as https://servanda.mofa.example.")
    if args.air_gapped and args.address:
        raise CalledWrong("A node on no network has no address: leave out --address, or --air-gapped.")
    if args.ceiling and not args.air_gapped:
        raise CalledWrong("A node on a network receives nothing above limited: --ceiling goes with --air-gapped.")
    if len(args.admin) > 60:
        raise CalledWrong("The administrator's name is longer than 60 characters.")
    try:
        ZoneInfo(args.zone)
    except (KeyError, ValueError, OSError):
        raise CalledWrong(f"There is no time zone {args.zone}; write a name such as Asia/Ho_Chi_Minh.") from None
    if args.database:
        check_new(args.database)


def _languages(text: str) -> list[str]:
    known = [code for code, _ in settings.LANGUAGES]
    found = [code.strip() for code in text.split(",") if code.strip()]
    for code in found:
        if code not in known:
            raise CalledWrong(f"There is no language {code}; these can be named: {', '.join(known)}.")
    return list(dict.fromkeys(found)) or ["en"]


def _name(text: str, languages: list[str]) -> dict[str, str]:
    code, equals, name = text.partition("=")
    is_marked = bool(equals) and code in {known for known, _ in settings.LANGUAGES}
    return {code: name.strip()} if is_marked else {languages[0]: text.strip()}


def _why_taken(home: Path) -> str:
    if (home / "node.toml").exists():
        return f"{home} is a node already; nothing was changed."
    return f"{home} is no folder." if home.is_file() else f"{home} holds keys already; name an empty folder."


def _next_steps(args: Any, fingerprint: str) -> str:
    home = args.home
    return "\n".join(
        [
            f"{args.agency} lives in {home}.",
            f"The words of its key: {fingerprint}",
            "Next:",
            f"  servanda units import --home {home} units.csv",
            f"  servanda people import --home {home} people.csv",
            f"  servanda serve --home {home}      prints the link by which the first administrator enters",
            f"  servanda card --home {home}       for the agency to connect with",
            f"Keep {home / 'keys' / 'root.key'} offline: only it can sign a later card.",
        ]
    )
