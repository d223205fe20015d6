"""The API: who may ask, how often, that a write is done once, and that every answer is what the description says."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from regulars.api import kept, rules, tokens
from regulars.api.models import Answered, Token
from regulars.api.rest import REST
from regulars.book.leaving import acts as leaving
from regulars.book.leaving.carrying import carry_out
from regulars.book.models import Batch, Customer, Erasure, Identity, Merge, Moment, Order
from regulars.engine.models import AuditEntry
from tests import builders
from tests.api.conftest import Program

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ORDER = {
    "source_id": "1001",
    "customer": {"name": "Ana Novak", "email": "ana@nordbake.example"},
    "number": "L-1001",
    "currency": "EUR",
    "total": 3890,
    "ordered_at": "2026-11-01T10:00:00+01:00",
    "promised": {"local": "2026-11-04T18:00", "zone": "Europe/Vienna"},
    "ship_to": {"name": "Ana Novak", "street": "Linden Lane 4", "postcode": "1010", "city": "Vienna", "country": "AT"},
    "lines": [{"name": "Kettle", "sku": "K-1", "quantity": 1, "price": 3890}],
}
ORDERS = {"source": "shop", "orders": [ORDER]}


def operations() -> list[tuple[str, str]]:
    """Method and path of every operation."""
    return [
        (method, path.removeprefix("/api/v1").replace("{public_id}", "0123456789ab"))
        for path, of in REST.get_openapi_schema()["paths"].items()
        for method in (name.upper() for name in of)
    ]


@pytest.mark.sqlite
@pytest.mark.parametrize(("method", "path"), operations())
def test_nobody_gets_in_without_a_token_or_beyond_its_scope(method: str, path: str) -> None:
    assert Client().generic(method, f"/api/v1{path}").status_code == 401
    noun = path.split("/")[1]
    others = [scope for scope in rules.SCOPES if scope != f"{noun}:{'read' if method == 'GET' else 'write'}"]
    answer = Program(*others).ask(method, path)
    assert (answer.status_code, json.loads(answer.content)["error"]["code"]) == (403, "forbidden")


def test_a_signed_in_agent_is_no_program() -> None:
    assert builders.signed_in("owner").get("/api/v1/customers").status_code == 401


def test_a_token_that_has_ended_opens_nothing(program: Program) -> None:
    now = timezone.now()
    Token.objects.filter(pk=program.token.pk).update(expires_at=now)
    assert program.ask("GET", "/customers").status_code == 401
    other = Program()
    tokens.withdraw(other.token, builders.agent("owner"), now)
    assert other.ask("GET", "/customers").status_code == 401


def test_a_token_ends_with_the_seat_of_who_made_it(program: Program) -> None:
    owner = builders.agent("owner")
    owner.is_active = False
    owner.save()
    assert program.ask("GET", "/customers").status_code == 401


def test_only_a_digest_of_the_token_is_kept(program: Program) -> None:
    assert program.secret not in str(list(Token.objects.values()))


def test_orders_come_with_their_customer_and_a_second_time_change_nothing(program: Program) -> None:
    first = program.post("/orders", ORDERS)
    assert [one["outcome"] for one in first["fates"]] == ["brought"]
    known = program.get(f"/orders/{first['fates'][0]['id']}")
    assert (known["number"], known["total"], known["lines"][0]["name"]) == ("L-1001", 3890, "Kettle")
    assert known["promised"] == {"local": "2026-11-04T18:00:00", "zone": "Europe/Vienna", "at": "2026-11-04T17:00:00Z"}
    assert program.get(f"/customers/{known['customer']}")["name"] == "Ana Novak"
    assert program.post("/orders", ORDERS)["fates"][0]["outcome"] == "unchanged"
    moment = Moment.objects.get(kind="order.placed")
    assert not moment.history, "practices see what comes in by a program"
    assert Batch.objects.first().agent == program.token.made_by


def test_visits_and_rewards_keep_their_wall_time_and_zone(program: Program) -> None:
    who = {"email": "ana@nordbake.example"}
    starts = {"local": "2026-12-24T15:00", "zone": "Europe/Vienna"}
    stay = {"source_id": "7", "customer": who, "starts": starts, "what": "Double room"}
    fate = program.post("/visits", {"source": "pms", "visits": [stay]})["fates"][0]
    assert program.get(f"/visits/{fate['id']}")["starts"]["at"] == "2026-12-24T14:00:00Z"
    points = {"source_id": "9", "customer": who, "unit": "points", "balance": 1200}
    points |= {"expires": {"local": "2026-12-31T23:59", "zone": "America/New_York"}}
    fate = program.post("/rewards", {"source": "club", "rewards": [points]})["fates"][0]
    assert program.get(f"/rewards/{fate['id']}")["expires"]["at"] == "2027-01-01T04:59:00Z"


def test_of_many_the_wrong_ones_are_said_and_the_others_kept(program: Program) -> None:
    nobody = {**ORDER, "source_id": "1002", "customer": {}}
    fates = program.post("/orders", {"source": "shop", "orders": [ORDER, nobody]})["fates"]
    assert [one["outcome"] for one in fates] == ["brought", "refused"]
    assert fates[1]["reason"]
    assert Order.objects.count() == 1


def test_lines_that_cost_more_than_any_database_holds_are_refused(program: Program) -> None:
    lines = [{"name": "Kettle", "quantity": 999_999_999, "price": 10**15}]
    dear = {**{name: value for name, value in ORDER.items() if name != "total"}, "lines": lines}
    assert program.post("/orders", {"source": "shop", "orders": [dear]})["fates"][0]["outcome"] == "refused"


def test_a_currency_is_known_however_it_is_written(program: Program) -> None:
    yen = {**ORDER, "currency": "jpy", "total": 3890}
    fate = program.post("/orders", {"source": "shop", "orders": [yen]})["fates"][0]
    assert program.get(f"/orders/{fate['id']}")["currency"] == "JPY"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ordered_at": "2026-11-01T10:00:00"}, "orders.0.ordered_at"),
        ({"total": "a lot"}, "orders.0.total"),
        ({"promised": {"local": "2026-11-04T18:00", "zone": "Mars/Olympus"}}, "orders.0.promised"),
        ({"adress": "Linden Lane"}, "orders.0.adress"),
        ({"currency": "ECU"}, "orders.0.currency"),
        ({"ordered_at": "0001-01-01T00:00:00+14:00"}, "orders.0.ordered_at"),
        ({"promised": {"local": "9999-12-31T23:59", "zone": "America/New_York"}}, "orders.0.promised"),
        ({"number": "L\0"}, ""),
    ],
)
def test_bad_input_is_said_with_its_place_in_one_shape(program: Program, changed: Any, field: str) -> None:
    answer = program.post("/orders", {"source": "shop", "orders": [{**ORDER, **changed}]}, 422)
    assert answer["error"]["field"] == field
    assert set(answer["error"]) == {"code", "message", "field"}
    assert not Order.objects.exists()


def test_what_is_no_json_is_said(program: Program) -> None:
    answer = program.client.generic(
        "POST", "/api/v1/orders", b"{", "application/json", headers={"Authorization": f"Bearer {program.secret}"}
    )
    assert answer.status_code in (400, 422)
    assert json.loads(answer.content)["error"]["message"]


def test_a_write_with_a_key_is_done_once(program: Program) -> None:
    first = program.post("/orders", ORDERS, Idempotency_Key="a1")
    again = program.post("/orders", ORDERS, Idempotency_Key="a1")
    assert first == again
    assert Batch.objects.count() == 1
    other = {"source": "shop", "orders": [{**ORDER, "total": 1}]}
    assert program.post("/orders", other, 409, Idempotency_Key="a1")["error"]["code"] == "key_reused"


def test_what_was_refused_can_be_sent_again_with_its_key(program: Program) -> None:
    program.post("/customers", {"language": "deutsch!"}, 422, Idempotency_Key="b2")
    program.post("/customers", {"language": "de"}, 201, Idempotency_Key="b2")


def test_a_key_is_forgotten_after_a_day(program: Program) -> None:
    program.post("/orders", ORDERS, Idempotency_Key="a1")
    assert kept.forget(timezone.now()) == 0
    assert kept.forget(timezone.now() + kept.KEPT) == 1
    assert not Answered.objects.exists()


def test_a_customer_is_made_read_and_changed_with_its_version(program: Program) -> None:
    asked = {"name": "Ana Novak", "identities": [{"kind": "email", "value": "Ana@nordbake.example", "verified": True}]}
    made = program.post("/customers", asked, 201)
    assert made["identities"] == [{"kind": "email", "value": "ana@nordbake.example", "verified": True, "shared": False}]
    path = f"/customers/{made['id']}"
    held = program.ask("GET", path).headers["ETag"]
    changed = program.ask("PATCH", path, {"greeting": "Ana"}, If_Match=held)
    assert changed.status_code == 200
    stale = program.ask("PATCH", path, {"greeting": "Ms Novak"}, If_Match=held)
    told = json.loads(stale.content)
    assert (stale.status_code, told["current"]["greeting"]) == (409, "Ana")
    fresh = program.ask("PATCH", path, {"greeting": "Ms Novak"}, If_Match=changed.headers["ETag"])
    assert fresh.status_code == 200
    assert AuditEntry.objects.filter(act="customer.changed").count() == 2


def test_a_handle_of_somebody_else_is_refused_and_nothing_is_kept(program: Program) -> None:
    builders.customer()
    asked = {"identities": [{"kind": "email", "value": "ana@nordbake.example", "verified": True}]}
    assert program.post("/customers", asked, 422)["error"]["code"] == "refused"
    assert Customer.objects.count() == 1


def test_a_merged_customer_leads_on_and_stays_in_the_list(program: Program) -> None:
    gone, stays = builders.customer(), builders.customer("Boris Okafor", "boris@veloworks.example")
    Merge.objects.create(gone=gone, stays=stays, at=timezone.now())
    Customer.objects.filter(pk=gone.pk).update(merged_into=stays)
    answer = program.ask("GET", f"/customers/{gone.public_id}")
    assert answer.headers["Cache-Control"] == "no-store", "the merge can be undone"
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/api/v1/customers/{stays.public_id}")
    listed = {one["id"]: one["merged_into"] for one in program.get("/customers")["items"]}
    assert listed == {gone.public_id: stays.public_id, stays.public_id: None}


@pytest.mark.parametrize("noun", ["orders", "visits", "rewards"])
def test_records_are_found_by_the_id_of_who_was_merged_too(program: Program, noun: str) -> None:
    starts = {"local": "2026-12-24T15:00", "zone": "Europe/Vienna"}
    more = {"orders": ORDER, "visits": {"starts": starts}, "rewards": {"unit": "points", "balance": 7}}[noun]
    row = {**more, "source_id": "7", "customer": {"email": "boris@veloworks.example"}}
    fate = program.post(f"/{noun}", {"source": "shop", noun: [row]})["fates"][0]
    stays, gone = Customer.objects.get(), builders.customer()
    Customer.objects.filter(pk=gone.pk).update(merged_into=stays)
    for asked, found in ((stays.public_id, 1), (gone.public_id, 1), ("0123456789ab", 0), ("nobody", 0)):
        items = program.get(f"/{noun}?customer={asked}")["items"]
        assert [one["id"] for one in items] == [fate["id"]] * found, asked


@pytest.mark.parametrize(("sent", "shown"), [(10, "10"), ("100.000", "100"), ("2.50", "2.5"), (1, "1")])
def test_a_quantity_is_a_number_that_every_program_reads(program: Program, sent: int | str, shown: str) -> None:
    order = {**ORDER, "lines": [{"name": "Candle", "quantity": sent, "price": 920}]}
    fate = program.post("/orders", {"source": "shop", "orders": [order]})["fates"][0]
    assert program.get(f"/orders/{fate['id']}")["lines"][0]["quantity"] == shown


def test_who_was_erased_stays_in_the_list_and_says_so(program: Program, settings: Settings, tmp_path: Path) -> None:
    settings.REGULARS_HOME = tmp_path
    ana, now = builders.customer(), timezone.now()
    asked = leaving.ask(ana, None, now)
    assert isinstance(asked, Erasure)
    assert program.get(f"/customers/{ana.public_id}")["erased"] is False
    assert carry_out(asked, now + leaving.GRACE) is None
    (said,) = program.get("/customers")["items"]
    assert (said["id"], said["erased"], said["name"], said["identities"]) == (ana.public_id, True, "", [])
    answer = program.ask("PATCH", f"/customers/{ana.public_id}", {"name": "Ana Novak"})
    assert answer.status_code == 422
    program.post("/orders", ORDERS)
    assert [one["erased"] for one in program.get("/customers")["items"]] == [True, False]


def test_a_list_is_read_to_its_end_while_it_grows(program: Program) -> None:
    for number in range(5):
        Customer.objects.create(name=f"Guest {number}")
    names, cursor = [], ""
    for _ in range(10):
        page = program.get(f"/customers?limit=2&cursor={cursor}")
        names += [one["name"] for one in page["items"]]
        if len(names) == 2:
            Customer.objects.create(name="Guest 5")
        if page["next"] is None:
            break
        cursor = page["next"]
    assert names == [f"Guest {number}" for number in range(6)]
    assert program.ask("GET", "/customers?cursor=%21").status_code == 422


def test_customers_are_found_by_a_handle(program: Program) -> None:
    ana = builders.customer()
    Customer.objects.create(name="Somebody")
    for written in ("ana@nordbake.example", "Ana@Nordbake.example"):
        found = program.get(f"/customers?identity={written}")["items"]
        assert [one["id"] for one in found] == [ana.public_id]
    assert program.get("/customers?identity=boris@nordbake.example")["items"] == []
    assert Identity.objects.count() == 1


def test_what_is_not_there_is_missing_in_the_one_shape(program: Program) -> None:
    for path in ("/customers/0123456789ab", "/orders/none"):
        answer = program.ask("GET", path)
        assert (answer.status_code, json.loads(answer.content)["error"]["code"]) == (404, "missing")


def test_a_path_or_method_that_is_not_there_is_said_in_the_one_shape(program: Program) -> None:
    for path in ("/nothing", "/customers/", "/customers/1/2"):
        answer = program.ask("GET", path)
        assert (answer.status_code, json.loads(answer.content)["error"]["code"]) == (404, "missing")
    answer = program.ask("DELETE", "/customers")
    assert (answer.status_code, json.loads(answer.content)["error"]["code"]) == (405, "method")
    assert answer.headers["Allow"] == "GET, POST"


def test_what_is_too_large_is_said_in_the_one_shape(program: Program, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    large = {**ORDERS, "orders": [{**ORDER, "number": "x" * 1024 * 1024}]}
    answer = program.ask("POST", "/orders", large)
    assert (answer.status_code, json.loads(answer.content)["error"]["code"]) == (413, "too_large")


def test_who_asks_too_often_is_told_when_to_come_back(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    first = program.ask("GET", "/customers")
    assert (first.headers["X-RateLimit-Limit"], first.headers["X-RateLimit-Remaining"]) == ("600", "599")
    take = rules.take
    monkeypatch.setattr(rules, "take", lambda bucket, now: take(bucket, now, rate=1, per=3600))
    assert program.ask("GET", "/rewards/none").headers["X-RateLimit-Remaining"] == "0"
    answer = program.ask("GET", "/customers")
    assert (answer.status_code, json.loads(answer.content)["error"]["code"]) == (429, "too_many")
    assert 3000 < int(answer.headers["Retry-After"]) <= 3601
