"""The mail server on its page: set, tried, kept secret, and nobody else's."""

import os
import socket
import stat
from datetime import UTC, datetime
from typing import Any

from servanda.kernel.node import Node
from servanda.office import mail_server, post_office
from servanda.office.models import Mail, MailServer, Officer
from tests.office.post import PostOffice
from tests.office.post import mail_server as running
from tests.web.house import Browser, House, text_of

PAGE = "/set-up/mail/"
SECRET = "a password of the mail server"
OFFICER = "o-desk@example.org"


def stated(post: PostOffice, **other: Any) -> dict[str, Any]:
    return {
        "host": "127.0.0.1", "port": str(post.port), "security": "none", "user": "", "password": "",
        "address": "servanda@example.org", "name": "Vụ Lễ tân, Bộ", "do": "save",
    } | other  # fmt: skip


def waiting(node: Node) -> None:
    with node.active():
        Mail.objects.create(officer_id="o-desk", address=OFFICER, language="en", subject="s", text="t", reason="late",
                            about="a", at=datetime.now(UTC), is_urgent=True, tries=9, failure="away")  # fmt: skip


def test_an_administrator_sets_it_tries_it_and_mail_leaves(lone: House) -> None:
    admin = lone.browser("o-admin")
    waiting(lone.node)
    assert "Set the mail server" in text_of(admin.get("/set-up/"))
    assert admin.get(PAGE).context["form"]["security"].value() == "starttls", "what is safe comes first"
    with running() as post:
        post.users = {"servanda": SECRET}
        saved = admin.post(PAGE, stated(post, user="servanda", password=SECRET))
        assert saved.status_code == 302, saved.context["form"].errors
        tried = admin.post(PAGE, {"do": "try", "to": "admin@example.org"}, follow=True)
        assert "It answered: 250 ok" in text_of(tried) and SECRET not in tried.content.decode()
        with lone.node.active():
            assert post_office.send(now=datetime.now(UTC)) == 1, "what could not be sent before is tried at once"
        (_, first, trial), (sender, second, _mail) = post.mails
        assert (first, second, sender) == ("admin@example.org", OFFICER, "servanda@example.org")
        assert trial["From"] == '"Vụ Lễ tân, Bộ" <servanda@example.org>' and trial["Subject"]
        assert "127.0.0.1" in text_of(admin.get("/set-up/"))


def test_the_password_is_kept_like_a_key_and_goes_to_no_other_server(lone: House) -> None:
    admin, kept = lone.browser("o-admin"), lone.node.home / "keys" / "mail.password"
    with running() as post:
        first = stated(post, user="servanda", password=SECRET)
        admin.post(PAGE, first)
        assert kept.read_text() == SECRET and stat.S_IMODE(os.stat(kept).st_mode) == 0o600
        assert admin.post(PAGE, first | {"password": "", "name": "Another"}).status_code == 302
        assert kept.read_text() == SECRET
        for other in ({"host": "localhost"}, {"port": "26"}, {"user": "other"}, {"security": "tls"}):
            answer = admin.post(PAGE, first | {"password": ""} | other)
            assert answer.status_code == 422 and "password" in answer.context["form"].errors, other
        with lone.node.active():
            assert SECRET not in str(MailServer.objects.values().get())
        assert SECRET not in admin.get(PAGE).content.decode()
        assert admin.post(PAGE, first | {"user": "", "password": ""}).status_code == 302 and not kept.exists()


WRONG: list[tuple[dict[str, str], str]] = [
    ({"host": ""}, "host"), ({"host": "mail server"}, "host"), ({"port": "0"}, "port"), ({"port": "70000"}, "port"),
    ({"address": "nobody"}, "address"), ({"user": "u"}, "password"), ({"security": "ssl9"}, "security"),
    ({"host": "mail.example.org", "user": "u", "password": "p"}, "security"),
]  # fmt: skip


def test_what_cannot_be_is_said_beside_its_field(lone: House) -> None:
    for wrong, field in WRONG:
        answer = lone.browser("o-admin").post(PAGE, stated(PostOffice(25), **wrong))
        assert answer.status_code == 422 and field in answer.context["form"].errors, wrong
    with lone.node.active():
        assert mail_server.at_hand() is None


def test_every_failure_of_a_trial_is_told_in_the_words_of_the_server(lone: House) -> None:
    admin = lone.browser("o-admin")

    def tried(to: str = OFFICER) -> str:
        answer = admin.post(PAGE, {"do": "try", "to": to})
        assert answer.status_code == 422
        return text_of(answer)

    with running() as post:
        post.users, post.refused = {"servanda": SECRET}, {"gone@example.org"}
        admin.post(PAGE, stated(post, user="servanda", password="wrong"))
        assert "does not take this user and password. It answered: 535 5.7.8 wrong user or password" in tried()
        admin.post(PAGE, stated(post))
        assert "It answered: 550 there is nobody of this name" in tried("gone@example.org")
        assert "Enter a valid email address" in tried("gone")
        admin.post(PAGE, stated(post, security="starttls"))
        assert "does not encrypt in this way" in tried()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        admin.post(PAGE, stated(PostOffice(taken.getsockname()[1])))
        assert "cannot be reached at port" in tried()
    admin.post(PAGE, stated(PostOffice(25), host="mail.servanda.invalid"))
    assert "There is no server with the name mail.servanda.invalid" in tried()


def test_for_nobody_else_is_the_page_there(lone: House) -> None:
    for officer in ("o-desk", "o-head", "o-leader", "o-clerk"):
        browser = lone.browser(officer)
        assert browser.get(PAGE).status_code == browser.post(PAGE, stated(PostOffice(25))).status_code == 404
    with lone.node.active():
        assert mail_server.stated() is None


def test_nobody_signed_in_and_no_sample_sets_it(lone: House) -> None:
    with running() as post:
        assert lone.browser("").post(PAGE, stated(post)).status_code == 302
        lone.node.config["demo"] = True
        admin = Browser(lone.node, "o-admin")
        assert "sends no mail to anyone" in text_of(admin.get(PAGE))
        admin.post(PAGE, stated(post))
        with lone.node.active():
            assert mail_server.stated() is None
            MailServer.objects.create(id=1, host="h", address="a@b.example", set_at=datetime.now(UTC), set_by="x")
            assert mail_server.at_hand() is None


def test_node_toml_wins_and_is_shown_as_such(lone: House) -> None:
    admin = lone.browser("o-admin")
    with running() as post, running() as other:
        admin.post(PAGE, stated(other))
        lone.node.config["smtp"] = {"host": "127.0.0.1", "port": post.port, "user": "", "password": SECRET}
        page = admin.get(PAGE)
        assert "It is set in node.toml" in text_of(page) and f"127.0.0.1:{post.port}" in text_of(page)
        assert SECRET not in page.content.decode()
        admin.post(PAGE, stated(other, name="Changed"))
        with lone.node.active():
            Officer.objects.filter(id="o-admin").update(email="admin@example.org")
            assert MailServer.objects.get().name != "Changed"
        assert Browser(lone.node, "o-admin").get(PAGE).context["trial"]["to"].value() == "admin@example.org"
        assert admin.post(PAGE, {"do": "try", "to": OFFICER}).status_code == 302
        assert len(post.mails) == 1 and not other.mails
