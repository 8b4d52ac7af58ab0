"""Every address of a node: the peers' door, the API, and the pages."""

from django.urls import include, path

handler500 = "servanda.web.outage.failed"
urlpatterns = [
    path("exchange/v1/", include("servanda.exchange.urls")),
    path("api/", include("servanda.api.urls")),
    path("", include("servanda.web.urls")),
]
