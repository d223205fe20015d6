"""Taking a seat, leaving it, and the first owner."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as desk
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from regulars.base.results import Refused
from regulars.config import settings as of_a_desk
from regulars.staff import acts
from regulars.staff.models import Agent
from tests.builders import NOW, PASSWORD, agent

OWNER = {"name": "Olga Petrova", "email": "olga@desk.example", "password": PASSWORD, "time_zone": "Europe/Lisbon"}

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def try_in(client: Client, email: str = "ada@desk.example", password: str = PASSWORD, onward: str = "") -> object:
    """One try at the sign-in page."""
    return client.post("/sign-in", {"email": email, "password": password, "next": onward})


@pytest.fixture
def key(settings: Settings, tmp_path: Path) -> str:
    """The key of a desk without an owner, in a home of its own: a desk that another test started may make one too."""
    settings.REGULARS_HOME = tmp_path
    return acts.first_run_key()


def test_address_in_any_case_and_password_give_the_seat() -> None:
    agent(with_password=True)
    client = Client()
    assert try_in(client, "  ADA@Desk.example ").url == "/today"
    assert client.get("/").status_code == 200


@pytest.mark.sqlite
def test_passwords_are_kept_by_argon2(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = of_a_desk.PASSWORD_HASHERS
    assert agent(with_password=True).password.startswith("argon2$argon2id$")


def test_the_session_is_a_new_one() -> None:
    agent(with_password=True)
    client = Client()
    session = client.session
    session["old"] = True
    session.save()
    old = session.session_key
    client.cookies[desk.SESSION_COOKIE_NAME] = old
    try_in(client)
    assert client.cookies[desk.SESSION_COOKIE_NAME].value != old


def test_a_wrong_password_keeps_the_address_and_not_the_password() -> None:
    agent(with_password=True)
    response = try_in(Client(), password="wrong secret")
    page = response.content.decode()
    assert response.status_code == 422
    assert "ada@desk.example" in page
    assert "wrong secret" not in page
    assert "1 thing to put right" in page


def test_unknown_and_wrong_are_told_in_the_same_words() -> None:
    agent(with_password=True)
    wrong, unknown = try_in(Client(), password="x"), try_in(Client(), email="none@desk.example")
    said = "Address and password do not fit together"
    assert said in wrong.content.decode()
    assert said in unknown.content.decode()


def test_someone_who_left_gets_no_seat() -> None:
    agent(with_password=True)
    Agent.objects.update(is_active=False)
    assert try_in(Client()).status_code == 422


def test_too_many_tries_wait_and_then_may_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    agent(with_password=True)
    monkeypatch.setattr(acts, "TRIES_OF_ADDRESS", 2)
    for _ in range(2):
        assert "do not fit" in try_in(Client(), password="x").content.decode()
    assert "Too many tries" in try_in(Client()).content.decode()
    later = timezone.now() + timedelta(minutes=31)
    monkeypatch.setattr("regulars.staff.pages.sign_in.timezone.now", lambda: later)
    assert try_in(Client()).status_code == 302


def test_one_client_may_not_try_many_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "TRIES_OF_CLIENT", 2)
    said = [try_in(Client(), email=f"a{place}@desk.example").content.decode() for place in range(3)]
    assert ["Too many tries" in page for page in said] == [False, False, True]


def test_behind_a_web_server_clients_are_told_apart(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """By the address that the server added, whatever the client itself wrote before it."""
    monkeypatch.setattr(acts, "TRIES_OF_CLIENT", 1)

    def refused(said: str) -> bool:
        body = {"email": f"{said[-1]}@desk.example", "password": "x"}
        return "Too many tries" in Client(headers={"X-Forwarded-For": said}).post("/sign-in", body).content.decode()

    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert [refused(f"203.0.113.{end}, 198.51.100.7") for end in (1, 2)] == [False, True]
    assert not refused("198.51.100.8")
    settings.SECURE_PROXY_SSL_HEADER = None
    assert [refused(f"198.51.100.{end}") for end in (3, 4)] == [False, True]


@pytest.mark.parametrize(
    ("wanted", "gets"),
    [
        ("/search?q=a", "/search?q=a"),
        ("https://evil.example/", "/today"),
        ("//evil.example", "/today"),
        ("/\\evil.example", "/today"),
        ("javascript:alert(1)", "/today"),
        ("", "/today"),
    ],
)
def test_onward_only_to_our_own_pages(wanted: str, gets: str) -> None:
    agent(with_password=True)
    assert try_in(Client(), onward=wanted).url == gets


def test_the_page_that_was_asked_for_comes_after_signing_in() -> None:
    agent()
    assert Client().get("/search?q=kettle").url == "/sign-in?next=%2Fsearch%3Fq%3Dkettle"
    assert 'value="/search?q=kettle"' in Client().get("/sign-in?next=%2Fsearch%3Fq%3Dkettle").content.decode()


def test_signing_out_ends_the_session() -> None:
    client = Client()
    client.force_login(agent())
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").url == "/sign-in"
    assert client.get("/").status_code == 302


def test_the_first_owner_takes_the_desk(key: str) -> None:
    client = Client()
    assert client.get("/first-run", {"key": key}).status_code == 200
    assert client.post("/first-run", OWNER | {"key": key}).url == "/today"
    owner = Agent.objects.get()
    assert (owner.role, owner.time_zone, owner.check_password(PASSWORD)) == ("owner", "Europe/Lisbon", True)
    assert client.get("/").status_code == 200
    assert not (Path(desk.REGULARS_HOME) / "keys" / "first-run.key").exists()
    assert client.get("/first-run", {"key": key}).url == "/sign-in"


def test_a_wrong_key_says_so(key: str) -> None:
    response = Client().post("/first-run", OWNER | {"key": "wrong"})
    assert response.status_code == 403
    assert "That key is not the one" in response.content.decode()
    assert not Agent.objects.exists()


def test_without_a_key_file_no_key_fits() -> None:
    assert not acts.is_first_run_key("")


def test_all_that_is_wrong_is_told_at_once_and_kept(key: str) -> None:
    wrong = {"key": key, "name": "", "email": "olga", "password": "short", "time_zone": "Moon/Sea"}
    response = Client().post("/first-run", wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert "4 things to put right" in page
    assert 'value="olga"' in page
    assert 'value="Moon/Sea"' in page
    assert "short" not in page.split("Password", 1)[1].split("Time zone")[0].replace("too short", "")


def test_the_second_of_two_owners_is_refused(key: str) -> None:
    assert isinstance(acts.make_owner("Olga", "olga@desk.example", PASSWORD, NOW), Agent)
    assert isinstance(acts.make_owner("Leo", "leo@desk.example", PASSWORD, NOW), Refused)


def test_the_environments_owner_is_made_once_and_never_changed() -> None:
    acts.ensure_owner("Olga@desk.example", PASSWORD)
    acts.ensure_owner("olga@desk.example", "another password")
    assert Agent.objects.get().check_password(PASSWORD)


def test_the_environments_owner_needs_a_password_that_will_do() -> None:
    refused = acts.ensure_owner("olga@desk.example", "short")
    assert isinstance(refused, Refused)
    assert "10 characters" in refused.reason
    assert not Agent.objects.exists()


def test_ones_own_name_and_zone_are_changed() -> None:
    client = Client()
    client.force_login(agent())
    assert 'value="Ada Byrne"' in client.get("/account").content.decode()
    assert client.post("/account", {"name": "Ada B.", "time_zone": "Asia/Tokyo"}).url == "/account"
    changed = agent()
    assert (changed.name, changed.time_zone) == ("Ada B.", "Asia/Tokyo")
    wrong = client.post("/account", {"name": "", "time_zone": "Moon/Sea"})
    assert wrong.status_code == 422
    assert "2 things to put right" in wrong.content.decode()
    assert 'value="Moon/Sea"' in wrong.content.decode()
    assert agent().name == "Ada B."
