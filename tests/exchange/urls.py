"""Only the peers' door, so that these tests need no page."""

from django.urls import include, path

urlpatterns = [path("exchange/v1/", include("servanda.exchange.urls"))]
