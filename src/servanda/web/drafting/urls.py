"""The addresses of a text that is drafted, under that of its file."""

from django.urls import URLPattern, re_path

from servanda.web.drafting import choosing, views, writing

NUMBER = r"(?P<n>[0-9]{1,4})"
KEY = r"(?P<key>[0-9a-f]{16})"


def addresses(place: str) -> list[URLPattern]:
    return [
        re_path(rf"^{place}/$", views.show, name="text"),
        re_path(rf"^{place}/changes/{NUMBER}/$", views.changes, name="text_changes"),
        re_path(rf"^{place}/write/$", writing.write, name="text_write"),
        re_path(rf"^{place}/choose/$", writing.choose, name="text_choose"),
        re_path(rf"^{place}/proposed/$", choosing.again, name="text_choice"),
        re_path(rf"^{place}/proposed/{KEY}/$", choosing.offer, name="text_offer"),
        re_path(rf"^{place}/{NUMBER}/docx/$", views.docx, name="text_docx"),
        re_path(rf"^{place}/{NUMBER}/pdf/$", views.pdf, name="text_pdf"),
    ]
