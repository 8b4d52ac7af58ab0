"""Two agencies made from the command line, served as two processes, killed and started again in mid-exchange."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.nodes.offices import Office, ask, free_port, wait

pytestmark = pytest.mark.slow


def test_what_was_said_while_one_side_was_down_arrives_and_nothing_is_doubled(
    offices: tuple[Office, Office], tmp_path: Path
) -> None:
    museum, archive = offices
    file = ask(museum, "archive.example/office", "Drums")
    wait(lambda: archive.sees(f"/dossiers/{file}"))
    commitment = archive.get("/commitments?side=owe")["items"][0]
    assert commitment["clause"] == "1/answer"

    archive.kill()
    said = [museum.post(f"/dossiers/{file}/acts", step="dossier.say", data={"text": f"n{n}"})["act"] for n in range(40)]
    archive.start()
    wait(lambda: all(name in archive.client.get(f"/api/v1/dossiers/{file}").text for name in said))

    answered = archive.post(f"/dossiers/{file}/acts", step="answer", data={"answer": "Yes, two of them."})["act"]
    museum.kill()
    archive.kill()
    museum.start()
    archive.start()
    wait(lambda: answered in museum.client.get(f"/api/v1/dossiers/{file}").text)
    museum.post(f"/dossiers/{file}/acts", step="accept", data={})
    wait(lambda: archive.get(f"/dossiers/{file}")["state"] == "answered")

    assert museum.digest(file) == archive.digest(file)
    entries = archive.get(f"/dossiers/{file}")["entries"]
    assert len(entries) == len({entry["act"] for entry in entries}) == 43

    proof = tmp_path / "proof.json"
    proof.write_text(museum.run("evidence", file), "utf-8")
    for office in offices:
        office.kill()
        office.run("check")
    verified = subprocess.run([sys.executable, "-m", "servanda", "verify", str(proof)], check=False)
    assert verified.returncode == 0


def test_a_peer_under_another_key_is_refused_and_shown(offices: tuple[Office, Office], tmp_path: Path) -> None:
    museum, archive = offices
    impostor = Office("archive.example", tmp_path / "impostor", free_port())
    impostor.run("init", "--agency", "archive.example", "--name", "Impostor", "--address", "http://127.0.0.1:1")
    card = tmp_path / "impostor.card"
    card.write_text(impostor.run("card"), "utf-8")
    command = [sys.executable, "-m", "servanda", "link", "--home", str(museum.home), str(card)]
    linked = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    assert linked.returncode != 0
    file = ask(museum, "archive.example/office", "Masks")
    wait(lambda: archive.sees(f"/dossiers/{file}"))


def test_a_used_port_and_a_folder_in_use_are_one_clear_sentence(offices: tuple[Office, Office]) -> None:
    museum, archive = offices
    for home, port in ((archive.home, museum.port), (museum.home, free_port())):
        command = [sys.executable, "-m", "servanda", "serve", "--home", str(home), "--bind", f"127.0.0.1:{port}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1
