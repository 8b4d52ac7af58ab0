"""The app's registration."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "servanda.exchange"
    label = "exchange"
