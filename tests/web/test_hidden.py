"""What is kept for others, an inbox or the conversations that they hold: nothing of it reaches somebody else."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from regulars.book.models import Conversation
from regulars.intake.access import hidden_inboxes, may_see_inbox
from regulars.staff import rules
from regulars.staff.models import Membership, Role
from regulars.staff.teams import NEEDS
from regulars.web.routes import ANYONE, ROUTES, Route
from tests.builders import agent, conversation, messages

from .conftest import Desk

# What was said there, and the names of files; none of it stands in a page of ours otherwise.
WORDS = re.compile(r"picture of the kettle|look at <?b?>?this|it leaks|still cold|it boils|kettle\.png", re.IGNORECASE)
NAMED = re.compile("Ana Novak|ana@nordbake", re.IGNORECASE)
# Their ids are of no inbox: static files, people and their seats, jobs, inboxes themselves (their settings are by
# permission), a mail's own picture (its address is the permission, for an hour), what only who wrote it may open.
OF_NO_INBOX = re.compile(
    r"/(static|staff|jobs|join|account|inboxes|pictures|notices|views|macros|tags|assignment|undo|acts|drafts|enclosures"
    r"|readings|terms|hours)(/|$)"
)
# What belongs to a person is everybody's who reads books; of what was said there it says nothing all the same.
OF_BOOKS = re.compile(
    r"/(customers|tasks|facts|relations|merges|moves|give|who|erasures|links|visits|briefs|imports|tokens"
    r"|gestures|offers|vouchers|giving|amends|webhooks|sendings|allowances)(/|$)"
)
# What lies in quarantine is nobody's conversation yet: who works on it sees it.
OF_NO_CONVERSATION = re.compile(r"/(deliveries|quarantine)(/|$)")


def kept_for_others(desk: Desk) -> None:
    """All that is on the desk came through an inbox for a team in which Ada is not, and she may do everything else."""
    desk.held.inbox.teams.set([desk.team])
    Role.objects.create(name="agent", label="Agent", permissions=sorted(rules.PERMISSIONS))


def held_by_others(desk: Desk) -> None:
    """All that is on the desk is with Leo, and Ada, who may do everything else, sees only what is hers."""
    Role.objects.create(name="agent", label="Agent", permissions=sorted(rules.PERMISSIONS), reach=rules.OWN)
    Conversation.objects.update(assignee=agent("lead"))


# Both engines are asked the longer condition; the shorter one is a part of it.
KEPT = pytest.mark.parametrize("keep", [pytest.param(kept_for_others, marks=pytest.mark.sqlite), held_by_others])


def asked(desk: Desk, *methods: str) -> Iterator[tuple[Route, str, Any]]:
    """What every route says to Ada. One of them settles for whom an inbox is kept, which is put right each time."""
    teams = list(desk.held.inbox.teams.all())
    holders = dict(Conversation.objects.values_list("pk", "assignee"))
    client = Client(raise_request_exception=False)
    for method in methods:
        for _, route in ROUTES:
            if method in route.methods and route.may != ANYONE:
                client.force_login(agent())
                desk.held.inbox.teams.set(teams)
                for pk, holder in holders.items():
                    Conversation.objects.filter(pk=pk).update(assignee=holder)
                yield route, method, client.generic(method, desk.path(route) + "?q=kettle")


def said(response: Any) -> str:
    """All that an answer says."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


@KEPT
@pytest.mark.slow
def test_no_route_says_a_word_of_it(desk: Desk, keep: Callable[[Desk], None]) -> None:
    keep(desk)
    for route, method, response in asked(desk, "GET", "POST"):
        found = WORDS.search(said(response))
        assert not found, (route.name, method, found)
        # The page of a fault says nothing, too.
        assert response.status_code != 500, (route.name, method)
        nobodys = keep is held_by_others and OF_NO_CONVERSATION.match(route.path)
        if "<" in route.path and not (nobodys or OF_NO_INBOX.match(route.path) or OF_BOOKS.match(route.path)):
            assert response.status_code in (403, 404), (route.name, method, response.status_code)


@KEPT
@pytest.mark.slow
@pytest.mark.sqlite
def test_no_route_names_who_may_not_be_seen(desk: Desk, keep: Callable[[Desk], None]) -> None:
    keep(desk)
    desk.conversation.customer.visits.all().delete()
    for route, method, response in asked(desk, "GET", "POST"):
        # The page of components calls somebody so.
        found = NAMED.search(said(response)) if route.name != "design" else None
        assert not found, (route.name, method, found)


@pytest.mark.slow
@pytest.mark.sqlite
def test_in_a_book_of_which_one_sees_a_part_the_rest_stays_hidden(desk: Desk) -> None:
    kept_for_others(desk)
    mine = conversation(desk.conversation.customer, "Another matter", inbox=None, assignee=agent())
    messages(mine, ["Where is my parcel?"])
    for route, method, response in asked(desk, "GET", "POST"):
        found = WORDS.search(said(response))
        assert not found, (route.name, method, found)


@pytest.mark.slow
@pytest.mark.sqlite
def test_for_somebody_in_the_team_all_is_as_ever(desk: Desk) -> None:
    kept_for_others(desk)
    Membership.objects.create(team=desk.team, agent=agent())
    spoke = {route.name for route, _, response in asked(desk, "GET") if WORDS.search(said(response))}
    assert {"inbox", "conversation", "customer", "raw_message", "message_html"} <= spoke


@KEPT
@pytest.mark.sqlite
def test_the_book_says_only_that_something_was(desk: Desk, keep: Callable[[Desk], None]) -> None:
    keep(desk)
    ana, client = desk.conversation.customer, Client()
    client.force_login(agent())
    conversation(ana, "Another matter", inbox=None, assignee=agent())
    page = client.get(f"/customers/{ana.public_id}").content.decode()
    assert "kept for others" in page
    assert "Ana Novak" in page


@KEPT
@pytest.mark.sqlite
def test_a_book_is_not_opened_by_who_may_see_nothing_of_it(desk: Desk, keep: Callable[[Desk], None]) -> None:
    keep(desk)
    ana, client = desk.conversation.customer, Client()
    client.force_login(agent())
    ana.visits.all().delete()
    for route, path in ((route, desk.path(route)) for _, route in ROUTES):
        if path.startswith(f"/customers/{ana.public_id}"):
            methods = [method for method in ("GET", "POST") if method in route.methods]
            assert {client.generic(method, path).status_code for method in methods} == {404}, route.name


@pytest.mark.slow
@pytest.mark.sqlite
def test_every_id_that_these_tests_ask_for_is_a_real_one(desk: Desk) -> None:
    client = Client(raise_request_exception=False)
    for _, route in ROUTES:
        if "<" in route.path and "GET" in route.methods and not OF_NO_INBOX.match(route.path):
            client.force_login(agent("owner"))
            assert client.get(desk.path(route)).status_code in (200, 302), route.name


@pytest.mark.sqlite
def test_an_inbox_without_teams_is_everybodys(desk: Desk) -> None:
    inbox = desk.held.inbox
    assert not NEEDS.offers["inboxes"](desk.team)
    assert hidden_inboxes(agent()) == ()
    inbox.teams.set([desk.team])
    assert hidden_inboxes(agent()) == (inbox.pk,)
    assert "help@desk.example" in NEEDS.offers["inboxes"](desk.team)
    assert hidden_inboxes(agent("owner")) == ()
    assert not may_see_inbox(agent(), inbox.pk)
    assert may_see_inbox(agent(), None)
    Membership.objects.create(team=desk.team, agent=agent())
    assert hidden_inboxes(agent()) == ()
