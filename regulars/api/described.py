"""What the description of the API says besides what operations declare: faults, keys of writes, and versions. Pure."""

from typing import Any

FAULT = "Fault"
SHAPE = {
    "title": FAULT,
    "description": "What is wrong. `field` is the place in the request, or empty; `current` is what holds instead.",
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "field"],
            "properties": {name: {"type": "string"} for name in ("code", "message", "field")},
        },
        "current": {"type": "object"},
    },
}
FAULTY = {
    "description": "It could not be carried out: 401 without a token, 403 beyond its scopes, 404, 409, 413, 422, and "
    "429 with `Retry-After` for too many at once.",
    "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{FAULT}"}}},
}
LEFT = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
ONE = "/customers/{public_id}"


def header(name: str, about: str) -> dict[str, Any]:
    """A header that a request may have."""
    return {"in": "header", "name": name, "required": False, "description": about, "schema": {"type": "string"}}


KEY = header("Idempotency-Key", "Within a day the same request with it is done once. 1 to 200 visible ASCII signs.")
MATCH = header("If-Match", "Change it only if it still has this ETag.")


def describe(schema: dict[str, Any]) -> None:
    """Add to a description what programs have to expect besides; what was there stays."""
    schema["components"]["schemas"][FAULT] = SHAPE
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            tell(operation, method, is_one=path.endswith(ONE))


def tell(operation: dict[str, Any], method: str, *, is_one: bool) -> None:
    """Say it of one operation; `is_one`: of a customer, who has a version and may have been merged."""
    keys = [KEY] if method != "get" else []
    operation["parameters"] = [*operation["parameters"], *keys, *([MATCH] if method == "patch" else [])]
    good: dict[str, Any] = {"headers": {name: {"schema": {"type": "integer"}} for name in LEFT}}
    if is_one:
        good["headers"]["ETag"] = {"schema": {"type": "string"}}
    operation["responses"] = {code: {**one, **good} for code, one in operation["responses"].items()} | {"4XX": FAULTY}
    if is_one and method == "get":
        moved = {"description": "Merged into another: `Location` says whom.", "headers": {"Location": {}}}
        operation["responses"]["301"] = moved
