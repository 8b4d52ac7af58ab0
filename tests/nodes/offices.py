"""Agencies made from the command line and served as processes of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.commands import servanda


@dataclass
class Office:
    """One agency: its folder, its port, its process while it runs, and a client of its API."""

    agency: str
    home: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None
    client: httpx.Client = field(default_factory=httpx.Client)

    def run(self, *words: str) -> str:
        done = servanda(words[0], *_after_noun(words), "--home", self.home, *_rest(words))
        assert done.status == 0, done
        return done.out.strip()

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "servanda",
            "serve",
            "--home",
            str(self.home),
            "--bind",
            f"127.0.0.1:{self.port}",
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        wait(lambda: self.client.get("/exchange/v1/card/").status_code == 200, patient_with=httpx.HTTPError)

    def beside(self) -> "Office":
        """The same agency, served by a second process at another port."""
        port = free_port()
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=self.client.headers, timeout=20)
        return Office(self.agency, self.home, port, client=client)

    def kill(self) -> None:
        """As a power cut would: the parent and the worker at once."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self.client.post(f"/api/v1{path}", json=body)
        assert answer.status_code in (201, 202), answer.text
        found: dict[str, Any] = answer.json()
        return found

    def get(self, path: str) -> dict[str, Any]:
        answer = self.client.get(f"/api/v1{path}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def sees(self, path: str) -> bool:
        return self.client.get(f"/api/v1{path}").status_code == 200

    def digest(self, dossier: str) -> str:
        return self.run("digest", dossier)


def _after_noun(words: tuple[str, ...]) -> list[str]:
    return ["import"] if words[1:2] == ("import",) else []


def _rest(words: tuple[str, ...]) -> list[str]:
    return list(words[2:] if words[1:2] == ("import",) else words[1:])


def wait(done: Callable[[], bool], *, seconds: float = 40, patient_with: type[Exception] = AssertionError) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if done():
                return
        except patient_with:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"not within {seconds} s")


def fingerprint(card: Path) -> str:
    from servanda.kernel.keys import read_card

    return read_card(card.read_text("utf-8")).fingerprint()


def enter_into_force(museum: Office, archive: Office) -> None:
    file = museum.get("/dossiers?process=agreement")["items"][0]["id"]
    version = museum.get(f"/dossiers/{file}")["facts"]["proposed"]
    wait(lambda: archive.sees(f"/dossiers/{file}"))
    stated = {"version": version, "number": "1", "signed_on": "2026-01-05", "signatory": "Director"}
    signed = archive.post(f"/dossiers/{file}/acts", step="sign", data=stated)["act"]
    wait(lambda: signed in museum.client.get(f"/api/v1/dossiers/{file}").text)
    museum.post(f"/dossiers/{file}/acts", step="enter", data={**stated, "signatures": [signed]})
    wait(lambda: archive.get(f"/dossiers/{file}")["state"] == "in_force")


def ask(office: Office, to: str, title: str) -> str:
    fields = {"title": title, "about": "action", "question": "May we borrow it?"}
    found: str = office.post("/dossiers", process="request", fields=fields, to=[to])["dossier"]
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make(folder: Path, agency: str, *words: str) -> Office:
    """Make one agency with a registry clerk and a token for the API."""
    port = free_port()
    office = Office(agency, folder / agency, port)
    office.run("init", "--agency", agency, "--name", agency.title(), "--address", f"http://127.0.0.1:{port}", *words)
    settings = office.home / "node.toml"
    settings.write_text("undo_seconds = 0\n" + settings.read_text("utf-8"), "utf-8")
    people = folder / f"{agency}.csv"
    people.write_text("officer,unit,role,language,email,title_en\nclerk,office,clerk,en,,Clerk\n", "utf-8")
    office.run("people", "import", str(people))
    partners = folder / "partners.csv"
    partners.write_text("code,kind,country,en\nFR,country,FR,France\n", "utf-8")
    office.run("partners", "import", str(partners))
    token = office.run("token", "--officer", "clerk").splitlines()[-1]
    office.client = httpx.Client(
        base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {token}"}, timeout=20
    )
    return office


def connect(here: Office, other: Office) -> None:
    """Take the other's card with the words that two people compared."""
    card = here.home.with_name(f"{other.agency}.card")
    card.write_text(other.run("card") + "\n", "utf-8")
    here.run("link", str(card), "--fingerprint", fingerprint(card))


def stop(office: Office) -> None:
    if office.process and office.process.poll() is None:
        office.kill()
    office.client.close()
