"""The app's registration."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "servanda.office"
    label = "office"
