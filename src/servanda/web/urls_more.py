"""Addresses of the pages on agreements, connections, guests, people, set-up and the sample."""

from django.urls import path, re_path

from servanda.web import (
    agreement_steps,
    agreements,
    connections,
    converters,
    demo_page,
    guest,
    guest_links,
    mail_page,
    people_page,
    proof,
    reported_page,
    setup,
)

FILE = rf"(?P<dossier>{converters.DossierConverter.regex})"
ACT = rf"(?P<act>{converters.ActConverter.regex})"
SECRET = r"(?P<secret>[A-Za-z0-9_-]{20,64})"
OFFICER = r"(?P<officer>[A-Za-z0-9._-]{1,60})"

urlpatterns = [
    path("agreements/", agreements.index, name="agreements"),
    path("agreements/propose/", agreement_steps.propose, name="agreement_propose"),
    re_path(rf"^agreements/{FILE}/$", agreements.show, name="agreement"),
    re_path(rf"^agreements/{FILE}/commitments/$", agreements.commitments, name="agreement_commitments"),
    re_path(rf"^agreements/{FILE}/changes/(?P<n>[0-9]{{1,4}})/$", agreements.compare, name="agreement_changes"),
    re_path(rf"^agreements/{FILE}/sign/$", agreement_steps.sign, name="agreement_sign"),
    path("connections/", connections.index, name="connections"),
    path("connections/card/", connections.card, name="own_card"),
    path("connections/add/", connections.add, name="connection_add"),
    path("connections/confirm/", connections.confirm, name="connection_confirm"),
    re_path(r"^connections/(?P<agency>[a-z0-9.-]{3,200})/contact/$", connections.contact, name="connection_contact"),
    path("mail/", mail_page.index, name="mail"),
    path("reported/", reported_page.index, name="reported"),
    re_path(rf"^files/{FILE}/guest/$", guest_links.index, name="guest_links"),
    re_path(rf"^files/{FILE}/guest/close/$", guest_links.revoke, name="guest_revoke"),
    re_path(rf"^files/{FILE}/proof/$", proof.download, name="proof"),
    re_path(rf"^guest/{SECRET}/$", guest.matter, name="guest"),
    re_path(rf"^guest/{SECRET}/{ACT}/(?P<index>[0-9]{{1,4}})/$", guest.attachment, name="guest_attachment"),
    path("people/", people_page.index, name="people"),
    path("people/add/", people_page.add, name="officer_add"),
    re_path(rf"^people/{OFFICER}/link/$", people_page.link, name="officer_link"),
    re_path(rf"^people/{OFFICER}/close/$", people_page.close, name="officer_close"),
    re_path(rf"^people/{OFFICER}/reopen/$", people_page.reopen, name="officer_reopen"),
    path("set-up/", setup.index, name="set_up"),
    path("set-up/clearing/", setup.clearing, name="set_up_clearing"),
    path("set-up/<str:what>/", setup.bring_in, name="set_up_import"),
    path("demo/", demo_page.index, name="demo"),
    path("demo/enter/", demo_page.enter, name="demo_enter"),
]
