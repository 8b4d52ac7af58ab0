"""The pillars of foreign affairs: by whose channel work with a partner goes, of the Party, the State or the people."""

from django.utils.translation import gettext_lazy as _

from servanda.processes.declaration.base import Field

PILLARS = {"party": _("Party channel"), "state": _("State channel"), "people": _("People's channel")}
PILLAR = Field("pillar", _("Channel"), kind="choice", part="facts", choices=PILLARS, is_minor=True)
