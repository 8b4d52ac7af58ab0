"""The addresses of the pages."""

from django.urls import URLPattern, URLResolver, include, path

from servanda.web import attachments, clear, converters, desk, file, files, inside, signing, steps, undo

app_name = "web"
converters.register()

urlpatterns: list[URLPattern | URLResolver] = [
    path("", signing.front, name="front"),
    path("desk/", desk.desk, name="desk"),
    path("sign-in/", signing.sign_in, name="sign_in"),
    path("sign-out/", signing.sign_out, name="sign_out"),
    path("enter/<str:secret>/", signing.enter, name="enter"),
    path("language/", signing.language, name="language"),
    path("post/", signing.post, name="post"),
    path("files/", files.files, name="files"),
    path("new/", steps.new, name="new"),
    path("new/<slug:process>/", steps.open_, name="open"),
    path("files/<file:dossier>/", file.file, name="file"),
    path("files/<file:dossier>/steps/<kind:kind>/", steps.step, name="step"),
    path("files/<file:dossier>/report/", steps.report, name="report"),
    path("files/<file:dossier>/note/", inside.note, name="note"),
    path("files/<file:dossier>/assign/", inside.assign, name="assign"),
    path("files/<file:dossier>/attachments/<entry:act>/<int:index>/", attachments.attachment, name="attachment"),
    path("prepared/<entry:name>/", clear.clear, name="clear"),
    path("prepared/<entry:name>/undo/", undo.undo, name="undo"),
    path("", include("servanda.web.urls_more")),
]
