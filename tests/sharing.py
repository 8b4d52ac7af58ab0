"""Which tests run one after the other on the same worker, because they share a world that takes long to make."""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# By where a test stands: pytest and xdist no longer agree on how a mark would say it.
TOGETHER = {
    "tests/browser/": "the sample, served",
    "tests/web_sample/": "the sample, played",
    "tests/nodes/test_two_processes.py": "two served agencies",
}


class Sharing(LoadScopeScheduling):  # type: ignore[misc]  # xdist's classes are untyped
    """Every test by itself to the next free worker; those that share a world together, and first."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        if "postgresql" in nodeid.partition("[")[2] or nodeid.startswith("tests/postgres/"):
            return "one server of PostgreSQL"
        return next((world for path, world in TOGETHER.items() if nodeid.startswith(path)), nodeid)
