"""Every route, without a seat and from each seat."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from regulars.engine.sqlite import lock
from regulars.staff import rules
from regulars.web.routes import ANYONE, ROUTES, SIGNED_IN
from tests.builders import agent, signed_in

from .conftest import Desk, routes

PUBLIC = {"sign_in", "first_run", "static_file", "healthz", "picture"}
METHODS = ("GET", "POST")


def answers(client: Client, desk: Desk) -> list[tuple[Any, str, Any]]:
    """What each route says to each of its methods."""
    asked = [(route, method) for method in METHODS for route in routes(method) if route.name != "sign_out"]
    return [(route, method, client.generic(method, desk.path(route))) for route, method in asked]


def test_only_these_are_open_to_anyone() -> None:
    assert {name for name, route in ROUTES if route.may == ANYONE} == PUBLIC


def test_every_permission_is_known() -> None:
    assert {route.may for _, route in ROUTES} <= {ANYONE, SIGNED_IN, *rules.PERMISSIONS}


def test_without_a_seat_every_other_page_leads_to_sign_in(desk: Desk) -> None:
    agent("owner")
    for route, method, response in answers(Client(raise_request_exception=False), desk):
        if route.name not in PUBLIC:
            assert (response.status_code, response.url.split("?")[0]) == (302, "/sign-in"), (route.name, method)


@pytest.mark.parametrize("role", rules.ROLES)
def test_each_seat_opens_what_its_role_may(desk: Desk, role: str) -> None:
    for route, method, response in answers(signed_in(role), desk):
        closed = route.may in rules.PERMISSIONS and route.may not in rules.ROLES[role]
        assert (response.status_code == 403) == closed, (route.name, method, response.status_code)
        assert response.status_code < 500, (route.name, method)


def test_every_answer_has_a_strict_content_policy(desk: Desk) -> None:
    for route, method, response in answers(signed_in("owner"), desk):
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, (route.name, method)
        assert "script-src 'self'" in policy or "script-src" not in policy
        assert "frame-ancestors" in policy
        assert ("unsafe" in policy) == (route.name == "message_html")


def test_no_page_has_a_script_or_style_within(desk: Desk) -> None:
    for route, _, response in answers(signed_in("owner"), desk):
        if response.headers.get("Content-Type", "").startswith("text/html") and route.name != "message_html":
            page = response.content.decode()
            assert "<style" not in page
            assert " style=" not in page
            assert " onclick=" not in page
            assert page.count("<script") == page.count("<script src=")


@pytest.mark.sqlite
def test_a_page_that_only_shows_takes_no_write_lock(desk: Desk) -> None:
    client = signed_in("owner")
    for route in routes("GET"):
        before = lock.taken()
        client.get(desk.path(route))
        assert lock.taken() == before, route.name


def test_a_head_request_is_answered_without_a_body(desk: Desk) -> None:
    response = signed_in().head("/")
    assert (response.status_code, response.content) == (200, b"")


def test_a_method_that_is_not_declared_is_refused(desk: Desk) -> None:
    assert signed_in().delete("/").status_code == 405


def test_acts_need_the_mark_of_our_own_form(desk: Desk) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent())
    response = client.post(f"/conversations/{desk.conversation.public_id}/close")
    assert response.status_code == 403
    assert "open for too long" in response.content.decode()


def test_the_middleware_is_what_these_tests_rest_on() -> None:
    assert "django.middleware.csrf.CsrfViewMiddleware" in settings.MIDDLEWARE
    assert "regulars.web.middleware.content_policy" in settings.MIDDLEWARE
