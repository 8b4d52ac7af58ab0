"""What the office lets go of when parts are erased: working texts, drafts, and the words of mails already written."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from servanda.kernel import node
from servanda.kernel.erasing import Erased
from servanda.office.models import AgreementDraft, GivenNumber, Mail, TextEdition
from servanda.office.packing import DIGEST
from servanda.processes.projection import titles

# Shorter texts are codes and numbers; taking them out of mails would tear other words apart.
SHORTEST = 4
GONE = "[…]"


def erase(gone: Sequence[Erased], *, now: datetime) -> None:
    said = [item for item in gone if "content" in item.parts]
    names, dossiers = [item.name for item in said], {item.dossier for item in said}
    _forget_texts(names, dossiers)
    # What another agency recalls of its own takes nothing of what was written here.
    own = {item.dossier for item in said if item.agency == node.current().agency}
    for draft in AgreementDraft.objects.filter(became__in=own):
        draft.delete()
    for number in GivenNumber.objects.filter(act__in=names):
        number.what = ""
        number.save(update_fields=["what"])
    for dossier in {item.dossier for item in gone}:
        _forget_mails(dossier, {text for item in gone if item.dossier == dossier for text in item.texts})


def _forget_texts(names: Sequence[str], dossiers: set[str]) -> None:
    """What was written on before it left as one of these entries: that edition and all that it went on from."""
    editions = {row.id: row for row in TextEdition.objects.filter(dossier__in=dossiers)}
    todo = [row.id for row in editions.values() if row.sent_as in names]
    gone: set[str] = set()
    while todo:
        name = todo.pop()
        if name in editions and name not in gone:
            gone.add(name)
            todo += editions[name].parents
    TextEdition.objects.filter(id__in=gone).update(text="", note="")


def _forget_mails(dossier: str, texts: Iterable[str]) -> None:
    """Take what was erased out of what mails tell of this file: what waits to be sent goes without it.

    Nowhere else: another agency chooses the words that it recalls, and may choose those of other files.
    """
    told = [(mail, _places(mail, dossier)) for mail in Mail.objects.filter(text__contains=f"/{dossier}/")]
    lines = "\n".join({line for mail, places in told for line in _lines(mail, places)})
    words = [word for word in _longest_first(texts) if word in lines] if lines else []
    if not words:
        return
    for mail, places in told:
        subject, *text = [mail.subject, *mail.text.split("\n")]
        if places is None:
            subject = _without(subject, words)
        text = [_without(line, words) if places is None or n in places else line for n, line in enumerate(text)]
        mail.subject, mail.text = subject, "\n".join(text)
    Mail.objects.bulk_update([mail for mail, _ in told], ["subject", "text"], batch_size=200)


def _places(mail: Mail, dossier: str) -> set[int] | None:
    """Which lines of a digest speak of the file: its address stands under each. None: all of a mail about one thing."""
    if mail.reason != DIGEST:
        return None
    return {n - 1 for n, line in enumerate(mail.text.split("\n")) if f"/{dossier}/" in line}


def _lines(mail: Mail, places: set[int] | None) -> list[str]:
    lines = mail.text.split("\n")
    return [mail.subject, *lines] if places is None else [lines[n] for n in places if n >= 0]


def _without(line: str, words: Sequence[str]) -> str:
    for word in words:
        line = line.replace(word, GONE)
    return line


def _longest_first(texts: Iterable[str]) -> list[str]:
    """As a title is quoted: in one line, and no longer than titles are."""
    words = {" ".join(text.split())[: titles.LONGEST].strip() for text in texts}
    return sorted((word for word in words if len(word) >= SHORTEST), key=lambda word: (-len(word), word))
