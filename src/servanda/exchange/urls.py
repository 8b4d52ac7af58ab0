"""The addresses of the peers' door."""

from django.urls import path

from servanda.exchange import views

urlpatterns = [
    path("feed/", views.feed),
    path("contact/", views.contact),
    path("card/", views.card),
    path("file/<str:act>/<int:index>/", views.file),
]
