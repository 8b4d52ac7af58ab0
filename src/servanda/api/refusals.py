"""Every error as one form of JSON: a stable code, a sentence in the caller's language, and the fault of each field."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from servanda.api.answers import Problem
from servanda.kernel.refusals import SENTENCES as KERNEL
from servanda.kernel.refusals import Refused
from servanda.processes.declaration.fields import Faults
from servanda.processes.telling import refusal_words

SENTENCES: dict[str, str] = {
    "no_token": "Send a token that is valid here: Authorization: Bearer …",
    "expired_token": "This token ran out on %(day)s. Ask an administrator for another one.",
    "no_such_post": "%(officer)s holds no post in %(unit)s today.",
    "post_ambiguous": "%(unit)s names several of your posts; name one of these: %(known)s",
    "no_address": "There is nothing at this address.",
    "faults": "Some fields must be changed.",
    "bad_cursor": "The page mark cannot be read; take it from the answer before.",
    "bad_key": "The Idempotency-Key must be 1 to 200 printable characters.",
    "other_request": "This Idempotency-Key was used for another request.",
    "no_upload": "There is no file %(sha256)s among your uploads; send it to /files first.",
    "no_agreement": "This file is no agreement, or nothing of it is in force yet.",
    "unknown_officer": "There is no officer %(officer)s.",
}  # fmt: skip

KNOWN = {**KERNEL, **SENTENCES}

STATUS = {
    **dict.fromkeys(("no_file", "no_address", "no_agreement"), 404),
    **dict.fromkeys(("not_your_step", "not_yours_to_clear", "no_post", "no_such_post", "not_yours", "recused"), 403),
    **dict.fromkeys(("too_large", "file_too_large"), 413),
    **dict.fromkeys(("not_json", "json_float", "json_big_number", "json_duplicate_key", "json_surrogate"), 400),
    "json_too_deep": 400,
    "no_token": 401,
    "expired_token": 401,
    "other_request": 409,
    "moved_since": 409,
    "assigned_since": 409,
    "starting": 503,
}
# Refusals that say why a step is not open, and the name under which they carry it.
CLOSES, CLOSED = frozenset({"step_not_open", "not_your_step"}), "closed"
_PYDANTIC = {"missing": "field_missing", "extra_forbidden": "field_unknown"}


def install(api: NinjaAPI) -> None:
    """Answer every exception that a request may raise in this form; anything else is a crash, and ours."""
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(Faults, _faults)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(AuthenticationError, _stranger)
    api.add_exception_handler(HttpError, _unreadable)


def errors(*codes: int) -> dict[int, type[Problem]]:
    """The statuses of a path besides its good one; the caller may always be a stranger or without a post."""
    return dict.fromkeys(sorted({401, 403, *codes}), Problem)


def language_of(request: HttpRequest, otherwise: str = "en") -> str:
    """The first language of Accept-Language that there are catalogs for."""
    known = {code for code, _ in settings.LANGUAGES}
    for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()[:500]):
        if code.partition("-")[0] in known:
            return code.partition("-")[0]
    return otherwise if otherwise in known else "en"


def sentence(code: str, params: Any) -> str:
    """The sentence of a refusal in the language that is active."""
    return refusal_words.sentence(code, params, sentences=KNOWN)


def answer(request: HttpRequest, code: str, params: Mapping[str, Any], faults: Mapping[str, Any]) -> HttpResponse:
    caller = getattr(request, "auth", None)
    with translation.override(caller.language if caller else language_of(request)):
        body = {
            "code": code,
            "message": sentence(code, params),
            **({"why": why} if (why := _why_closed(code, params)) else {}),
            "faults": {name: {"code": f.code, "message": sentence(f.code, f.params)} for name, f in faults.items()},
        }
    response = JsonResponse(body, status=STATUS.get(code, 422), json_dumps_params={"ensure_ascii": False})
    if response.status_code == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def _why_closed(code: str, params: Any) -> str:
    told = params.get(CLOSED) if code in CLOSES and isinstance(params, Mapping) else None
    return str(told or "")


def _refused(request: HttpRequest, refused: Any) -> HttpResponse:
    return answer(request, refused.code, refused.params, {})


def _faults(request: HttpRequest, faults: Any) -> HttpResponse:
    return answer(request, "faults", {}, faults.faults)


def _invalid(request: HttpRequest, invalid: Any) -> HttpResponse:
    """What the schema itself refuses, under the name of the field that it stands in."""
    faults = {}
    for error in invalid.errors:
        place = error["loc"][2:] if error["loc"][0] == "body" else error["loc"][1:]
        name = ".".join(str(step) for step in place) or "body"
        faults[name] = Refused(_PYDANTIC.get(error["type"], "field_wrong"), field=name, why=error["msg"])
    return answer(request, "faults", {}, faults)


def _stranger(request: HttpRequest, _: Any) -> HttpResponse:
    return answer(request, "no_token", {}, {})


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    cause = error.__cause__
    if isinstance(cause, Refused):
        return _refused(request, cause)
    return answer(request, "not_json", {"why": str(error)}, {})
