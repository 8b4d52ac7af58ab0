"""The models hold together, and every change of them has its migration."""

from django.core.management import call_command

from tests import world  # noqa: F401  (sets Django up)


def test_the_models_stand_every_check() -> None:
    call_command("check", fail_level="WARNING")


def test_every_change_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True)
