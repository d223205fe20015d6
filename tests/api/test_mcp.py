"""Assistants read what a token may read, and write nothing."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from regulars.api import tokens
from regulars.api.models import Token
from regulars.book.models import Customer, Merge
from tests import builders
from tests.api.conftest import Program

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ORDER = {"source_id": "1001", "customer": {"email": "ana@nordbake.example"}, "currency": "EUR", "total": 3890}
LISTED = {"name": "list_orders", "arguments": [1]}
WRITES = {"make_customer", "change_customer", "bring_orders", "bring_visits", "bring_rewards", "bring_rating"}


def post(program: Program, body: Any, **headers: str) -> HttpResponse:
    """One message, as it was sent."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {"Authorization": f"Bearer {program.secret}", **headers}
    return program.client.generic("POST", "/mcp", sent, "application/json", headers=named)


def ask(program: Program, method: str, params: Any = None, **headers: str) -> Any:
    """What comes back for a request that has to be answered."""
    message = {"jsonrpc": "2.0", "id": 7, "method": method} | ({} if params is None else {"params": params})
    answer = post(program, message, **headers)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json"), answer.content
    said = json.loads(answer.content)
    assert (said["jsonrpc"], said["id"]) == ("2.0", 7)
    return said.get("result", said.get("error"))


def call(program: Program, tool: str, **given: Any) -> Any:
    """What a tool gives."""
    return ask(program, "tools/call", {"name": tool, "arguments": given})


def test_an_assistant_begins_and_is_told_what_it_may_read(program: Program) -> None:
    begun = ask(program, "initialize", {"protocolVersion": "2025-03-26", "capabilities": {}, "clientInfo": {}})
    assert (begun["protocolVersion"], begun["capabilities"]) == ("2025-03-26", {"tools": {}})
    assert ask(program, "initialize", {"protocolVersion": "1999-01-01"})["protocolVersion"] == "2025-06-18"
    assert post(program, {"jsonrpc": "2.0", "method": "notifications/initialized"}).status_code == 202
    assert ask(program, "ping") == {}
    told = {one["name"]: one for one in ask(program, "tools/list")["tools"]}
    assert {"list_customers", "read_customer", "list_orders", "read_order", "list_visits", "read_reward"} <= set(told)
    assert not WRITES & set(told)
    assert all(one["annotations"]["readOnlyHint"] for one in told.values())
    assert told["read_order"]["inputSchema"]["required"] == ["public_id"]
    few = ask(Program("orders:read", "orders:write"), "tools/list")["tools"]
    assert {one["name"] for one in few} == {"list_orders", "read_order"}


def test_a_tool_gives_what_the_api_gives(program: Program) -> None:
    order = {**ORDER, "ordered_at": "2026-11-01T10:00:00Z"}
    fate = program.post("/orders", {"source": "shop", "orders": [order]})["fates"][0]
    given = call(program, "read_order", public_id=fate["id"])
    assert given["isError"] is False
    assert given["structuredContent"] == program.get(f"/orders/{fate['id']}")
    assert json.loads(given["content"][0]["text"]) == given["structuredContent"]
    found = call(program, "list_customers", identity="Ana@Nordbake.example", limit=1)["structuredContent"]
    whose = found["items"][0]["id"]
    listed = call(program, "list_orders", customer=whose, updated_since=None)["structuredContent"]
    assert listed["items"][0]["id"] == fate["id"]


def test_who_was_merged_leads_on(program: Program) -> None:
    gone, stays = builders.customer(), builders.customer("Boris Okafor", "boris@veloworks.example")
    Merge.objects.create(gone=gone, stays=stays, at=timezone.now())
    Customer.objects.filter(pk=gone.pk).update(merged_into=stays)
    assert call(program, "read_customer", public_id=gone.public_id)["structuredContent"]["id"] == stays.public_id


@pytest.mark.parametrize(
    ("tool", "given", "code"),
    [
        ("read_order", {"public_id": "0123456789ab"}, "missing"),
        ("read_order", {"public_id": "../customers"}, "missing"),
        ("read_order", {}, "invalid"),
        ("read_order", {"public_id": ["x"]}, "invalid"),
        ("list_orders", {"colour": "red"}, "invalid"),
        ("list_orders", {"limit": "many"}, "invalid"),
        ("list_orders", {"cursor": "!"}, "invalid"),
        ("list_orders", {"source": {"a": 1}}, "invalid"),
    ],
)
def test_what_a_tool_does_not_take_is_its_answer(program: Program, tool: str, given: Any, code: str) -> None:
    answer = call(program, tool, **given)
    assert (answer["isError"], answer["structuredContent"]["error"]["code"]) == (True, code)


def test_nothing_is_written_whatever_the_token_may(program: Program) -> None:
    for tool in (*WRITES, "", "tools", "read_nothing"):
        assert call(program, tool, name="Eve")["code"] == -32602
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, -32700),
        (b"[" * 100_000, 400, -32700),
        ([], 400, -32600),
        ({"id": 1, "method": "ping"}, 400, -32600),
        ({"jsonrpc": "2.0", "id": {}, "method": "ping"}, 400, -32600),
        ({"jsonrpc": "2.0", "id": 1, "method": 5}, 400, -32600),
        ({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": []}, 400, -32602),
        ({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": LISTED}, 200, -32602),
        ({"jsonrpc": "2.0", "id": 1, "method": "resources/list"}, 200, -32601),
    ],
)
def test_what_is_no_message_is_said(program: Program, body: Any, status: int, code: int) -> None:
    answer = post(program, body)
    assert (answer.status_code, json.loads(answer.content)["error"]["code"]) == (status, code)


def test_nobody_asks_without_a_token_from_elsewhere_or_in_another_way(program: Program) -> None:
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    refused = Client().post("/mcp", ping, "application/json")
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert builders.signed_in("owner").post("/mcp", ping, "application/json").status_code == 401
    assert post(program, ping, Origin="https://elsewhere.example").status_code == 403
    assert post(program, ping, Origin="http://testserver").status_code == 200
    assert post(program, ping, **{"MCP-Protocol-Version": "1999-01-01"}).status_code == 400
    assert program.client.get("/mcp").status_code == 405
    tokens.withdraw(Token.objects.get(pk=program.token.pk), builders.agent("owner"), timezone.now())
    assert post(program, ping).status_code == 401
