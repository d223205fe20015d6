"""Every route, without a seat and from each seat."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from regulars.engine.sqlite import lock
from regulars.staff import rules
from regulars.web.routes import ANYONE, ROUTES, SIGNED_IN, Route
from tests.builders import CAST, agent, signed_in

from .conftest import Desk, routes

PUBLIC = {
    "sign_in",
    "second_step",
    "set_up_second",
    "ask_for_passkey",
    "sign_in_by_passkey",
    "to_company",
    "from_company",
    "first_run",
    "join",
    # A link that is signed, ends, and sets one person's password.
    "way_in",
    "static_file",
    "healthz",
    "picture",
    # A link that is signed, ends, and opens one customer's page.
    "theirs",
    # The same, for one offer and one voucher.
    "their_choice",
    "their_voucher",
    # The same, for one promise that was made to them.
    "their_receipt",
}
METHODS = ("GET", "POST")
# And nobody at all.
ROLES = (*CAST, "")


def answers(role: str, desk: Desk, methods: Sequence[str] = METHODS) -> Iterator[tuple[Route, str, Any]]:
    """What each route there is says to GET and POST, each asked from a seat of that role, or from none."""
    client = Client(raise_request_exception=False)
    for method in methods:
        for _, route in ROUTES:
            # Anew each time: some routes end the session, and what that leaves behind must not hide what follows.
            if role and (method == "POST" or not client.cookies):
                client.force_login(agent(role))
            yield route, method, client.generic(method, desk.path(route))


def expected(route: Route, method: str, granted: frozenset[str] | None) -> frozenset[int]:
    """What a route may answer to somebody with these permissions, None being nobody. A fault never is."""
    if method not in route.methods:
        return frozenset({405})
    if granted is None and route.may != ANYONE:
        return frozenset({302})
    if route.may in rules.PERMISSIONS and route.may not in (granted or ()):
        return frozenset({403})
    # Nothing was typed into what is sent here, so that many a form comes back with what is wrong.
    return frozenset({200, 204, 302, 400, 404, 409, 410, 422})


def test_only_these_are_open_to_anyone() -> None:
    assert {name for name, route in ROUTES if route.may == ANYONE} == PUBLIC


def test_every_permission_is_known() -> None:
    assert {route.may for _, route in ROUTES} <= {ANYONE, SIGNED_IN, *rules.PERMISSIONS}


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.parametrize("role", ROLES)
def test_each_route_answers_each_role_as_it_declared(desk: Desk, role: str) -> None:
    agent("owner")
    for route, method, response in answers(role, desk):
        allowed = expected(route, method, agent(role).granted if role else None)
        assert response.status_code in allowed, (role, route.name, method, response.status_code)
        if not role and response.status_code == 302 and route.name not in PUBLIC:
            assert response.url.split("?")[0] == "/sign-in", (route.name, method)


@pytest.mark.django_db
def test_the_cast_holds_somebody_who_may_nothing() -> None:
    assert agent("night-shift").granted == frozenset()


def has_a_strict_policy(route: Route, response: Any) -> None:
    """What the answer lets a browser do."""
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy, route.name
    assert "script-src 'self'" in policy or "script-src" not in policy
    assert "frame-ancestors" in policy
    assert ("unsafe" in policy) == (route.name == "message_html" and response.status_code == 200)


def has_nothing_within(route: Route, response: Any) -> None:
    """No script and no style stands in the page itself."""
    if response.headers.get("Content-Type", "").startswith("text/html") and route.name != "message_html":
        page = response.content.decode()
        assert "<style" not in page, route.name
        assert " style=" not in page, route.name
        assert " onclick=" not in page, route.name
        assert page.count("<script") == page.count("<script src="), route.name


@pytest.mark.slow
@pytest.mark.sqlite
def test_every_answer_has_a_strict_content_policy_and_no_script_or_style_within(desk: Desk) -> None:
    for route, _, response in answers("owner", desk, ["GET"]):
        has_a_strict_policy(route, response)
        has_nothing_within(route, response)


@pytest.mark.slow
@pytest.mark.sqlite
def test_a_page_that_only_shows_takes_no_write_lock(desk: Desk) -> None:
    client = signed_in("owner")
    for route in routes("GET"):
        before = lock.taken()
        client.get(desk.path(route))
        assert lock.taken() == before, route.name


@pytest.mark.sqlite
def test_a_head_request_is_answered_without_a_body(desk: Desk) -> None:
    response = signed_in().head("/")
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.sqlite
def test_a_method_that_is_not_declared_is_refused(desk: Desk) -> None:
    assert signed_in().delete("/").status_code == 405


@pytest.mark.sqlite
def test_acts_need_the_mark_of_our_own_form(desk: Desk) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent())
    response = client.post("/acts/close", {"on": desk.conversation.public_id})
    assert response.status_code == 403
    assert "open for too long" in response.content.decode()


def test_the_middleware_is_what_these_tests_rest_on() -> None:
    assert "django.middleware.csrf.CsrfViewMiddleware" in settings.MIDDLEWARE
    assert "regulars.web.middleware.content_policy" in settings.MIDDLEWARE
