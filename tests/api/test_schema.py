"""The OpenAPI schema says what the API does: schemathesis sends every operation what it may take, and what not."""

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from servanda.kernel.node import Node
from tests.api.offices import VISIT, Caller
from tests.repository.sources import ROOT

TOKEN = {"Authorization": "Bearer token of o-desk"}


@pytest.fixture
def described(mofa: Node) -> Iterator[Any]:
    """The schema, with a real file and a real entry in its addresses: no generator would guess one."""
    desk = Caller(mofa, "o-desk")
    sha256 = desk.upload("a.txt", b"a").json()["sha256"]
    said = desk.post("/dossiers", {"process": "visit", "fields": VISIT, "files": [sha256]}).json()
    with mofa.active():
        raw = Client().get("/api/openapi.json").json()
        known = {"dossier": said["dossier"], "act": said["act"]}
        raw["paths"] = {path.format(**known, index="{index}"): ways for path, ways in raw["paths"].items()}
        for way in (way for ways in raw["paths"].values() for way in ways.values()):
            way["parameters"] = [item for item in way["parameters"] if item["name"] not in known]
        found = schemathesis.openapi.from_dict(raw)
        found.app = WSGIHandler()
        yield found


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_operation_does_what_the_schema_says(described: Any, mode: GenerationMode) -> None:
    for found in described.get_all_operations():
        call = case_of(found.ok(), mode)
        call()


def case_of(operation: Any, mode: GenerationMode) -> Any:
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    @hypothesis.settings(
        max_examples=12, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    def call(case: Any) -> None:
        # What a step takes depends on the file and its state, which no schema of an address can say.
        case.call_and_validate(headers=TOKEN, excluded_checks=[positive_data_acceptance])

    return call


def test_the_schema_names_every_address_of_the_design(mofa: Node) -> None:
    with mofa.active():
        paths = Client().get("/api/openapi.json").json()["paths"]
    named = {(method.upper(), path.removeprefix("/api/v1")) for path, ways in paths.items() for method in ways}
    assert named == {
        ("POST", "/dossiers"), ("GET", "/dossiers"), ("GET", "/dossiers/{dossier}"),
        ("POST", "/dossiers/{dossier}/acts"), ("GET", "/dossiers/{dossier}/digest"),
        ("GET", "/dossiers/{dossier}/evidence"), ("GET", "/dossiers/{dossier}/files/{act}/{index}"),
        ("POST", "/files"), ("GET", "/commitments"), ("GET", "/feeds"), ("GET", "/processes"),
        ("GET", "/agreements/{dossier}/implementation"),
        ("GET", "/agreements/{dossier}/initiative"),
        ("GET", "/clashes"),
    }  # fmt: skip


def test_the_documentation_names_every_address(mofa: Node) -> None:
    with mofa.active():
        paths = Client().get("/api/openapi.json").json()["paths"]
    page = (ROOT / "docs" / "api.md").read_text("utf-8")
    missing = [
        f"{method} {path}"
        for path, ways in paths.items()
        for method in ways
        if f"{method.upper()} {path.removeprefix('/api/v1').replace('{dossier}', '{id}')}" not in page
    ]
    assert missing == []
