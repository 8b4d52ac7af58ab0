"""Before a text of an agreement is stated: can its responsibilities be agreed, and is it there already?"""

from collections.abc import Mapping
from typing import Any

from servanda.kernel.duty_checks import check_duty
from servanda.kernel.refusals import Refused
from servanda.processes.agreements import agreement_twice
from servanda.processes.agreements.agreement_reading import mapping, mappings, text

Parts = Mapping[str, Mapping[str, Any]]


def check_new(parts: Parts) -> None:
    """Raises Refused for the first fault of a responsibility, or where the same text stands already."""
    check(parts)
    agreement_twice.check(parts)


def check(parts: Parts) -> None:
    """Raises Refused for the first fault of a responsibility, its article named before the place."""
    terms = mapping(parts.get("facts", {}).get("terms"))
    for article in mappings(terms.get("articles")):
        for duty in mappings(article.get("duties")):
            for fault in check_duty(duty):
                field = f"{text(article.get('id'))}/{text(duty.get('id'))} {fault.params.get('field', '')}".strip()
                raise Refused(fault.code, **{**fault.params, "field": field})
