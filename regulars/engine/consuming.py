"""Feeding the consumers of the outbox. One that fails on an entry is tried again on that entry, as a job."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction

from regulars.engine import jobs, outbox
from regulars.engine.durability import unhurried
from regulars.engine.in_one_go import in_one_go
from regulars.engine.jobs import Wanted, task
from regulars.engine.models import Cursor
from regulars.engine.outbox import CONSUMERS, HEAD, NUDGE, Consumer, Entry
from regulars.engine.rows import marks, rows

log = logging.getLogger(__name__)

BATCH = 200
PLACE = "select seq from engine_cursor where name = %s"
MOVE = "update engine_cursor set seq = %s where name = %s"
# Left alone where another worker feeds one of these just now, or has moved it.
MOVE_TOGETHER = """
update engine_cursor set seq = %s where id in (select id from engine_cursor where seq = %s and name in ({names}){skip})
"""
DATABASE_GONE = (OperationalError, InterfaceError)


def feed_all(limit: int = BATCH) -> int:
    """Give every consumer up to `limit` entries that it has not had; how many entries were given.

    Takes no write lock where all have read everything.
    """
    read = dict(Cursor.objects.values_list("name", "seq").filter(name__in=[HEAD, *map(_cursor_name, _names())]))
    behind = [name for name in _names() if read.get(_cursor_name(name), 0) < read.get(HEAD, 0)]
    given, faults = _pass_over(behind, read, limit), []
    for name in behind if not given else ():
        try:
            given += feed(name, limit)
        except DATABASE_GONE as fault:
            # It may be this consumer's own statement that fails; the others are not to wait for it.
            faults.append(fault)
    if faults:
        raise faults[0]
    return given


def _pass_over(behind: Sequence[str], read: Mapping[str, int], limit: int) -> int:
    """Move all on together that stand at one place, with nothing before them but what pages hear of; how many entries
    they passed. While mail is sent that is most rounds, and each consumer's own look takes six statements."""
    places = {read.get(_cursor_name(name)) for name in behind}
    at = places.pop() if len(places) == 1 else None
    entries = outbox.read(at, limit) if at is not None else []
    if not entries or any(entry.kind != NUDGE for entry in entries):
        return 0
    skip = " for update skip locked" if connection.vendor == "postgresql" else ""
    names = [_cursor_name(name) for name in behind]
    in_one_go((MOVE_TOGETHER.format(names=marks(names), skip=skip), [entries[-1].seq, at, *names]))
    return len(entries)


def feed(name: str, limit: int = BATCH) -> int:
    """Give one consumer up to `limit` entries; 0 also while another worker feeds it."""
    follow = dict(CONSUMERS)[name]
    try:
        return _feed(name, limit, follow)
    except DATABASE_GONE:
        raise
    except Exception:
        log.exception("Consumer %s failed on a batch; its entries are given one by one", name)
        return _feed(name, limit, lambda entries: _one_by_one(name, follow, list(entries)))


def _feed(name: str, limit: int, follow: Consumer) -> int:
    with transaction.atomic():
        # What the consumer writes and how far it has read are lost together, and done again.
        unhurried()
        at = _place(name)
        entries = outbox.read(at, limit) if at is not None else []
        if not entries:
            return 0
        follow(entries)
        with connection.cursor() as cursor:
            cursor.execute(MOVE, [entries[-1].seq, _cursor_name(name)])
    return len(entries)


def _place(name: str) -> int | None:
    """How far a consumer has read, locked; None while another worker feeds it."""
    skip = " for update skip locked" if connection.vendor == "postgresql" else ""
    for _ in range(2):
        if found := rows(PLACE + skip, [_cursor_name(name)]):
            return int(found[0][0])
        if not Cursor.objects.get_or_create(name=_cursor_name(name))[1]:
            break
    return None


def _one_by_one(name: str, follow: Consumer, entries: list[Entry]) -> None:
    for entry in entries:
        try:
            with transaction.atomic():
                follow([entry])
        except DATABASE_GONE:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever the consumer raised, the next entries are read
            log.warning("Consumer %s failed on entry %s (%s); a job tries again", name, entry.seq, fault)
            jobs.enqueue_many([_as_job(name, entry)])


def _as_job(name: str, entry: Entry) -> Wanted:
    payload = {
        "consumer": name,
        "seq": entry.seq,
        "kind": entry.kind,
        "payload": entry.payload,
        "created_at": entry.created_at.isoformat(),
    }
    return Wanted(give_again.kind, payload, key=f"{give_again.kind}:{name}:{entry.seq}")


@task("outbox.give_again", attempts=8)
def give_again(payload: dict[str, Any]) -> None:
    """Give one entry to the consumer that failed on it."""
    created_at = datetime.fromisoformat(payload["created_at"])
    follow = CONSUMERS.get(payload["consumer"])
    if follow is None:
        raise jobs.GiveUp(f"Nothing here follows the outbox as {payload['consumer']!r}.")
    with transaction.atomic():
        follow([Entry(payload["seq"], payload["kind"], payload["payload"], created_at)])


def _names() -> list[str]:
    return [name for name, _ in CONSUMERS]


def _cursor_name(name: str) -> str:
    return f"consumer.{name}"
