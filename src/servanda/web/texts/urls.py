"""The addresses of the points on a text, under the page on which it is read."""

from django.urls import URLPattern, re_path

from servanda.web.texts import points as pages


def points(place: str, name: str) -> list[URLPattern]:
    """`place` is the pattern of that page's address, `name` what the names of these begin with."""
    return [
        re_path(rf"^{place}/points/$", pages.index, name=f"{name}_points"),
        re_path(rf"^{place}/points/add/$", pages.add, name=f"{name}_point"),
        re_path(rf"^{place}/points/answer/$", pages.answer, name=f"{name}_answer"),
        re_path(rf"^{place}/points/take-back/$", pages.retract, name=f"{name}_retract"),
        re_path(rf"^{place}/points/table/$", pages.table, name=f"{name}_points_table"),
        re_path(rf"^{place}/points/table[.]docx$", pages.document, name=f"{name}_points_document"),
    ]
