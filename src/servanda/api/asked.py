"""A query says only what is declared: a misspelt filter is refused, since passing it over would answer too much."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar, cast

from servanda.api.caller import Request
from servanda.kernel.refusals import Refused
from servanda.processes.fields import Faults

View = TypeVar("View", bound=Callable[..., Any])


def only_what_is_declared(view: View) -> View:
    known = set(inspect.signature(view).parameters) - {"request", "dossier", "act", "index"}

    @functools.wraps(view)
    def checked(request: Request, **values: Any) -> Any:
        unknown = sorted(set(request.GET) - known)
        if unknown:
            raise Faults({name: Refused("field_unknown", field=name) for name in unknown})
        return view(request, **values)

    return cast(View, checked)
