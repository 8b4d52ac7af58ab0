"""Parts of addresses: a file's name, an entry's name, a step."""

from functools import cache

from django.urls import register_converter

from servanda.kernel import acts


class _Text:
    regex = ""

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class DossierConverter(_Text):
    regex = r"[a-z0-9.-]{3,200}/[A-Za-z0-9_-]{22}"


class ActConverter(_Text):
    regex = acts.NAME.pattern


class KindConverter(_Text):
    regex = acts.KIND.pattern


@cache
def register() -> None:
    register_converter(DossierConverter, "file")
    register_converter(ActConverter, "entry")
    register_converter(KindConverter, "kind")
