"""After something was erased: its files leave the disk, and the database is written anew without the old pages."""

import contextlib

from servanda.api.models import Upload
from servanda.exchange.files import path_of
from servanda.exchange.models import FileRow
from servanda.kernel import node
from servanda.kernel.models import Untidy
from servanda.kernel.refusals import Refused
from servanda.office.outgoing import statements_of
from servanda.processes.folding.internal import OPEN
from servanda.processes.models import Outgoing
from servanda.web.models import BroughtLetter


def tidy() -> bool:
    """Leave no trace of what was erased. Done again from the beginning where it was interrupted. Was there any?"""
    rows = list(Untidy.objects.all())
    if not rows:
        return False
    here = node.current()
    files = {row.file for row in rows} - {""}
    with here.writing():
        for file in files - _still_named(files):
            with contextlib.suppress(Refused):
                path_of(file).unlink(missing_ok=True)
    here.tidy()
    Untidy.objects.filter(id__in=[row.pk for row in rows]).delete()
    here.tidy_log()
    return True


def _still_named(files: set[str]) -> set[str]:
    """Of these, what another entry, a draft, an upload or a letter under way names."""
    found = set(FileRow.objects.filter(sha256__in=files).values_list("sha256", flat=True))
    found |= set(Upload.objects.filter(sha256__in=files).values_list("sha256", flat=True))
    drafts = statements_of(Outgoing.objects.filter(state__in=OPEN)).values()
    named = [item for statement in drafts for item in statement.files]
    named += [item for kept in BroughtLetter.objects.values_list("kept", flat=True) for item in kept]
    return found | {str(item.get("sha256")) for item in named}
