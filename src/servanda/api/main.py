"""The HTTP API: nothing without a token, everything through the same reads and the same `take` as the pages."""

from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.parser import Parser

from servanda import __version__
from servanda.api import agreements, clashes, commitments, dossiers, feeds, files, kinds
from servanda.api.caller import JSON_LIMIT, Bearer
from servanda.api.refusals import install
from servanda.kernel import jsonbytes


class StrictParser(Parser):
    """Bodies are read by the same strict rules as everything that is sealed."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        return jsonbytes.read_object(request.body, limit=JSON_LIMIT)


api = NinjaAPI(
    title="Servanda",
    version=__version__,
    description="What officers do in pages, for programs. The words are those of the documentation.",
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    auth=Bearer(),
    parser=StrictParser(),
)
install(api)
for module in (dossiers, files, commitments, clashes, agreements, feeds, kinds):
    api.add_router("", module.router)
