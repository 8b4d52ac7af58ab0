"""The sample, served by two real processes, and a real Chromium."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from servanda import demo


@dataclass
class Sample:
    """Two served nodes: the base addresses of their pages, and their folders."""

    ministry: str
    union: str
    folder: Path

    def enter(self, page: Page, base: str, officer: str, *, language: str = "en") -> None:
        """Take a role on the sample's landing page and choose a language, by clicks."""
        page.goto(f"{base}/demo/")
        for fold in page.locator("main details.more > summary").all():
            fold.click()
        form = page.locator(f".rows form[action='/demo/enter/']:has(input[value='{officer}'])")
        form.get_by_role("button").click()
        page.wait_for_url("**/desk/**")
        page.locator("header details:has(button[name=language]) > summary").click()
        page.locator(f"button[name=language][value={language}]").click()
        page.locator(f"html[lang={language}]").wait_for()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    port = _free_ports()
    folder = tmp_path_factory.mktemp("sample") / "demo"
    made = subprocess.run(
        [sys.executable, "-c", f"from servanda import demo; from pathlib import Path; "
         f"demo.make(Path({str(folder)!r}), 'vufo-mofa', {port})"],
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    homes = demo.homes_of(folder)
    children = [_serve(home, port + place) for place, home in enumerate(homes)]
    try:
        for place in range(len(homes)):
            _wait(f"http://127.0.0.1:{port + place}/sign-in/")
        assert all(child.poll() is None for child in children), "another program answers on these ports"
        yield Sample(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", folder)
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=20)


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def _serve(home: Path, port: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "servanda", "serve", "--home", str(home), "--bind", f"127.0.0.1:{port}"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ)


def _wait(url: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)


def _free_ports() -> int:
    """The first of two ports in a row that nobody uses; each worker looks in a range of its own."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for port in range(18100 + 100 * worker, 18200 + 100 * worker, 2):
        try:
            for place in (port, port + 1):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", place))
        except OSError:
            continue
        return port
    raise RuntimeError("no two free ports")
