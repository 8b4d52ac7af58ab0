"""A query says only what is declared: a misspelt filter is refused, since passing it over would answer too much."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar, cast

from servanda.api.caller import Request
from servanda.kernel.refusals import Refused
from servanda.processes.declaration.fields import Faults

View = TypeVar("View", bound=Callable[..., Any])


def only_what_is_declared(view: View) -> View:
    parameters = inspect.signature(view).parameters
    known = {_named(found) for name, found in parameters.items() if name not in ("request", "dossier", "act", "index")}

    @functools.wraps(view)
    def checked(request: Request, **values: Any) -> Any:
        unknown = sorted(set(request.GET) - known)
        if unknown:
            raise Faults({name: Refused("field_unknown", field=name) for name in unknown})
        return view(request, **values)

    return cast(View, checked)


def _named(parameter: inspect.Parameter) -> str:
    """As an address says it: some names, such as `from`, are no names in Python."""
    marks = getattr(parameter.annotation, "__metadata__", ())
    return next((str(alias) for mark in marks if (alias := getattr(mark, "alias", None))), parameter.name)
