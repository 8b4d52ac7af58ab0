"""Measurements beside their limits, as ratios in one run."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servanda.settings")

import django

django.setup()
