"""A machine that is put back to an earlier state, and nobody told: its first word signs no place a second time."""

import shutil

import pytest

from tests.nodes.offices import Office, ask, wait

pytestmark = [pytest.mark.slow, pytest.mark.long_run]


def test_after_an_unannounced_rollback_the_first_word_waits_for_the_peers_answer(
    empty_offices: tuple[Office, Office],
) -> None:
    museum, archive = empty_offices
    file = ask(museum, "archive.example/office", "Drums")
    wait(lambda: archive.sees(f"/dossiers/{file}"))
    museum.kill()
    image = museum.home / "image"
    image.mkdir()
    for path in museum.home.glob("servanda.sqlite3*"):
        shutil.copy2(path, image)
    museum.start()
    lost = museum.post(f"/dossiers/{file}/acts", step="dossier.say", data={"text": "lost here"})["act"]
    wait(lambda: lost in archive.client.get(f"/api/v1/dossiers/{file}").text)
    museum.kill()
    for path in museum.home.glob("servanda.sqlite3*"):
        path.unlink()
    for path in image.iterdir():
        shutil.copy2(path, museum.home)
    museum.start()
    said = museum.post(f"/dossiers/{file}/acts", step="dossier.say", data={"text": "at once"})["act"]
    for office in (museum, archive):
        wait(lambda office=office: {lost, said} <= {row["act"] for row in office.get(f"/dossiers/{file}")["entries"]})
        assert office.get(f"/dossiers/{file}")["equivocations"] == []
    assert museum.digest(file) == archive.digest(file)
    # Whoever does not answer is not waited for, and is told of.
    archive.kill()
    museum.kill()
    museum.start()
    museum.post(f"/dossiers/{file}/acts", step="dossier.say", data={"text": "alone"})
    checks = museum.client.get("/health").json()["checks"]
    assert [check["code"] for check in checks if check["check"] == "exchange"] == ["unheard"]
