"""The addresses that these tests call, without the pages."""

from django.urls import include, path

urlpatterns = [path("api/", include("servanda.api.urls"))]
