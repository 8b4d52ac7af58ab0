"""What the office lets go of when parts are erased: working texts, drafts, and the words of mails already written."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from servanda.kernel.erasing import Erased
from servanda.office.models import AgreementDraft, GivenNumber, Mail, TextEdition

# Shorter texts are codes and numbers; taking them out of mails would tear other words apart.
SHORTEST = 4
GONE = "[…]"


def erase(gone: Sequence[Erased], *, now: datetime) -> None:
    said = [item for item in gone if "content" in item.parts]
    names, dossiers = [item.name for item in said], {item.dossier for item in said}
    words = _longest_first({text.strip() for item in gone for text in item.texts})
    _forget_texts(names, dossiers)
    for draft in AgreementDraft.objects.filter(became__in=dossiers):
        draft.delete()
    for number in GivenNumber.objects.filter(act__in=names):
        number.what = ""
        number.save(update_fields=["what"])
    if words:
        _forget_mails(words, since=min(item.at for item in gone))


def _longest_first(texts: Iterable[str]) -> list[str]:
    return sorted((text for text in texts if len(text) >= SHORTEST), key=len, reverse=True)


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


def _forget_mails(words: Sequence[str], *, since: datetime) -> None:
    """Take what was erased out of the mails written since: what waits to be sent goes without it."""
    changed = []
    for mail in Mail.objects.filter(at__gte=since).iterator():
        before = (mail.subject, mail.text)
        for word in words:
            for form in dict.fromkeys((word, " ".join(word.split()))):
                mail.subject, mail.text = mail.subject.replace(form, GONE), mail.text.replace(form, GONE)
        if (mail.subject, mail.text) != before:
            changed.append(mail)
    Mail.objects.bulk_update(changed, ["subject", "text"], batch_size=200)
