"""Files: kept under their sha256, named by the content of acts, and handed only to parties of the act's dossier."""

import hashlib
import os
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from servanda.exchange.models import FileRow, ReceivedEntry, State
from servanda.exchange.parties import parties_of
from servanda.kernel import acts, durable, node, plain
from servanda.kernel.models import StoredAct
from servanda.kernel.refusals import Refused

CHUNK = 64 * 1024
# Codes of what was taken, yet without all of its files.
LACKING = ("files", "files_gone")
WHOLE: dict[str, Any] = {"code": "", "params": {}}


def store_file(stream: IO[bytes], limit: int) -> tuple[str, int]:
    """Keep a file and return its ("sha256:…", size). Raises Refused("too_large")."""
    here = node.current()
    draft = here.files / f"new-{secrets.token_hex(8)}"
    digest, size = hashlib.sha256(), 0
    try:
        with open(draft, "xb") as target:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    raise Refused("too_large", size=size, limit=limit)
                digest.update(chunk)
                target.write(chunk)
            sync(target)
        name = "sha256:" + digest.hexdigest()
        move_in(draft, name)
    finally:
        draft.unlink(missing_ok=True)
    return name, size


def path_of(sha256: str) -> Path:
    """Where the file with this hash is or would be kept."""
    if not acts.NAME.fullmatch(sha256):
        raise Refused("no_file")
    plain = sha256.removeprefix("sha256:")
    return node.current().files / plain[:2] / plain[2:4] / plain


def move_in(draft: Path, sha256: str) -> None:
    durable.put(draft, path_of(sha256))


def sync(target: IO[bytes]) -> None:
    target.flush()
    os.fsync(target.fileno())


def note_files(stored: Iterable[StoredAct]) -> None:
    """Remember which files the acts just stored name.

    Only what this agency attached itself is here at once. A foreign act's file is wanted until its bytes came for that
    act, even where the same bytes are kept for another: to name a hash is not to have the file.
    """
    rows = [row for act in stored if act.content and b'"files"' in act.content for row in _rows(act)]
    if rows:
        FileRow.objects.bulk_create(rows, ignore_conflicts=True)


def lacking(act_names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """For each act that lacks files: the code and the params of its outcome; `files` while any may still come."""
    rows = plain.select(FileRow, ["act", "state"], act=act_names)
    gone = Counter(act for act, state in rows if state == "gone")
    wanted = Counter(act for act, state in rows if state not in ("here", "gone"))
    found = {act: {"code": "files_gone", "params": {"files": count}} for act, count in gone.items()}
    return found | {act: {"code": "files", "params": {"files": count}} for act, count in wanted.items()}


def file_here(row: FileRow) -> None:
    """A file is here for the act of this row; what that changes for the act is told to its senders."""
    FileRow.objects.filter(pk=row.pk).update(state="here", have=row.size, gone_at=None)
    _tell(row.act)


def file_gone(row: FileRow, *, now: datetime) -> None:
    """Its author has the file no more; what that changes for the act is told to its senders."""
    FileRow.objects.filter(pk=row.pk).update(state="gone", gone_at=now)
    _tell(row.act)


def gone_of(act_names: Iterable[str]) -> set[tuple[str, int]]:
    """Of these acts the files, as (act, index), that their authors have no more."""
    return set(FileRow.objects.filter(act__in=list(act_names), state="gone").values_list("act", "index"))


def wanted_from(peer: str, act: str, index: int) -> FileRow | None:
    """The file of an act that was taken from this peer; None where there is no such file."""
    taken = ReceivedEntry.objects.filter(peer=peer, act=act, outcome=State.TAKEN)
    return FileRow.objects.filter(act=act, index=index).first() if taken.exists() else None


def receive_file(row: FileRow, chunks: Iterable[bytes], *, size: int) -> bool:
    """Keep a file for the act of this row. False where it is too large, or not the file that the act names."""
    if size != row.size or size > settings.FILE_LIMIT:
        return False
    draft = node.current().files / f"new-{secrets.token_hex(8)}"
    digest = hashlib.sha256()
    try:
        with open(draft, "xb") as target:
            for chunk in chunks:
                digest.update(chunk)
                target.write(chunk)
            sync(target)
        if "sha256:" + digest.hexdigest() != row.sha256:
            return False
        move_in(draft, row.sha256)
    finally:
        draft.unlink(missing_ok=True)
    with node.current().writing():
        file_here(row)
    return True


def open_file(agency: str, act: str, index: int, *, now: datetime) -> tuple[Path, FileRow]:
    """The file that a shared act names, for a party of its dossier. Raises Refused: no_file, not_a_party, file_gone.

    Its own author too, who may have lost it: the bytes came for that very act. That a file of this agency's own is
    lost, only a party learns.
    """
    stored = StoredAct.objects.filter(name=act, internal=False).first()
    row = FileRow.objects.filter(act=act, index=index).first()
    if stored is None or row is None:
        raise Refused("no_file")
    path, is_own = path_of(row.sha256), stored.agency == node.current().agency
    is_here = path.exists() and (is_own or row.state == "here")
    is_party = agency in parties_of([stored.dossier]).get(stored.dossier, ())
    if not is_here and not (is_own and is_party):
        raise Refused("no_file")
    if not is_party:
        raise Refused("not_a_party", agency=agency)
    if not is_here:
        if row.state != "gone":
            with node.current().writing():
                file_gone(row, now=now)
        raise Refused("file_gone")
    if row.state != "here":
        with node.current().writing():
            file_here(row)
    return path, row


def kept(act: str, author: str, index: int, sha256: str) -> Path:
    """The file of an entry, for this agency's own people. Raises Refused("no_file").

    A foreign entry's file counts only when its bytes came for that entry: to name a hash opens nothing.
    """
    path = path_of(sha256)
    came = author == node.current().agency or FileRow.objects.filter(act=act, index=index, state="here").exists()
    if not came or not path.exists():
        raise Refused("no_file")
    return path


def read_from(path: Path, start: int) -> Iterator[bytes]:
    with open(path, "rb") as source:
        source.seek(start)
        while chunk := source.read(CHUNK):
            yield chunk


def _tell(act: str) -> None:
    outcome = lacking([act]).get(act, WHOLE)
    rows = ReceivedEntry.objects.filter(act=act, code__in=LACKING).exclude(code=outcome["code"])
    rows.update(**outcome, is_changed=True)


def _rows(stored: StoredAct) -> Iterator[FileRow]:
    named = stored.act.part("content").get("files")
    for index, item in enumerate(named if isinstance(named, list) else []):
        if found := _read_item(item):
            sha256, size = found
            is_here = stored.agency == node.current().agency and path_of(sha256).exists()
            yield FileRow(
                act=stored.name, index=index, sha256=sha256, size=size, have=size if is_here else 0,
                state="here" if is_here else "wanted",
            )  # fmt: skip


def _read_item(item: Any) -> tuple[str, int] | None:
    if not isinstance(item, dict):
        return None
    sha256, size = item.get("sha256"), item.get("size")
    is_name = isinstance(sha256, str) and acts.NAME.fullmatch(sha256)
    is_size = isinstance(size, int) and not isinstance(size, bool) and size >= 0
    return (str(sha256), int(size)) if is_name and is_size and size is not None else None
