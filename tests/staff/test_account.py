"""One's own account: look, password, being away, sessions."""

from datetime import timedelta

import pytest
from django.conf import settings as desk
from django.test import Client
from django.utils import timezone

from regulars.staff import rules, sessions
from regulars.staff.devices import device_words
from regulars.staff.models import Session
from regulars.staff.seen import NOTES, Notes, write_down
from tests.builders import NOW, PASSWORD, agent, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
LOOK = {"name": "Ada B.", "time_zone": "UTC", "language": "en", "theme": "dark", "density": "dense"}


def took_seat(said: str = FIREFOX) -> Client:
    """Ada, signed in by the page."""
    agent(with_password=True)
    client = Client(headers={"User-Agent": said})
    assert client.post("/sign-in", {"email": "ada@desk.example", "password": PASSWORD}).status_code == 302
    return client


def key(client: Client) -> str:
    return str(client.cookies[desk.SESSION_COOKIE_NAME].value)


def test_how_the_desk_looks_is_kept() -> None:
    assert signed_in().post("/account", LOOK).url == "/account"
    ada = agent()
    assert {name: getattr(ada, name) for name in LOOK} == LOOK


@pytest.mark.parametrize(("name", "value"), [("theme", "pink"), ("density", "loose"), ("language", "tlh")])
def test_what_no_form_offers_is_refused(name: str, value: str) -> None:
    assert signed_in().post("/account", LOOK | {name: value}).status_code == 422
    assert getattr(agent(), name) != value


def test_each_seat_is_listed_and_can_be_left() -> None:
    here, there = took_seat(), took_seat("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605.1")
    page = here.get("/account").content.decode()
    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    assert page.count("this one") == 1
    assert key(there) not in page
    here.post(f"/account/sessions/{sessions.mark_of(key(there))}/end")
    assert there.get("/account").status_code == 302
    assert here.get("/account").status_code == 200


def test_nobody_ends_the_session_of_another() -> None:
    ada = took_seat()
    signed_in("owner").post(f"/account/sessions/{sessions.mark_of(key(ada))}/end")
    assert ada.get("/account").status_code == 200


def test_signing_out_everywhere_ends_all_of_them() -> None:
    here, there = took_seat(), took_seat()
    here.post("/account/sessions/end")
    assert here.get("/account").status_code == there.get("/account").status_code == 302


def test_a_new_password_ends_all_other_seats() -> None:
    here, there = took_seat(), took_seat()
    assert here.post("/account/password", {"old": "wrong", "password": "a loud red teapot"}).status_code == 422
    assert here.post("/account/password", {"old": PASSWORD, "password": "short"}).status_code == 422
    assert here.post("/account/password", {"old": PASSWORD, "password": "a loud red teapot"}).status_code == 302
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302
    assert agent().check_password("a loud red teapot")


def test_going_away_and_coming_back() -> None:
    client = signed_in()
    client.post("/account/away")
    assert agent().away_since is not None
    assert "I am back" in client.get("/account").content.decode()
    client.post("/account/back")
    assert agent().away_since is None


def test_seen_is_written_beside_the_pages_and_seldom() -> None:
    client = took_seat()
    notes, pk = Notes(), agent().pk
    notes.note(pk, key(client), NOW)
    notes.note(pk, key(client), NOW + timedelta(minutes=1))
    assert write_down(notes, NOW) == 1
    assert (agent().seen_at, Session.objects.get(agent=pk).seen_at) == (NOW, NOW)
    notes.note(pk, key(client), NOW + timedelta(minutes=3))
    assert write_down(notes, NOW + timedelta(minutes=3)) == 0
    notes.note(pk, key(client), NOW + timedelta(minutes=5))
    assert write_down(notes, NOW + timedelta(minutes=5)) == 1
    assert agent().is_present(NOW + timedelta(minutes=19))
    assert not agent().is_present(NOW + timedelta(minutes=21))


def test_a_page_notes_who_asked_and_writes_nothing() -> None:
    client = took_seat()
    NOTES.take(NOW)
    client.get("/account")
    assert (agent().pk, key(client)) in NOTES.take(timezone.now())
    assert agent().seen_at is None


def test_guessing_the_password_at_an_open_seat_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regulars.staff.accounts.TRIES", 1)
    client = took_seat()
    assert "not your password" in client.post("/account/password", {"old": "x"}).content.decode()
    assert "Too many tries" in client.post("/account/second/codes", {"password": PASSWORD}).content.decode()


@pytest.mark.parametrize(
    ("active", "away", "seen", "present"),
    [
        (True, None, 14, True),
        (True, None, 15, False),
        (True, 1, 1, False),
        (False, None, 1, False),
        (True, None, None, False),
    ],
)
def test_presence(active: bool, away: int | None, seen: int | None, present: bool) -> None:
    def ago(minutes: int | None) -> object:
        return None if minutes is None else NOW - timedelta(minutes=minutes)

    assert rules.is_present(active, ago(away), ago(seen), NOW) is present


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/19.0 Safari/605.1.15", "Safari on Mac"),
        ("curl/8.5", "Another program"),
        ("", "Another program"),
    ],
)
def test_devices_are_told_in_words(said: str, words: str) -> None:
    assert device_words(said) == words


def test_right_passwords_use_up_no_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regulars.staff.acts.TRIES_OF_ADDRESS", 2)
    for _ in range(4):
        took_seat()
