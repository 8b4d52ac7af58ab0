"""What the API lets go of when parts are erased: who uploaded the files, and under which names."""

from collections.abc import Sequence
from datetime import datetime

from servanda.api.models import Upload
from servanda.kernel.erasing import Erased


def erase(gone: Sequence[Erased], *, now: datetime) -> None:
    hashes = {sha for item in gone for sha in item.files}
    if hashes:
        Upload.objects.filter(sha256__in=hashes).delete()
