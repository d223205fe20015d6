"""What a person sees when something is wrong."""

from typing import NoReturn
from unittest.mock import patch

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from tests.builders import conversation, customer, signed_in


def refuse(fault: Exception) -> object:
    """Something that raises whatever it is called with."""

    def refusing(*parts: object, **named: object) -> NoReturn:
        raise fault

    return refusing


@pytest.mark.parametrize("fault", [OperationalError("database is locked"), InterfaceError("connection already closed")])
@pytest.mark.parametrize("path", ["/", "/search?q=kettle", "/jobs"])
def test_without_the_database_there_is_a_clear_page(db: None, fault: Exception, path: str) -> None:
    client = signed_in("owner")
    with patch.object(connection, "ensure_connection", refuse(fault)):
        response = client.get(path)
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "The database does not answer" in response.content.decode()
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_health_says_that_the_database_is_gone(db: None) -> None:
    assert Client().get("/healthz").json() == {"ok": True, "database": "answers"}
    with patch.object(connection, "ensure_connection", refuse(OperationalError("gone"))):
        response = Client().get("/healthz")
    assert (response.status_code, response.json()["ok"]) == (503, False)


def test_our_own_fault_needs_no_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in()
    monkeypatch.setattr("regulars.conversations.queues.lists.listed", refuse(ZeroDivisionError()))
    response = client.get("/")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/nothing", "/conversations/nothing", "/customers/%00", "/quarantine/x", "/static/x.css"]
)
def test_what_is_not_there(db: None, path: str) -> None:
    response = signed_in().get(path)
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


def test_what_is_not_allowed(db: None) -> None:
    response = signed_in("agent").get("/jobs")
    assert response.status_code == 403
    assert "not open to you" in response.content.decode()


def test_a_foreign_host_is_refused(db: None) -> None:
    response = Client(raise_request_exception=False).get("/sign-in", headers={"host": "elsewhere.example"})
    assert response.status_code == 400


@pytest.mark.parametrize("path", [f"/jobs/{10**30}/retry", f"/links/{10**30}/join"])
def test_a_number_beyond_all_rows_is_no_fault(db: None, path: str) -> None:
    assert signed_in("owner").post(path).status_code in (302, 404)


@pytest.mark.parametrize("query", ["?to=%00", "?before=%00", "?to=" + "a" * 5000])
def test_what_no_page_of_ours_asks_for_is_the_first_page(db: None, query: str) -> None:
    on = conversation(customer())
    response = signed_in().get(f"/conversations/{on.public_id}{query}")
    assert response.status_code == 200
    assert "This is the first one" in response.content.decode()


def test_where_only_forms_are_sent_is_no_empty_page(db: None) -> None:
    response = signed_in("owner").get("/inboxes/add")
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert "A form is sent to this address." in response.content.decode()
