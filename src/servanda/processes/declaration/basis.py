"""The policy or legal basis that a file serves: every kind of work can carry it."""

from django.utils.translation import gettext_lazy as _

from servanda.processes.declaration.base import Field

BASIS = Field("basis", _("Policy or legal basis"), is_minor=True)
