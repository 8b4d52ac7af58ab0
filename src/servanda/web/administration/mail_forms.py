"""The forms of the mail server, and of the mail that tries it."""

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servanda.office import mail_server
from servanda.office.models import MailServer

SECURITY = {"starttls": _("STARTTLS (mostly port 587)"), "tls": _("TLS (mostly port 465)"), "none": _("none")}
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?", re.ASCII)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
LTR = {"dir": "ltr", "autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
# Whoever changes one of these would send the kept password elsewhere, or in the clear.
SPOKEN_TO = ("host", "port", "security", "user")


class ServerForm(forms.ModelForm):
    """A kept password is never shown, and stays only while it goes to the same server in the same way."""

    security = forms.ChoiceField(label=_("Encryption"), choices=list(SECURITY.items()))
    password = forms.CharField(
        label=_("Password"), required=False, max_length=500, strip=False,
        widget=forms.PasswordInput(attrs={"dir": "ltr", "autocomplete": "new-password"}),
    )  # fmt: skip

    class Meta:
        model = MailServer
        fields = ("host", "port", "security", "user", "password", "address", "name")
        widgets: ClassVar = {
            "host": forms.TextInput(attrs=LTR), "port": forms.NumberInput(attrs={"dir": "ltr", "min": 1}),
            "user": forms.TextInput(attrs=LTR), "address": forms.EmailInput(attrs=LTR),
            "name": forms.TextInput(attrs={"dir": "auto"}),
        }  # fmt: skip
        labels: ClassVar = {
            "host": _("Mail server"), "port": _("Port"), "user": _("User name at the mail server"),
            "address": _("Address of the sender"), "name": _("Name of the sender"),
        }  # fmt: skip
        help_texts: ClassVar = {
            "host": _("Such as mail.example.org, as its administrators call it."),
            "user": _("Empty where the server asks for none."),
            "address": _("Officers see it as the sender; what they answer goes there."),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = {name: getattr(self.instance, name) for name in SPOKEN_TO}
        self.is_kept = mail_server.keeps_password()
        if self.is_kept:
            self.fields["password"].help_text = gettext("One is kept. Leave this empty to keep it.")

    def clean_host(self) -> str:
        host = str(self.cleaned_data["host"]).strip().lower()
        if not HOST.fullmatch(host):
            raise forms.ValidationError(gettext("Write the name of a server, such as mail.example.org."))
        return host

    def clean_port(self) -> int:
        port = int(self.cleaned_data["port"])
        if not 0 < port < 65536:
            raise forms.ValidationError(gettext("A port is a number from 1 to 65535."))
        return port

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("user") and data.get("security") == "none" and data.get("host") not in LOOPBACK:
            self.add_error("security", gettext("A password is not sent without encryption. Choose STARTTLS or TLS."))
        if data.get("user") and not data.get("password"):
            if not self.is_kept:
                self.add_error("password", gettext("Type the password of this user."))
            elif any(data.get(name) != self.before[name] for name in SPOKEN_TO):
                self.add_error("password", gettext("Type the password again: it goes to another server or user now."))
        return data


class TrialForm(forms.Form):
    to = forms.EmailField(label=_("Send it to"), widget=forms.EmailInput(attrs=LTR))
