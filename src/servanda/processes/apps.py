"""The app's registration."""

from django.apps import AppConfig


class ProcessesConfig(AppConfig):
    name = "servanda.processes"
    label = "processes"
