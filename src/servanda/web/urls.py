"""The addresses of the pages."""

import importlib.util

from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.views.generic.base import RedirectView

from servanda.web import attachments, clear, desk, file, files, inside, signing, steps, undo
from servanda.web.access import open_to_anyone
from servanda.web.converters import ActConverter, DossierConverter, KindConverter

app_name = "web"
register_converter(DossierConverter, "dossier")
register_converter(ActConverter, "entry")
register_converter(KindConverter, "kind")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", open_to_anyone(RedirectView.as_view(pattern_name="web:desk", query_string=False))),
    path("desk/", desk.desk, name="desk"),
    path("sign-in/", signing.sign_in, name="sign_in"),
    path("sign-out/", signing.sign_out, name="sign_out"),
    path("enter/<str:secret>/", signing.enter, name="enter"),
    path("language/", signing.language, name="language"),
    path("post/", signing.post, name="post"),
    path("files/", files.files, name="files"),
    path("new/", steps.new, name="new"),
    path("new/<slug:process>/", steps.open_, name="open"),
    path("files/<dossier:dossier>/", file.file, name="file"),
    path("files/<dossier:dossier>/steps/<kind:kind>/", steps.step, name="step"),
    path("files/<dossier:dossier>/report/", steps.report, name="report"),
    path("files/<dossier:dossier>/note/", inside.note, name="note"),
    path("files/<dossier:dossier>/assign/", inside.assign, name="assign"),
    path("files/<dossier:dossier>/attachments/<entry:act>/<int:index>/", attachments.attachment, name="attachment"),
    path("prepared/<entry:name>/", clear.clear, name="clear"),
    path("prepared/<entry:name>/undo/", undo.undo, name="undo"),
]
if importlib.util.find_spec("servanda.web.urls_more"):
    urlpatterns.append(path("", include("servanda.web.urls_more")))
