"""The description that programs are built from says what the server answers."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from regulars.api.seat import BUCKETS, Bucket
from regulars.book.models import Customer, Merge
from tests import builders
from tests.api.conftest import Program

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
WHO = {"name": "Ana Novak", "email": "ana@nordbake.example"}
KNOWN = [{"kind": "email", "value": WHO["email"], "verified": True}]
WHEN = {"local": "2026-12-24T15:00", "zone": "Europe/Vienna"}
ORDER = {"currency": "EUR", "total": 3890, "ordered_at": "2026-11-01T10:00:00Z", "promised": WHEN}
SENT = {
    "orders": {**ORDER, "lines": [{"name": "Kettle", "price": 3890}]},
    "visits": {"starts": WHEN, "ends": WHEN},
    "rewards": {"unit": "points", "balance": 7, "expires": WHEN},
}
Asked = tuple[str, str, str, Any]


@pytest.fixture
def description() -> dict[str, Any]:
    """As everybody can read it."""
    found: dict[str, Any] = Client().get("/api/v1/openapi.json").json()
    return found


def misfits(value: Any, schema: dict[str, Any], description: dict[str, Any], at: str = "") -> list[str]:
    """Where a value is not what a schema says, or holds what it says nothing of."""
    if ref := schema.get("$ref"):
        schema = description["components"]["schemas"][ref.rpartition("/")[2]]
    if ways := schema.get("anyOf"):
        tried = [misfits(value, way, description, at) for way in ways]
        return min(tried, key=len)
    if not isinstance(value, TYPES[schema["type"]]):
        return [f"{at} is no {schema['type']}"]
    if isinstance(value, list):
        return [one for item in value for one in misfits(item, schema["items"], description, f"{at}[]")]
    if not isinstance(value, dict) or "properties" not in schema:
        return []
    known = schema["properties"]
    wrong = [f"{at}.{name} is not described" for name in value.keys() - known.keys()]
    wrong += [f"{at}.{name} is missing" for name in set(schema.get("required", ())) - value.keys()]
    inner = (misfits(one, known[name], description, f"{at}.{name}") for name, one in value.items() if name in known)
    return [*wrong, *(one for found in inner for one in found)]


def requests(program: Program) -> list[Asked]:
    """A good one for each operation: method, path, its template, and what is sent."""
    made = program.post("/customers", {"name": "Ana Novak", "identities": KNOWN}, 201)
    one, stars = f"/customers/{made['id']}", {"source": "s", "source_id": "1", "score": 4, "of": 5}
    found: list[Asked] = [
        ("GET", "/customers", "/customers", None),
        ("POST", "/customers", "/customers", {"name": "Boris"}),
        ("GET", one, "/customers/{public_id}", None),
        ("PATCH", one, "/customers/{public_id}", {"greeting": "Ana"}),
        ("POST", "/ratings", "/ratings", {"customer": made["id"], **stars}),
    ]
    for noun, row in SENT.items():
        content = {"source": "shop", noun: [{**row, "source_id": "1", "customer": WHO}]}
        fate = program.post(f"/{noun}", content)["fates"][0]
        found += [("POST", f"/{noun}", f"/{noun}", content), ("GET", f"/{noun}", f"/{noun}", None)]
        found.append(("GET", f"/{noun}/{fate['id']}", f"/{noun}/{{public_id}}", None))
    return found


def test_every_operation_answers_as_it_is_described(program: Program, description: dict[str, Any]) -> None:
    tried = set()
    for method, path, template, content in requests(program):
        answer = program.ask(method, path, content)
        responses = description["paths"][f"/api/v1{template}"][method.lower()]["responses"]
        assert str(answer.status_code) in responses, (method, path, answer.content)
        said, body = responses[str(answer.status_code)], json.loads(answer.content)
        assert misfits(body, said["content"]["application/json"]["schema"], description) == [], (method, path)
        assert body.get("items", True), "an empty page fits to anything"
        assert set(said["headers"]) <= set(answer.headers)
        assert ("ETag" in said["headers"]) == ("ETag" in answer.headers)
        tried.add((method.lower(), f"/api/v1{template}"))
    assert tried == {(method, path) for path, of in description["paths"].items() for method in of}


def test_what_goes_wrong_has_the_shape_that_is_described(program: Program, description: dict[str, Any]) -> None:
    ana = builders.customer()
    faults = {
        401: Client().get("/api/v1/customers"),
        403: Program("orders:read").ask("GET", "/customers"),
        404: program.ask("GET", "/orders/0123456789ab"),
        409: program.ask("PATCH", f"/customers/{ana.public_id}", {"name": "A"}, **{"If-Match": "old"}),
        422: program.ask("POST", "/orders", {"source": "shop"}),
    }
    BUCKETS._of[program.token.pk] = Bucket(0, 10**12)
    faults[429] = program.ask("GET", "/customers")
    operations = [operation for of in description["paths"].values() for operation in of.values()]
    (schema,) = {json.dumps(one["responses"]["4XX"]["content"]["application/json"]["schema"]) for one in operations}
    for status, answer in faults.items():
        assert answer.status_code == status, answer.content
        assert misfits(json.loads(answer.content), json.loads(schema), description) == [], status
    assert "Retry-After" in faults[429].headers


def test_keys_versions_and_ways_on_are_described(program: Program, description: dict[str, Any]) -> None:
    for path, of in description["paths"].items():
        for method, operation in of.items():
            headers = {one["name"] for one in operation["parameters"] if one["in"] == "header"}
            assert ("Idempotency-Key" in headers) == (method != "get"), path
            assert ("If-Match" in headers) == (method == "patch"), path
    gone, stays = builders.customer(), builders.customer("Boris Okafor", "boris@veloworks.example")
    Merge.objects.create(gone=gone, stays=stays, at=timezone.now())
    Customer.objects.filter(pk=gone.pk).update(merged_into=stays)
    moved = program.ask("GET", f"/customers/{gone.public_id}")
    said = description["paths"]["/api/v1/customers/{public_id}"]["get"]["responses"]
    assert set(said[str(moved.status_code)]["headers"]) <= set(moved.headers)
