"""Two agencies, made and linked and served, with and without an agreement."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nodes.offices import Office, connect, enter_into_force, make, stop


@pytest.fixture
def empty_offices(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    """Linked, each with one clerk, serving, nothing else."""
    museum, archive = make(tmp_path, "museum.example"), make(tmp_path, "archive.example")
    try:
        connect(museum, archive)
        connect(archive, museum)
        museum.start()
        archive.start()
        yield museum, archive
    finally:
        stop(museum)
        stop(archive)


@pytest.fixture
def offices(empty_offices: tuple[Office, Office]) -> tuple[Office, Office]:
    """The same with an agreement in force, read from a file."""
    put_agreement_in_force(*empty_offices)
    return empty_offices


def put_agreement_in_force(museum: Office, archive: Office) -> None:
    museum.run("agreement", "import", str(Path(__file__).with_name("agreement.yaml")))
    enter_into_force(museum, archive)
