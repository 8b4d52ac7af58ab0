"""The parts of an address: a dossier's name holds a slash, so it is matched by its own shape and nothing else."""

from typing import Annotated

from django.urls import register_converter
from pydantic import Field


class DossierName:
    """`mofa.example/` and 22 characters; Django has already turned `%2F` into the slash."""

    regex = r"[a-z0-9.-]{3,200}/[A-Za-z0-9_-]{22}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ActName(DossierName):
    regex = "sha256:[0-9a-f]{64}"


register_converter(DossierName, "dossier")
register_converter(ActName, "act")

DossierId = Annotated[
    str, Field(pattern=f"^{DossierName.regex}$", description="Such as mofa.example/k3vQ…; its slash may be %2F.")
]
ActId = Annotated[str, Field(pattern=f"^{ActName.regex}$")]
Limit = Annotated[int, Field(ge=1, le=200)]
# PostgreSQL keeps no text with it.
NO_NUL = r"^[^\x00]*$"
Cursor = Annotated[str, Field(max_length=1000)]

# Of every request that says something.
RETRY = {
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "schema": {"type": "string", "minLength": 1, "maxLength": 200},
            "description": "Chosen by the caller; the same key gets the first answer again.",
        }
    ]
}
