"""Signing in and out, the one-time link, the wait after wrong tries, cookies of one's own."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from servanda.kernel.node import Node
from servanda.office import people
from servanda.office.models import Entrance, Officer, Post
from servanda.web.cookies import cookie_name
from servanda.web.models import WrongTry
from tests.web.house import PASSWORD, Browser, House, settle, text_of
from tests.world import MOFA, VUFO


def give_password(house: House, officer: str) -> None:
    with house.node.active():
        row = Officer.objects.get(id=officer)
        row.set_password(PASSWORD)
        row.save()


def give_link(house: House, officer: str, secret: str, *, hours: int = 1) -> str:
    with house.node.active():
        row = Officer.objects.get(id=officer)
        people.entrance(row, secret, at=datetime.now(UTC), lasts=timedelta(hours=hours))
    return f"/enter/{secret}/"


def sign_in(browser: Browser, officer: str, password: str, **more: str) -> object:
    return browser.post("/sign-in/", {"officer": officer, "password": password, **more})


def test_an_officer_signs_in_and_out(lone: House) -> None:
    give_password(lone, "o-desk")
    browser = Browser(lone.node)
    answer = browser.post("/sign-in/", {"officer": "o-desk", "password": PASSWORD, "next": "/files/"})
    assert (answer.status_code, answer["Location"]) == (302, "/files/")
    assert "My desk" in text_of(browser.get("/desk/"))
    assert browser.post("/sign-out/")["Location"] == "/sign-in/"
    assert browser.get("/desk/").status_code == 302


def test_a_wrong_password_and_an_unknown_name_are_told_alike(lone: House) -> None:
    give_password(lone, "o-desk")
    browser = Browser(lone.node)
    wrong = browser.post("/sign-in/", {"officer": "o-desk", "password": "no"})
    unknown = browser.post("/sign-in/", {"officer": "o-nobody", "password": "no"})
    assert wrong.status_code == unknown.status_code == 422
    assert text_of(wrong) == text_of(unknown)


def test_after_five_wrong_tries_even_the_right_password_waits(lone: House) -> None:
    give_password(lone, "o-desk")
    browser = Browser(lone.node)
    for _ in range(5):
        assert browser.post("/sign-in/", {"officer": "o-desk", "password": "no"}).status_code == 422
    answer = browser.post("/sign-in/", {"officer": "o-desk", "password": PASSWORD})
    assert answer.status_code == 429
    assert "Too many tries. Wait 15 minutes." in text_of(answer)
    with lone.node.active():
        WrongTry.objects.update(at=datetime.now(UTC) - timedelta(minutes=16))
    assert browser.post("/sign-in/", {"officer": "o-desk", "password": PASSWORD}).status_code == 302


def test_nobody_is_led_to_another_place_after_signing_in(lone: House) -> None:
    give_password(lone, "o-desk")
    data = {"officer": "o-desk", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert Browser(lone.node).post("/sign-in/", data)["Location"] == "/desk/"


def test_a_one_time_link_lets_in_once_and_looking_at_it_spends_nothing(lone: House) -> None:
    url = give_link(lone, "o-desk", "a-secret-of-some-length")
    browser = Browser(lone.node)
    for _ in range(2):
        assert "Choose a password" in text_of(browser.get(url))
    short = browser.post(url, {"password": "short", "again": "short"})
    assert short.status_code == 422
    done = browser.post(url, {"password": PASSWORD, "again": PASSWORD})
    assert (done.status_code, done["Location"]) == (302, "/desk/")
    assert browser.get("/desk/").status_code == 200
    assert Browser(lone.node).get(url).status_code == 404
    again = Browser(lone.node).post(url, {"password": PASSWORD, "again": PASSWORD})
    assert again.status_code == 404
    assert Browser(lone.node).post("/sign-in/", {"officer": "o-desk", "password": PASSWORD}).status_code == 302


def test_a_link_that_ran_out_or_of_one_who_left_is_spent(lone: House) -> None:
    late = give_link(lone, "o-desk", "a-secret-that-ran-out", hours=-1)
    left = give_link(lone, "o-head", "a-secret-of-one-who-left")
    with lone.node.active():
        Officer.objects.filter(id="o-head").update(is_active=False)
    assert Browser(lone.node).get(late).status_code == 404
    assert Browser(lone.node).get(left).status_code == 404
    with lone.node.active():
        assert Entrance.objects.filter(used_at=None).count() == 2


def test_an_officer_who_left_is_out_at_once(lone: House) -> None:
    browser = lone.browser("o-desk")
    assert browser.get("/desk/").status_code == 200
    with lone.node.active():
        Officer.objects.filter(id="o-desk").update(is_active=False)
    assert browser.get("/desk/").status_code == 302


def test_without_a_post_today_nothing_is_shown(lone: House) -> None:
    with lone.node.active():
        Post.objects.filter(officer="o-desk").delete()
    assert lone.browser("o-desk").get("/desk/").status_code == 403


def test_one_of_several_posts_is_acted_in_at_a_time(lone: House) -> None:
    with lone.node.active():
        second = Post.objects.create(
            officer_id="o-desk", unit=f"{MOFA}/europe", role="desk", title={"en": "Second of Europe"}
        )
    browser = lone.browser("o-desk")
    assert "Second of Europe" not in text_of(browser.get("/desk/"))
    assert "Second of Europe" in text_of(browser.get("/post/"))
    browser.post("/post/", {"post": second.id})
    assert "Second of Europe" in text_of(browser.get("/desk/"))
    browser.post("/post/", {"post": 10**6})
    assert "Second of Europe" in text_of(browser.get("/desk/"))


def test_the_language_is_the_officers_then_the_devices_then_the_browsers(lone: House) -> None:
    nobody = Browser(lone.node)
    assert 'lang="vi"' in nobody.get("/sign-in/", headers={"Accept-Language": "fr, vi-VN;q=0.8"}).content.decode()
    nobody.post("/language/", {"language": "ar", "next": "/sign-in/"})
    shown = nobody.get("/sign-in/", headers={"Accept-Language": "vi"}).content.decode()
    assert '<html lang="ar" dir="rtl">' in shown
    browser = lone.browser("o-desk")
    assert '<html lang="en"' in browser.get("/desk/").content.decode()
    browser.post("/language/", {"language": "vi", "next": "/desk/"})
    assert '<html lang="vi"' in browser.get("/desk/").content.decode()
    browser.post("/language/", {"language": "ms"})
    assert '<html lang="vi"' in browser.get("/desk/").content.decode(), "a language that the node does not offer"


def test_two_agencies_on_one_host_keep_their_cookies_apart(make_node: Callable[..., Node]) -> None:
    names = []
    for agency in (MOFA, VUFO):
        node = settle(make_node(agency))
        house = House(node, node)
        give_password(house, "o-desk")
        browser = Browser(node)
        browser.get("/sign-in/")
        sign_in(browser, "o-desk", PASSWORD)
        names.append(set(browser.cookies))
        with node.active():
            assert {cookie_name("session"), cookie_name("csrf")} <= set(browser.cookies)
    assert not names[0] & names[1]


def test_a_form_without_its_token_is_refused_in_words(lone: House) -> None:
    browser = Browser(lone.node, "o-desk", enforce_csrf_checks=True)
    answer = browser.post("/sign-out/")
    assert answer.status_code == 403
    assert "Open it again" in text_of(answer)
    token = browser.get("/desk/").context["csrf_token"]
    assert browser.post("/sign-out/", {"csrfmiddlewaretoken": str(token)}).status_code == 302


def test_a_cookie_under_djangos_own_name_opens_nothing(lone: House) -> None:
    browser = lone.browser("o-desk")
    with lone.node.active():
        browser.cookies["sessionid"] = browser.cookies.pop(cookie_name("session")).value
    assert browser.get("/desk/").status_code == 302


def test_the_first_to_enter_an_empty_office_begins_with_its_set_up(lone: House) -> None:
    with lone.node.active(), lone.node.writing():
        Post.objects.exclude(role="admin").delete()
    twice = {"password": PASSWORD, "again": PASSWORD}
    first = Browser(lone.node).post(give_link(lone, "o-admin", "first-of-all-secrets-1"), twice)
    assert first["Location"] == "/set-up/"
    with lone.node.active(), lone.node.writing():
        Post.objects.create(officer_id="o-desk", unit=f"{MOFA}/protocol", role="desk")
    later = Browser(lone.node).post(give_link(lone, "o-admin", "first-of-all-secrets-2"), twice)
    assert later["Location"] == "/desk/"
