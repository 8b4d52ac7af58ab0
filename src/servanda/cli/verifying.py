"""Checking a file of evidence where there is no node: nothing here touches Django, a database or the network."""

from pathlib import Path
from typing import Any

from servanda.cli.saying import CalledWrong, say, say_wrong
from servanda.exchange.evidence import Finding, Report
from servanda.exchange.evidence import verify as verify_bytes
from servanda.kernel.refusals import Refused

OWN_SENTENCES = {
    "not_json": "It was changed or damaged: it cannot be read any more.",
    "refold_differs": "What is folded again differs from the rows in %(table)s.",
    "root_differs": "The words of the key are %(words)s, not those that were given.",
    "root_absent": "No card of this agency is in the file.",
}


def verify(args: Any) -> int:
    """Good when everything holds and every key that was named has the words that were given."""
    report = verify_bytes(_read(args.file))
    for given in args.fingerprint:
        report.findings += _compare(given, report)
    received = [
        {"act": item.act, "by": item.receiver, "from": item.sender, "at": item.at.isoformat(), "outcome": item.outcome}
        for item in report.received
    ]
    data = {
        "dossier": report.dossier, "acts": len(report.acts), "fingerprints": report.roots, "received": received,
        "findings": [as_data(finding) for finding in report.findings],
    }  # fmt: skip
    if not report.is_good:
        return say_wrong(args, [_line_of(finding, args.file) for finding in report.findings], **data)
    return say(args, "\n".join(_told(report)), **data)


def _line_of(finding: Finding, path: Path) -> str:
    """What is wrong with the file as a whole is told under its name."""
    return f"{path}: {_sentence(finding)}" if finding.where == "file" else as_line(finding)


def as_line(finding: Finding) -> str:
    return f"{finding.where}: {_sentence(finding)}"


def as_data(finding: Finding) -> dict[str, str]:
    return {"where": finding.where, "code": finding.code, "message": _sentence(finding)}


def _told(report: Report) -> list[str]:
    lines = [f"{report.dossier}: {len(report.acts)} entries hold, {len(report.received)} acknowledgements."]
    lines += [f"  key of {agency}: {words}" for agency, words in sorted(report.roots.items())]
    return [*lines, "This is proved for agencies whose keys have these words: compare them by telephone."]


def _compare(given: str, report: Report) -> list[Finding]:
    agency, equals, words = given.partition("=")
    if not equals:
        raise CalledWrong(f"{given} is not AGENCY=WORDS.")
    if agency not in report.roots:
        return [Finding(agency, "root_absent")]
    same = "-".join(words.lower().replace("-", " ").split()) == report.roots[agency]
    return [] if same else [Finding(agency, "root_differs", {"words": report.roots[agency]})]


def _sentence(finding: Finding) -> str:
    own = OWN_SENTENCES.get(finding.code)
    return own % finding.params if own else str(Refused(finding.code, **finding.params))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CalledWrong(f"{path} cannot be read: {error.strerror}.") from None
