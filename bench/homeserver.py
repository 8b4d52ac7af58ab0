"""A Matrix Synapse in a throw-away environment: installed, configured for this machine alone, started, stopped."""

import hashlib
import hmac
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from bench.served import until
from servanda.kernel import certificates

VERSION, SECRET = "1.163.2", "bench"
UNLIMITED = {"per_second": 100_000, "burst_count": 100_000}


class NotInstalled(Exception):
    """Why Synapse is not here, in the words of what installs it."""


@dataclass(frozen=True)
class User:
    """Somebody on one homeserver, and the client that speaks for them."""

    name: str
    client: httpx.Client

    def ask(self, method: str, path: str, **options: Any) -> Any:
        answer = self.client.request(method, f"/_matrix/client/v3{path}", **options)
        answer.raise_for_status()
        return answer.json()


def install(folder: Path) -> Path:
    """An environment with Synapse in it; returns its interpreter. Raises NotInstalled."""
    python = folder / "bin" / "python"
    commands = [
        [sys.executable, "-m", "venv", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:",
         f"matrix-synapse=={VERSION}"],
    ]  # fmt: skip
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise NotInstalled(said[-1] if said else f"exit {done.returncode}")
    return python


@contextmanager
def running(python: Path, folder: Path, *, ports: tuple[int, int], user: str) -> Iterator[User]:
    """A homeserver at two ports of 127.0.0.1, in plain for clients and under TLS for others; with one user."""
    client_port, federation_port = ports
    folder.mkdir()
    (folder / "config.yaml").write_text(json.dumps(_config(folder, client_port, federation_port)))
    command = [str(python), "-m", "synapse.app.homeserver", "-c", str(folder / "config.yaml")]
    subprocess.run([*command, "--generate-missing-configs"], capture_output=True, check=True)
    address = f"http://127.0.0.1:{client_port}"
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    try:
        until(lambda: _answers(address), pause=0.1)
        yield _registered(address, user)
    finally:
        child.terminate()
        child.wait(timeout=30)


def _config(folder: Path, client_port: int, federation_port: int) -> dict[str, Any]:
    certificate, key = certificates.make("synapse", ["127.0.0.1"], at=datetime.now(UTC))
    (folder / "tls.crt").write_text(certificate)
    (folder / "tls.key").write_text(key)
    listener = {"type": "http", "bind_addresses": ["127.0.0.1"], "x_forwarded": False}
    return {
        "server_name": f"127.0.0.1:{federation_port}", "report_stats": False, "pid_file": str(folder / "pid"),
        "listeners": [
            {**listener, "port": client_port, "tls": False, "resources": [{"names": ["client"]}]},
            {**listener, "port": federation_port, "tls": True, "resources": [{"names": ["federation"]}]},
        ],
        "tls_certificate_path": str(folder / "tls.crt"), "tls_private_key_path": str(folder / "tls.key"),
        "federation_verify_certificates": False, "ip_range_blacklist": [], "federation_ip_range_blacklist": [],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "media_store_path": str(folder / "media"), "signing_key_path": str(folder / "signing.key"),
        "macaroon_secret_key": SECRET, "form_secret": SECRET, "registration_shared_secret": SECRET,
        "trusted_key_servers": [], "suppress_key_server_warning": True, "presence": {"enabled": False},
        "rc_message": UNLIMITED, "rc_registration": UNLIMITED, "rc_admin_redaction": UNLIMITED,
        "rc_login": {"address": UNLIMITED, "account": UNLIMITED, "failed_attempts": UNLIMITED},
        "rc_joins": {"local": UNLIMITED, "remote": UNLIMITED}, "rc_joins_per_room": UNLIMITED,
        "rc_invites": {"per_room": UNLIMITED, "per_user": UNLIMITED, "per_issuer": UNLIMITED},
        "rc_federation": {"window_size": 1000, "sleep_limit": 100_000, "sleep_delay": 0, "reject_limit": 100_000,
                          "concurrent": 100},
    }  # fmt: skip


def _registered(address: str, user: str) -> User:
    client = httpx.Client(base_url=address, timeout=60)
    nonce = client.get("/_synapse/admin/v1/register").json()["nonce"]
    proof = hmac.new(SECRET.encode(), b"\0".join(map(str.encode, (nonce, user, "pass", "notadmin"))), hashlib.sha1)
    data = {"nonce": nonce, "username": user, "password": "pass", "admin": False, "mac": proof.hexdigest()}
    answer = client.post("/_synapse/admin/v1/register", json=data)
    answer.raise_for_status()
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return User(answer.json()["user_id"], client)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/_matrix/client/versions", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
