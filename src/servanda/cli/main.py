"""The command line: what can be called, with which arguments; each command stands in a module of its own."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servanda.settings")

from servanda import __version__
from servanda.cli.binding import BIND
from servanda.cli.saying import GOOD, CalledWrong, FaultyFile, say_error
from servanda.kernel.acts import CLASSES
from servanda.kernel.refusals import Refused


def main(argv: Sequence[str] | None = None) -> int:
    """Exit 0: good; 1: found wrong; 2: called wrong."""
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        args = parser().parse_args(given)
        return _run(args)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else GOOD
    except KeyboardInterrupt:
        return GOOD
    except BrokenPipeError:
        # Whoever read the output has seen enough; nothing more is to be flushed into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except (CalledWrong, FaultyFile, Refused) as error:
        return say_error(error, as_json="--json" in given)


def _run(args: argparse.Namespace) -> int:
    if args.needs_django:
        import django

        django.setup()
    module, _, name = args.run.partition(":")
    result: int = getattr(importlib.import_module(f"servanda.cli.{module}"), name)(args)
    return result


class Parser(argparse.ArgumentParser):
    """One sentence instead of the usage, which `--help` prints."""

    def error(self, message: str) -> NoReturn:
        raise CalledWrong(f"{message[:1].upper()}{message[1:]}. See: {self.prog} --help")


def parser() -> argparse.ArgumentParser:
    top = Parser(prog="servanda", description="Where agencies that do not command each other keep what they agreed.")
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    _add_running(commands)
    _add_linking(commands)
    _add_courier(commands)
    _add_imports(commands)
    _add_people(commands)
    _add_proofs(commands)
    _add_backups(commands)
    _add_development(commands)
    return top


def _add_running(commands: Any) -> None:
    demo = commands.add_parser("demo", help="linked nodes with a living sample, in the browser")
    demo.add_argument("--port", type=_port, metavar="N", help="the first agency's; the others have the next (8001)")
    demo.add_argument("--fresh", action="store_true", help="forget the sample as it is and make it again")
    demo.add_argument("--world", default="year", help="a folder of samples/ (year)")
    _goes(demo, "running:demo")

    init = commands.add_parser("init", help="make a data folder with its keys and its tables")
    init.add_argument("--agency", required=True, help="written like a domain: mofa.example")
    init.add_argument("--name", required=True, action="append", help="NAME, or vi=NAME; may be given once per language")
    init.add_argument("--languages", default="en", help="such as vi,en; the first one is the usual one")
    init.add_argument("--address", default="", help="where peers reach it; otherwise where it is served")
    init.add_argument("--database", default="", help="postgresql://… instead of a file in the folder")
    init.add_argument("--air-gapped", action="store_true", help="on no network: reached by courier alone")
    init.add_argument("--ceiling", choices=CLASSES, help="highest class of an air-gapped node (tuyet-mat)")
    init.add_argument("--zone", default="UTC", help="such as Asia/Ho_Chi_Minh")
    init.add_argument("--admin", default="", help="the first administrator's name for signing in")
    _goes(init, "running:init", home=True)

    serve = commands.add_parser("serve", help="run the node: pages, API, exchange and timers")
    serve.add_argument("--bind", default=BIND, help=f"HOST:PORT, usually {BIND}")
    serve.add_argument("--tls", action="store_true", help="under TLS also where only this machine comes in")
    _goes(serve, "running:serve", home=True)


def _add_linking(commands: Any) -> None:
    address = commands.add_parser("address", help="say where peers reach this node, in a later card")
    address.add_argument("address", metavar="URL")
    _goes(address, "linking:address", home=True)
    certificate = commands.add_parser("certificate", help="show or change under which certificate peers find this node")
    certificate.add_argument("--renew", action="store_true", help="make another one, and a later card that names it")
    certificate.add_argument("--pin", metavar="FILE", help="name the certificate (PEM) of the proxy before this node")
    certificate.add_argument("--unpin", action="store_true", help="name none: an authority vouches for the proxy's")
    _goes(certificate, "certificates:certificate", home=True)
    rotate = commands.add_parser("rotate", help="take fresh keys into use, in a later card; needs the root key")
    _goes(rotate, "key_changes:rotate", home=True)
    root = commands.add_parser("new-root", help="a root key in place of one that is lost; peers compare words anew")
    _goes(root, "key_changes:new_root", home=True)
    disown = commands.add_parser("disown", help="say that entries in this agency's name are forgeries")
    disown.add_argument("entry", metavar="ENTRY", nargs="+", help="sha256:… of each, as the other side names it")
    disown.add_argument("--reason", default="")
    _goes(disown, "key_changes:disown", home=True)
    card = commands.add_parser("card", help="print this agency's signed card")
    _goes(card, "linking:card", home=True)
    link = commands.add_parser("link", help="take a counterpart's card, after its words were compared by telephone")
    link.add_argument("card", metavar="CARD", help="a file, or - for standard input")
    link.add_argument("--fingerprint", metavar="WORDS", help="the words as the counterpart said them")
    _goes(link, "linking:link", home=True)


def _add_courier(commands: Any) -> None:
    courier = commands.add_parser("courier", help="exchange with another agency by files that are carried by hand")
    inner = courier.add_subparsers(metavar="WHAT", required=True)
    pack = inner.add_parser("pack", help="write what the other agency has no receipt for, encrypted to it")
    unpack = inner.add_parser("unpack", help="take in a file that the other agency packed")
    for command, run in ((pack, "couriers:pack"), (unpack, "couriers:unpack")):
        command.add_argument("--peer", required=True, metavar="ID", help="the other agency")
        command.add_argument("file", metavar="FILE", type=Path)
        _goes(command, run, home=True)


def _add_imports(commands: Any) -> None:
    agreement = commands.add_parser("agreement", help="import, list and sign agreements")
    inner = agreement.add_subparsers(metavar="WHAT", required=True)
    _import(inner, "importing:agreement", "propose the agreement of a file", says=True)
    _goes(inner.add_parser("list", help="agreements and how they stand"), "agreements:list_all", home=True)
    sign = inner.add_parser("sign", help="sign the version on the table")
    enter = inner.add_parser("enter", help="sign last and put it in force (the agency keeping the file)")
    for command, run in ((sign, "agreements:sign"), (enter, "agreements:enter")):
        command.add_argument("dossier", metavar="DOSSIER")
        command.add_argument("--number", required=True, help="number of the paper")
        command.add_argument("--signed-on", required=True, metavar="DAY")
        command.add_argument("--signatory", required=True, help="office of the signatory")
        command.add_argument("--capacity", default="", help="TM., KT., TL., TUQ. or head")
        _speaker(command)
        _goes(command, run, home=True)
    units = commands.add_parser("units", help="import this agency's units").add_subparsers(
        metavar="WHAT", required=True
    )
    _import(units, "importing:units", "state the units of a table as this agency's directory", says=True)
    people = commands.add_parser("people", help="import officers").add_subparsers(metavar="WHAT", required=True)
    _import(people, "importing:people", "officers and their posts, of a table", says=False)
    partners = commands.add_parser("partners", help="import partners").add_subparsers(metavar="WHAT", required=True)
    _import(partners, "importing:partners", "partners abroad, of a table", says=False)
    _add_plan(commands)


def _add_plan(commands: Any) -> None:
    plans = commands.add_parser("plan", help="import a plan, or last year's list").add_subparsers(
        metavar="WHAT", required=True
    )
    plan = plans.add_parser("import", help="propose the rows of a spreadsheet as a plan, or keep them as past")
    plan.add_argument("file", metavar="FILE", type=Path)
    plan.add_argument("--columns", metavar="MAPPING", help='{"title": "B", "start_on": "D"}, or a file that holds it')
    plan.add_argument("--sheet", default="", metavar="NAME", help="another than the first sheet that holds something")
    plan.add_argument("--heading", type=int, default=0, metavar="LINE", help="the line in which the columns are named")
    plan.add_argument("--year", type=int, help="the year of dates that name none; otherwise this year")
    plan.add_argument("--currency", default="", metavar="CODE", help="the currency of amounts that name none")
    plan.add_argument("--title", default="", help="otherwise what the sheet calls itself, or the name of the file")
    plan.add_argument("--to", action="append", default=[], metavar="UNIT", help="a unit of another agency; repeatable")
    plan.add_argument("--past", choices=("visit", "activity"), help="what they are; kept in this agency")
    plan.add_argument("--own-unit", action="store_true", help="with --past: only the own unit reads them")
    _speaker(plan)
    _goes(plan, "importing_plans:plan", home=True)


def _import(commands: Any, run: str, help_: str, *, says: bool) -> None:
    command = commands.add_parser("import", help=help_)
    command.add_argument("file", metavar="FILE", type=Path)
    if says:
        _speaker(command)
    _goes(command, run, home=True)


def _add_people(commands: Any) -> None:
    token = commands.add_parser("token", help="print a token for the API, once")
    which = token.add_mutually_exclusive_group(required=True)
    which.add_argument("--officer", metavar="ID")
    which.add_argument("--list", action="store_true", help="say which tokens are in use and until when instead")
    token.add_argument("--days", type=int, default=180, help="for how long it holds; 180 days unless said otherwise")
    token.add_argument("--revoke", action="store_true", help="make all tokens of the officer useless instead")
    _goes(token, "people:token", home=True)
    entrance = commands.add_parser("entrance", help="print a link by which an officer signs in, once")
    entrance.add_argument("--officer", required=True, metavar="ID")
    entrance.add_argument("--hours", type=int, default=24, help="how long it can be used (24)")
    _goes(entrance, "people:entrance", home=True)
    clearing = commands.add_parser("clearing", help="how many hands a step passes; without STEP, the rules")
    clearing.add_argument("step", metavar="STEP", nargs="?", help="visit.announce, visit, or all")
    clearing.add_argument("levels", metavar="LEVELS", nargs="?", type=int, choices=range(4))
    _goes(clearing, "people:clearing", home=True)
    hours = commands.add_parser("hours", help="when mail reaches a unit's officers; without UNIT, all hours")
    hours.add_argument("unit", metavar="UNIT", nargs="?", help="mofa.gov.vn/protocol, or all")
    hours.add_argument("opens", metavar="FROM", nargs="?", help="08:00")
    hours.add_argument("closes", metavar="TO", nargs="?", help="17:00")
    hours.add_argument("--day-off", action="append", default=[], metavar="DAY", help="2026-12-25; can stand again")
    _goes(hours, "people:hours", home=True)


def _add_proofs(commands: Any) -> None:
    digest = commands.add_parser("digest", help="the value that is equal on all parties of a dossier")
    digest.add_argument("dossier", metavar="DOSSIER")
    digest.add_argument("--as-of", default="", metavar="DAY")
    _goes(digest, "proving:digest", home=True)
    check = commands.add_parser("check", help="verify every chain and signature, fold again and compare")
    _goes(check, "proving:check", home=True)
    health = commands.add_parser("health", help="write, seal, read, reach each peer: can this node do its work now?")
    health.add_argument("--alone", action="store_true", help="without calling the peers")
    _goes(health, "health:health", home=True)
    evidence = commands.add_parser("evidence", help="write the proof of a dossier to standard output")
    evidence.add_argument("dossier", metavar="DOSSIER")
    evidence.add_argument("--personal", action="store_true", help="with the names of persons")
    _goes(evidence, "proving:evidence", home=True)
    keeper = commands.add_parser("keeper", help="who keeps a dossier; with WORD, the next word of a handover")
    keeper.add_argument("dossier", metavar="DOSSIER")
    words = ("offer", "accept", "decline", "confirm", "withdraw")
    keeper.add_argument("word", metavar="WORD", nargs="?", choices=words, help=", ".join(words))
    keeper.add_argument("--unit", default="", metavar="UNIT", help="to which it is offered, or that keeps it here")
    keeper.add_argument("--text", default="", help="the reason of an offer or of declining it")
    _speaker(keeper)
    _goes(keeper, "keeping:keeper", home=True)
    verify = commands.add_parser("verify", help="check a file of evidence, without node or network")
    verify.add_argument("file", metavar="FILE", type=Path)
    verify.add_argument("--fingerprint", action="append", default=[], metavar="AGENCY=WORDS")
    _goes(verify, "verifying:verify", needs_django=False)


def _add_backups(commands: Any) -> None:
    backup = commands.add_parser("backup", help="write the whole node, while it serves, into one encrypted file")
    restore = commands.add_parser("restore", help="bring a node back from its backup, or try whether that would work")
    for command, run in ((backup, "backing_up:backup"), (restore, "backing_up:restore")):
        optional: dict[str, Any] = {"nargs": "?"} if command is restore else {}
        command.add_argument("file", metavar="FILE", type=Path, **optional)
        command.add_argument("--passphrase-file", type=Path, metavar="FILE", help="otherwise it is asked for")
        _goes(command, run, home=True)
    restore.add_argument("--database", metavar="URL", help="another database than before; '' for a file in the folder")
    restore.add_argument(
        "--root-key", type=Path, metavar="FILE", help="no backup is left: begin anew with this root key and --card"
    )
    restore.add_argument("--card", type=Path, metavar="FILE", help="the agency's last card, as any peer holds it")
    restore.add_argument("--show", action="store_true", help="show pages without waiting for the peers any longer")
    restore.add_argument(
        "--test", action="store_true", help="restore beside the node, check all of it, throw it away; noted on the node"
    )


def _add_development(commands: Any) -> None:
    stub = commands.add_parser("new-process", help="write a kind of work, its test and its page, in a checkout")
    stub.add_argument("name", metavar="NAME")
    _goes(stub, "new_process:new_process", needs_django=False)


def _goes(command: Any, run: str, *, home: bool = False, needs_django: bool = True) -> None:
    if home:
        command.add_argument("--home", required=True, type=Path, metavar="DIR", help="the node's data folder")
    command.add_argument("--json", action="store_true", help="answer as JSON")
    command.set_defaults(run=run, needs_django=needs_django)


def _speaker(command: Any) -> None:
    command.add_argument(
        "--officer", default="", metavar="ID", help="who says it; otherwise the registry of the agency"
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not a port")
    return int(text)
