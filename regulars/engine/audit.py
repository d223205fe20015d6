"""The audit trail: who changed what that others must be able to rely on, appended once, each entry chained to the last.

An entry's digest covers the digest of its payload, not the payload, so that erasure can empty a payload and the chain
still holds; the salt goes with it, or a short payload could be guessed from its digest. The chain tells of an entry
that was changed, taken out or put in. It cannot tell of a tail cut off, nor of a chain made anew by somebody who can
write to the database: what an export says of its last digest can.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.engine.models import AuditEntry

CHAIN_LOCK = 0x5265_6175
BATCH = 1000
EMPTIED = "audit.emptied"
# From where the request at hand comes: most verbs know who does it, and not from where.
FROM: ContextVar[str] = ContextVar("from where", default="")
UNDER_WAY = "audit.record() belongs into the transaction of the change that it tells of"


@dataclass(frozen=True, slots=True)
class Chain:
    """What came of checking: how many entries were looked at, the number of the first broken one (0: none), and why."""

    entries: int
    broken: int = 0
    why: str = ""


def record(
    act: str,
    on: str,
    *,
    by: str,
    by_id: str = "",
    address: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    now: datetime,
) -> AuditEntry:
    """Append that `by` did `act` on something; `before` and `after` hold what changed, as JSON can hold it.

    `act` is a dotted word ("role.changed"), `on` a kind and a public id ("team:3f..."), `by_id` an agent's public id.
    Of what an agent does, the request under way says from where, if `address` does not. Of a customer it is not kept.
    Belongs into the change's transaction, as its last statement: entries are written one after another, and who
    appends keeps others waiting until the end of the transaction. Raises RuntimeError outside of one.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(UNDER_WAY)
    address = address or (FROM.get() if by_id else "")
    payload = canonical({"by": by, "address": address, "before": before, "after": after})
    return _append(AuditEntry(at=now.astimezone(UTC), act=act, subject=on, by_id=by_id, payload=payload))


def verify() -> Chain:
    """Go along the whole chain; one entry is read at a time, so memory does not grow with it."""
    return checked(AuditEntry.objects.order_by("number").iterator(BATCH))


def checked(entries: Iterable[AuditEntry]) -> Chain:
    """Whether `entries`, in their order from the first on, are a chain that nobody has touched."""
    count, previous, emptied, told = 0, "", set[int](), set[int]()
    for entry in entries:
        count += 1
        if why := fault_of(entry, count, previous):
            return Chain(count, entry.number, why)
        previous = entry.digest
        if not entry.payload:
            emptied.add(entry.number)
        elif entry.act == EMPTIED:
            told.update(json.loads(entry.payload)["after"]["numbers"])
    untold = min(emptied - told, default=0)
    return Chain(count, untold, _("emptied without a word of it") if untold else "")


def fault_of(entry: AuditEntry, number: int, previous: str) -> str:
    """What is wrong with one entry that should have this number and follow this digest; empty where nothing is."""
    if entry.number != number:
        return _("an entry before it is missing")
    if entry.payload and entry.payload_digest != digest_of(entry.salt, entry.payload):
        return _("its content is not what was written")
    return "" if entry.digest == link(entry, previous) else _("it does not fit to the entry before it")


def empty(numbers: Iterable[int], *, by: str, by_id: str = "", now: datetime) -> AuditEntry:
    """Take the words out of these entries, for good, and append that it was done. Belongs into a transaction."""
    gone = sorted(set(numbers))
    AuditEntry.objects.filter(number__in=gone).update(payload="", salt="")
    return record(EMPTIED, "audit", by=by, by_id=by_id, after={"numbers": gone}, now=now)


def canonical(content: Mapping[str, Any]) -> str:
    """The one way in which a payload is written down, so that its digest is the same on every engine."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def digest_of(salt: str, payload: str) -> str:
    """SHA-256 of a payload and its salt, in hex."""
    return sha256(f"{salt}\n{payload}".encode()).hexdigest()


def link(entry: AuditEntry, previous: str) -> str:
    """The digest of an entry that follows the one with digest `previous`."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [entry.number, at, entry.act, entry.subject, entry.by_id, entry.payload_digest, previous]
    return sha256(json.dumps(parts).encode()).hexdigest()


def content(entry: AuditEntry) -> dict[str, Any]:
    """Who, from where, and what changed: `by`, `address`, `before`, `after`. Empty once it was emptied."""
    found: dict[str, Any] = json.loads(entry.payload) if entry.payload else {}
    return found


def _append(entry: AuditEntry) -> AuditEntry:
    with transaction.atomic(savepoint=False):
        if connection.vendor == "postgresql":
            # The next statement sees what the holder before us has committed: each takes its own snapshot.
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
        last = AuditEntry.objects.order_by("-number").values_list("number", "digest").first()
        number, previous = last or (0, "")
        entry.number, entry.salt = number + 1, secrets.token_hex(16)
        entry.payload_digest = digest_of(entry.salt, entry.payload)
        entry.digest = link(entry, previous)
        entry.save(force_insert=True)
    return entry
