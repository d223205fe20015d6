"""Taking mail in: bytes to disk first, then the row that says so, then, and only then, we answer for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from regulars.base.frozen import dataclass
from regulars.engine import blobs, jobs
from regulars.engine.inserts import insert
from regulars.engine.row_ids import fresh_ids
from regulars.intake.models import Delivery

FILE_DELIVERIES = "deliveries.file"
# Years of history must not hold up the mail of today.
LATER = 10


@dataclass(frozen=True, slots=True)
class Raw:
    """One raw message at a door. `received_at` is the server's word for when it came, if it has one."""

    inbox_id: int
    content: bytes
    received_at: datetime | None = None
    envelope_sender: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A raw message whose bytes are on disk."""

    raw: Raw
    sha256: str


def keep(raws: Sequence[Raw]) -> list[Kept]:
    """Put the bytes on disk, synced. Call it outside a transaction: it waits for the disk.

    Raises OSError where the disk does not take them; then nothing of `raws` may be acknowledged to anyone.
    """
    return [Kept(raw, sha256) for raw, sha256 in zip(raws, blobs.put_many([raw.content for raw in raws]), strict=True)]


def record(kept: Sequence[Kept], road: str, now: datetime, *, history: bool = False, later: bool = True) -> list[int]:
    """Write one delivery row for each kept message, in this transaction, and give back their ids in order.

    `road` is how it came: import, imap, lmtp, smtp. With `later` a job files them; without, the caller does.
    """
    with transaction.atomic():
        ids = fresh_ids(Delivery, max(1, len(kept)))
        rows: list[dict[str, Any]] = [
            {
                "id": next(ids),
                "inbox_id": one.raw.inbox_id,
                "road": road,
                "sha256": one.sha256,
                "size": len(one.raw.content),
                "history": history,
                "envelope_sender": one.raw.envelope_sender[:320],
                "received_at": one.raw.received_at,
                "recorded_at": now,
            }
            for one in kept
        ]
        insert(Delivery, rows)
        taken = [row["id"] for row in rows]
        if later and taken:
            jobs.enqueue(FILE_DELIVERIES, {"deliveries": taken}, priority=LATER if history else 0)
    return taken


def set_aside(kept: Sequence[Kept], road: str, now: datetime, cause: str, detail: str) -> list[int]:
    """Write delivery rows straight into quarantine, in this transaction: for what a person must look at."""
    with transaction.atomic():
        ids = record(kept, road, now, later=False)
        Delivery.objects.filter(pk__in=ids).update(state=Delivery.QUARANTINED, cause=cause, detail=detail)
    return ids
