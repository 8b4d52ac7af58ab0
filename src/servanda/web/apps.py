"""The app's registration."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "servanda.web"
    label = "web"
