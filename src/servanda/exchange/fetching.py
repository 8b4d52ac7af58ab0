"""Fetching the files that taken acts name: resumed after a cut, and kept only when the hash is right."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from django.conf import settings
from django.db.models import Q

from servanda.exchange import paths
from servanda.exchange.files import CHUNK, file_gone, file_here, move_in, sync
from servanda.exchange.models import FileRow, Peer, ReceivedEntry, State
from servanda.exchange.requests import sign_request
from servanda.kernel import jsonbytes, node, plain
from servanda.kernel.models import StoredAct
from servanda.kernel.refusals import Refused

AT_ONCE = 50
# What its author lost may come back with a backup.
GONE_AGAIN = timedelta(days=1)
# Bytes of an answer that only says why there is no file.
REFUSAL_LIMIT = 4096
# What a peer compresses could unfold to anything.
PLAIN = {"accept-encoding": "identity"}


def fetch_missing(peer: Peer, *, client: httpx.Client, now: datetime) -> int:
    """Fetch what acts taken from this peer name and this node lacks. Returns how many files came.

    Raises what httpx raises when the connection is cut; what came stays, and the next call goes on from there.
    """
    if not plain.has(FileRow, state="wanted") and not plain.has(FileRow, state="gone"):
        return 0
    wanted = FileRow.objects.filter(Q(state="wanted") | Q(state="gone", gone_at__lte=now - GONE_AGAIN))
    taken = ReceivedEntry.objects.filter(peer=peer.agency, outcome=State.TAKEN).values("act")
    return sum(fetch_file(row, peer, client=client, now=now) for row in list(wanted.filter(act__in=taken)[:AT_ONCE]))


def fetch_file(row: FileRow, peer: Peer, *, client: httpx.Client, now: datetime) -> bool:
    """Fetch one file; a whole file with the wrong hash is thrown away, tried once more, and then given up, visibly."""
    if row.size > settings.FILE_LIMIT:
        FileRow.objects.filter(pk=row.pk).update(state="too_large")
        return False
    draft = _draft(row)
    for _ in range(2):
        # The whole file must come for this act, even if another act brought the same bytes.
        if not _download(row, peer, draft, client=client, now=now):
            return False
        if _hash(draft) != row.sha256 or draft.stat().st_size != row.size:
            draft.unlink()
            continue
        move_in(draft, row.sha256)
        with node.current().writing():
            file_here(row)
        return True
    FileRow.objects.filter(pk=row.pk).update(state="wrong", have=0)
    return False


def is_plain(answer: httpx.Response) -> bool:
    """Did the bytes come as they are?"""
    return bool(answer.headers.get("content-encoding", "identity") == "identity")


def want_again(act: str, index: int) -> None:
    """Try a file again that was given up as wrong or too large."""
    FileRow.objects.filter(act=act, index=index, state__in=["wrong", "too_large"]).update(state="wanted")


def _download(row: FileRow, peer: Peer, draft: Path, *, client: httpx.Client, now: datetime) -> bool:
    start = draft.stat().st_size if draft.exists() else 0
    if start > row.size:
        draft.unlink()
        start = 0
    path = paths.file(row.act, row.index)
    headers = PLAIN | {"authorization": "Servanda " + sign_request(peer.agency, "GET", path, now=now)}
    if start:
        headers["range"] = f"bytes={start}-"
    if start == row.size > 0:
        return True
    with client.stream("GET", paths.url(peer.address, path), headers=headers) as answer:
        if answer.status_code not in (200, 206) or not is_plain(answer):
            if row.state == "gone" or _is_gone(answer, row, peer):
                with node.current().writing():
                    file_gone(row, now=now)
            return False
        _write(answer, draft, start if answer.status_code == 206 else 0, row)
    return True


def _is_gone(answer: httpx.Response, row: FileRow, peer: Peer) -> bool:
    """Does the act's own author say that it has the file no more? Nobody else can know."""
    if answer.status_code != 410 or not is_plain(answer):
        return False
    if not StoredAct.objects.filter(name=row.act, agency=peer.agency).exists():
        return False
    body = b""
    for chunk in answer.iter_bytes(REFUSAL_LIMIT):
        body += chunk
        if len(body) > REFUSAL_LIMIT:
            return False
    try:
        return jsonbytes.read_object(body, limit=REFUSAL_LIMIT).get("code") == "file_gone"
    except Refused:
        return False


def _write(answer: httpx.Response, draft: Path, start: int, row: FileRow) -> None:
    """Append what comes, never more than the act says; what is on disk after a cut is noted for the pages."""
    size = start
    with open(draft, "ab") as target:
        target.truncate(start)
        try:
            for chunk in answer.iter_bytes():
                size += len(chunk)
                if size > row.size:
                    raise Refused("file_too_large", name=row.sha256, size=size, limit=row.size)
                target.write(chunk)
        finally:
            sync(target)
            FileRow.objects.filter(pk=row.pk).update(have=min(size, row.size))


def _draft(row: FileRow) -> Path:
    folder = node.current().files / "partial"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder / f"{row.act.removeprefix('sha256:')}-{row.index}"


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as source:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
    return "sha256:" + digest.hexdigest()
