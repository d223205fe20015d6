"""Who is at the desk: found in one statement, and by all that Django's own checks ask."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from regulars.staff.models import Agent, Role, Session
from regulars.staff.seat import who_asks
from regulars.staff.sessions import SessionStore
from tests import builders

pytestmark = pytest.mark.django_db


def request_of(client: Client) -> HttpRequest:
    """A request with the client's session, as the middleware makes one."""
    request = HttpRequest()
    request.session = SessionStore(client.session.session_key)
    return request


def test_who_asks_is_found_with_their_session_in_one_statement() -> None:
    request = request_of(builders.signed_in("lead"))
    with CaptureQueriesContext(connection) as asked:
        agent = who_asks(request)
        assert isinstance(agent, Agent)
        assert agent.may("conversation.work")
    assert len(asked) == 1
    kept = Agent.objects.get()
    assert kept.granted
    kept._state, agent._state = {}, {}  # type: ignore[assignment] # of no account
    assert vars(agent) == vars(kept)


@pytest.mark.parametrize("role", ["owner", "agent", "night-shift"])
def test_a_role_holds_what_its_owner_has_settled(role: str) -> None:
    Role.objects.create(name="agent", permissions=["book.read"])
    agent = who_asks(request_of(builders.signed_in(role)))
    assert isinstance(agent, Agent)
    assert agent.granted == Agent.objects.get().granted
    assert agent.may("book.read") == (role != "night-shift")


def switched_off() -> None:
    Agent.objects.update(is_active=False)


def other_password() -> None:
    Agent.objects.update(password="another hash")


def signed_out_elsewhere() -> None:
    Session.objects.all().delete()


def over() -> None:
    Session.objects.update(expire_date=timezone.now())


def of_somebody_else() -> None:
    Session.objects.update(agent=builders.agent("owner"))


def forged() -> None:
    Session.objects.update(session_data="x")


@pytest.mark.parametrize("change", [switched_off, other_password, signed_out_elsewhere, over, forged])
def test_a_seat_is_nobodys_any_more(change: Callable[[], None]) -> None:
    client = builders.signed_in("lead")
    request = request_of(client)
    change()
    assert not who_asks(request).is_authenticated


def test_the_signed_words_of_a_session_say_whose_it_is() -> None:
    request = request_of(builders.signed_in("lead"))
    lead = Agent.objects.get()
    of_somebody_else()
    assert who_asks(request) == lead
