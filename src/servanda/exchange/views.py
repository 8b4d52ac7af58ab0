"""The peers' door over HTTP: four addresses, and a stable code for everything refused."""

import re
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from servanda.exchange import answers, batches, crowding, files, paths, receive, wire
from servanda.exchange.receive import OutOfPlace
from servanda.exchange.requests import admitted
from servanda.kernel import clock, node, starting
from servanda.kernel.refusals import Refused

STATUS = {
    "bad_signature": 401, "no_signature": 401, "bad_header": 401, "retired_key": 401, "other_key": 401,
    "old_card": 401, "wrong_recipient": 401, "stale_request": 401, "replayed": 401,
    "busy": 429, "too_much_waits": 429, "paused": 503,
    "not_linked": 403, "blocked": 403, "air_gapped": 403, "not_a_party": 403,
    "no_file": 404, "file_gone": 410, "feed_gap": 409, "feed_fork": 409, "feed_ahead": 409,
    "too_large": 413, "database_away": 503,
}  # fmt: skip
AGAIN_AFTER = 2  # seconds
RANGE = re.compile(r"bytes=(\d{1,15})-")

View = Callable[..., HttpResponseBase]


def refusals_as_json(view: View) -> View:
    """Every error is {"code", "params", "message"}; one out of place also says where this side stands."""

    @wraps(view)
    def answering(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            if node.current().is_air_gapped:
                raise Refused("air_gapped")
            return view(request, *args, **kwargs)
        except OutOfPlace as out:
            return refused(out.refusal, receipt=out.receipt)
        except Refused as refusal:
            return refused(refusal)

    return answering


def refused(refusal: Refused, **extra: str) -> JsonResponse:
    _, params = wire.for_wire(refusal.code, refusal.params)
    data = {"code": refusal.code, "params": params, "message": str(refusal)} | extra
    answer = JsonResponse(data, status=STATUS.get(refusal.code, 400))
    if answer.status_code in (429, 503):
        answer["Retry-After"] = str(AGAIN_AFTER)
    return answer


@csrf_exempt
@require_POST
@refusals_as_json
def feed(request: HttpRequest) -> HttpResponseBase:
    if starting.is_held(node.current()):
        # What it brings may call for a word of ours.
        raise Refused("busy")
    raw = read_body(request, limit=batches.SENT_LIMIT)
    return HttpResponse(receive.take_batch(raw, now=clock.now()), content_type="application/jose")


@csrf_exempt
@require_POST
@refusals_as_json
def contact(request: HttpRequest) -> HttpResponseBase:
    token = read_text(read_body(request, limit=wire.STATEMENT_LIMIT * 2))
    return HttpResponse(answers.answer(token, now=clock.now()), content_type="application/jose")


@require_GET
def card(request: HttpRequest) -> HttpResponseBase:
    if node.current().is_air_gapped:
        return refused(Refused("air_gapped"))
    return HttpResponse(node.current().card.jws + "\n", content_type="application/jose")


@require_GET
@refusals_as_json
def file(request: HttpRequest, act: str, index: int) -> HttpResponseBase:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Servanda":
        raise Refused("no_signature")
    path = paths.file(act, index)
    with admitted(read_text(token.encode()), method="GET", path=path, now=clock.now()) as (peer, _):
        where, row = files.open_file(peer.agency, act, index, now=clock.now())
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    start = int(asked[1]) if asked else 0
    if start >= row.size > 0:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{row.size}"})
    chunks = crowding.Download(peer.agency, files.read_from(where, start))
    answer = StreamingHttpResponse(chunks, content_type="application/octet-stream")
    answer["Content-Length"] = str(row.size - start)
    if start:
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {start}-{row.size - 1}/{row.size}"
    return answer


def read_body(request: HttpRequest, *, limit: int) -> bytes:
    """The body, never more than `limit` bytes of it in memory. Raises Refused("too_large") or Refused("busy")."""
    stated = request.headers.get("Content-Length", "")
    if stated.isascii() and stated.isdecimal() and int(stated) > limit:
        raise Refused("too_large", size=int(stated), limit=limit)
    with crowding.reading(str(request.META.get("REMOTE_ADDR", ""))):
        raw = request.read(limit + 1)
    if len(raw) > limit:
        raise Refused("too_large", size=len(raw), limit=limit)
    return raw


def read_text(raw: bytes) -> str:
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError:
        raise Refused("no_signature") from None
