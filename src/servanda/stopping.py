"""How a served node stops: told once or several times, or left by who started it; its worker through its parent."""

import os
import signal
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

# Seconds for what is under way when it is stopped; a node loses nothing that it acknowledged when it is killed.
STOPS_WITHIN, LOOKS_EVERY = 10, 1.0
TOLD = (signal.SIGINT, signal.SIGTERM)
# In the environment: the process with which a node leaves, however that one ends.
LEAVES_WITH = "SERVANDA_LEAVES_WITH"


def prepare(server: Any) -> None:
    """Let this server of Granian, and the worker that it forks, be stopped by any of these signals at any moment."""
    from granian import _signals

    server.signal_handler_interrupt = once(server.signal_handler_interrupt)
    server.main_loop_interrupt = _Looked(server.signal_handler_interrupt, int(os.environ.get(LEAVES_WITH, 0)))
    _signals.set_main_signals = _heed_parent_alone
    os.register_at_fork(
        before=partial(signal.pthread_sigmask, signal.SIG_BLOCK, TOLD),
        after_in_parent=partial(signal.pthread_sigmask, signal.SIG_UNBLOCK, TOLD),
        after_in_child=_begin_worker,
    )


def once(handler: Callable[..., None]) -> Callable[..., None]:
    """The server sets an event in its handler, where a second signal then would wait for the first for ever."""

    def interrupt(*args: Any) -> None:
        for number in TOLD:
            signal.signal(number, lambda *_: None)
        handler(*args)

    return interrupt


class _Looked(threading.Event):
    """Waits in short turns: of two signals at once the system may give one to another thread, and wake nobody here, and
    a parent that is killed tells nobody."""

    def __init__(self, leave: Callable[[], None], parent: int) -> None:
        super().__init__()
        self._leave, self._parent = leave, parent

    def wait(self, timeout: float | None = None) -> bool:
        while not super().wait(LOOKS_EVERY if timeout is None else timeout):
            if timeout is not None:
                return False
            if self._parent and os.getppid() != self._parent:
                self._leave()
        return True


def _begin_worker() -> None:
    """As long as it serves nobody, it ends at once; a terminal's Ctrl-C is for its parent, which then stops it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, TOLD)


def _heed_parent_alone(handler: Callable[..., None], _: object = None) -> None:
    """What the worker of Granian calls where it begins to serve."""
    signal.signal(signal.SIGTERM, once(handler))
