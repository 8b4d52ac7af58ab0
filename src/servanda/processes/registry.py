"""All processes: every module of `kinds` that declares a PROCESS."""

import importlib
import pkgutil
from functools import cache

from servanda.kernel.refusals import Refused
from servanda.processes import kinds
from servanda.processes.declaration.base import Process, Step


@cache
def processes() -> dict[str, Process]:
    """Name -> process, in the order of their files. Raises WrongProcess for a declaration that cannot work."""
    found: dict[str, Process] = {}
    for module in pkgutil.iter_modules(kinds.__path__):
        declared = getattr(importlib.import_module(f"{kinds.__name__}.{module.name}"), "PROCESS", None)
        if isinstance(declared, Process):
            found[declared.name] = declared
    return found


def find(kind: str) -> tuple[Process, Step]:
    """The declared step of a kind such as `visit.announce`. Raises Refused(unknown_process, unknown_step)."""
    name, _, step_name = kind.partition(".")
    process = processes().get(name)
    if process is None:
        raise Refused("unknown_process", process=name)
    step = process.step(step_name)
    if step is None:
        raise Refused("unknown_step", step=kind)
    return process, step


def versions() -> dict[str, int]:
    return {name: process.version for name, process in processes().items()}
