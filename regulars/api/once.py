"""A write that is sent twice is done once: the Idempotency-Key."""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest

from regulars.api import rules
from regulars.api.faults import CONFLICT, WRONG, Fault
from regulars.api.kept import KEPT
from regulars.api.models import Answered
from regulars.api.seat import moment_of, token_of

HEADER = "Idempotency-Key"
Did = tuple[int, dict[str, Any]]


def once(request: HttpRequest, do: Callable[[], Did]) -> Did:
    """What `do` answers (status, content as JSON can hold it), in one transaction; what it answered before, where this
    key came before with the same request. What is refused is not kept, so it can be sent again when put right.

    Raises Fault: for a key that no key can be, and for a known one with another request.
    Source: draft-ietf-httpapi-idempotency-key-header.
    """
    key = request.headers.get(HEADER, "")
    if not key:
        with transaction.atomic():
            return do()
    if not rules.KEY.fullmatch(key):
        raise Fault(WRONG, "invalid", "An Idempotency-Key has 1 to 200 visible ASCII characters.", HEADER)
    asked, now = rules.asked(request.method or "", request.get_full_path(), request.body), moment_of(request)
    with transaction.atomic():
        alone(token_of(request).pk, key)
        if known := Answered.objects.filter(token=token_of(request), key=key, at__gt=now - KEPT).first():
            return again(known, asked)
        status, content = do()
        Answered.objects.filter(token=token_of(request), key=key).delete()
        Answered.objects.create(token=token_of(request), key=key, asked=asked, status=status, content=content, at=now)
    return status, content


def alone(token: int, key: str) -> None:
    """Let the second of two requests with one key wait for the first. SQLite's write lock does so by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"api {token} {key}"])


def again(known: Answered, asked: str) -> Did:
    """What was answered before."""
    if known.asked != asked:
        raise Fault(CONFLICT, "key_reused", "This Idempotency-Key came before with another request.", HEADER)
    return known.status, known.content
