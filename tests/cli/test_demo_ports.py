"""The demo at ports that somebody chooses, and what is said where they are taken."""

import json
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.cli.command import SERVANDA, good, wrong
from tests.cli.conftest import Homes
from tests.cli.test_serving import PATIENCE, answers, wait_for

OTHER_DOOR = {
    "officer": "o-clerk", "title": {"en": "Clerk"}, "unit": "vufo.org.vn/office", "role": "clerk",
    "first": 0,
}  # fmt: skip


@pytest.fixture
def sample(homes: Homes, tmp_path: Path) -> Path:
    """A folder in which a sample stands, made for two ports of long ago."""
    for port, home in ((8001, homes.mofa), (8002, homes.vufo)):
        good("address", "--home", home, f"http://127.0.0.1:{port}")
        config = home / "node.toml"
        agency = "vufo.org.vn" if home == homes.mofa else "mofa.gov.vn"
        other = f'demo = true\ndemo_doors = ["{agency} http://127.0.0.1:{8003 - port % 8000}"]\n'
        config.write_text(other + config.read_text("utf-8"), "utf-8")
        (home / "demo-roles.json").write_text(json.dumps([OTHER_DOOR]))
        shutil.move(home, tmp_path / ".servanda-demo" / home.name)
    return tmp_path


@contextmanager
def running(sample: Path, *words: str, until: str, ended_by: signal.Signals) -> Iterator[None]:
    """The demo, once it has printed that; it is ended by this signal, and its nodes with it."""
    demo = subprocess.Popen(
        [str(SERVANDA), "demo", *words], cwd=sample, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        # Who runs the tests with nohup lets it be ignored.
        preexec_fn=partial(signal.signal, signal.SIGHUP, signal.SIG_DFL),
    )  # fmt: skip
    nodes, printed = list[str](), ""
    try:
        assert demo.stdout
        while until not in printed and (line := demo.stdout.readline()):
            printed += line
        nodes = Path(f"/proc/{demo.pid}/task/{demo.pid}/children").read_text().split()
        yield
        demo.send_signal(ended_by)
        # They hold its output open for as long as they are there.
        printed += demo.communicate(timeout=PATIENCE)[0]
    except BaseException:
        demo.kill()
        for node in nodes:
            with suppress(ProcessLookupError):
                os.killpg(int(node), signal.SIGKILL)
        raise
    assert until in printed and "Traceback" not in printed, printed


def two_free_ports() -> int:
    for _ in range(50):
        with socket.create_server(("127.0.0.1", 0)) as first:
            port = int(first.getsockname()[1])
            try:
                socket.create_server(("127.0.0.1", port + 1)).close()
            except (OSError, OverflowError):
                continue
        return port
    raise AssertionError("no two ports in a row are free")


@pytest.mark.slow
def test_a_sample_moves_to_the_ports_that_are_named(sample: Path) -> None:
    port = two_free_ports()
    first, second = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"
    # The terminal is closed. Not by Ctrl-C: where tests run in the background, that is ignored from the first.
    with running(sample, "--port", str(port), until=f"Open {first}/", ended_by=signal.SIGHUP):
        wait_for(lambda: answers(first) and answers(second))
        page = httpx.get(first, follow_redirects=True)
        assert page.status_code == 200 and f"{second}/demo/enter/" in page.text
        assert f"form-action 'self' {second}" in page.headers["Content-Security-Policy"]
    # Nor does a command that is killed leave a node behind at those ports.
    with running(sample, until=f"Open {first}/", ended_by=signal.SIGKILL):
        assert answers(first) and answers(second)
    assert not answers(first) and not answers(second)
    folder = sample / ".servanda-demo"
    assert good("card", "--home", folder / "vufo", "--json").data["address"] == second
    assert good("check", "--home", folder / "mofa").status == 0


def test_a_port_in_use_is_named_with_one_that_is_free(tmp_path: Path) -> None:
    port = two_free_ports()
    with socket.create_server(("127.0.0.1", port + 1)):
        said = wrong(2, "demo", "--port", port, cwd=tmp_path)
        assert f"127.0.0.1:{port + 1} cannot be used" in said
        assert "servanda demo --port " in said and "make demo PORT=" in said
    assert not (tmp_path / ".servanda-demo").exists()


def test_the_last_port_leaves_none_for_the_other_agencies(tmp_path: Path) -> None:
    assert "up to 65533" in wrong(2, "demo", "--port", 65535, cwd=tmp_path)
