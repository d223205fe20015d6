"""The outbox: what happened, written in the transaction in which it happened, read by who follows.

Ids of transactions that run at once do not become visible in order, so a reader that went by id would miss rows. One
pump therefore gives each visible row the next `seq` after commit, and everybody follows `seq`.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Min
from django.utils import timezone

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.engine import waking
from regulars.engine.in_one_go import Statement
from regulars.engine.models import Cursor, Outbox
from regulars.engine.rows import aware, parsed, rows

HEAD = "outbox.head"
KEPT = timedelta(days=1)
PUMP_LOCK = 0x5265_6775

# What only open pages are to hear of: consumers are not given it.
NUDGE = "nudge"

INSERT = "insert into engine_outbox (kind, payload, created_at) values (%s, %s, %s)"
INSERT_IF = "insert into engine_outbox (kind, payload, created_at) select %s, %s, %s where {condition} returning id"
READ = "select seq, kind, payload, created_at from engine_outbox where seq > %s order by seq limit %s"
# Written once for both engines; `returning` gives one row for each that got its number.
NUMBER = """
update engine_outbox set seq = %s + fresh.place
from (select id, row_number() over (order by id) as place from
        (select id from engine_outbox where seq is null order by id limit %s) as unnumbered) as fresh
where engine_outbox.id = fresh.id
returning engine_outbox.seq
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One numbered row of the outbox."""

    seq: int
    kind: str
    payload: dict[str, Any]
    created_at: datetime


Consumer = Callable[[Sequence[Entry]], None]
CONSUMERS: Slot[Consumer] = Slot("consumers")


def consumer(name: str) -> Callable[[Consumer], Consumer]:
    """Make a function follow the outbox: it gets entries in order of `seq`, at least once, in a transaction.

    What it writes to the database and how far it has read become durable together. It should be quick (it holds the
    write lock on SQLite): look at the entries and enqueue jobs. The first time it starts with the oldest entry kept.
    """

    def declare(follow: Consumer) -> Consumer:
        CONSUMERS.offer(name, follow)
        return follow

    return declare


def append(kind: str, payload: Mapping[str, Any]) -> None:
    """Say that something happened, in the caller's transaction; `payload["topics"]` names what pages show of it."""
    append_many([(kind, payload)])


def append_many(entries: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """The same of several; they keep their order."""
    now = timezone.now()
    rows = [_row(kind, payload, now) for kind, payload in entries]
    if not rows:
        return
    # No savepoint: a mail on its way out says so three times, and nobody goes on after a fault here.
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.executemany(INSERT, rows)
        waking.wake_workers()


def append_if(condition: str, params: Sequence[Any], kind: str, payload: Mapping[str, Any]) -> list[Statement]:
    """What says so where it is run `in_one_go`, if `condition` holds there; the last statement gives a row if it did.

    `condition` is SQL of the program's own, with its `params`. Workers are woken in either case.
    """
    row = _row(kind, payload, timezone.now())
    return [*waking.news_for_workers(), (INSERT_IF.format(condition=condition), [*row, *params])]


def _row(kind: str, payload: Mapping[str, Any], now: datetime) -> tuple[Any, ...]:
    return kind, json.dumps(payload, ensure_ascii=False), connection.ops.adapt_datetimefield_value(now)


def pump(limit: int = 1000) -> int:
    """Number up to `limit` rows that have none; how many it were. 0 also while another pump is at work.

    Takes no write lock where there is nothing to number.
    """
    if not rows("select 1 from engine_outbox where seq is null limit 1", []):
        return 0
    with transaction.atomic():
        if not _only_pump():
            return 0
        head, _ = Cursor.objects.get_or_create(name=HEAD)
        with connection.cursor() as cursor:
            cursor.execute(NUMBER, [head.seq, limit])
            numbered = len(cursor.fetchall())
        Cursor.objects.filter(id=head.id).update(seq=head.seq + numbered)
        waking.notify(waking.OUTBOX, str(head.seq + numbered))
    return numbered


def _only_pump() -> bool:
    if connection.vendor == "sqlite":
        return True  # The write lock is ours.
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [PUMP_LOCK])
        return bool(cursor.fetchone()[0])


def head() -> int:
    """The highest `seq` given so far; 0 before the first."""
    found = rows("select seq from engine_cursor where name = %s", [HEAD])
    return int(found[0][0]) if found else 0


def read(after: int, limit: int) -> list[Entry]:
    """Entries with a `seq` above `after`, in order."""
    return [Entry(seq, kind, parsed(payload), aware(at)) for seq, kind, payload, at in rows(READ, [after, limit])]


def trim(now: datetime) -> int:
    """Delete entries that are older than a day and that every consumer has passed; how many."""
    names = [f"consumer.{name}" for name, _ in CONSUMERS]
    cursors = Cursor.objects.filter(name__in=names)
    if cursors.count() < len(names):
        return 0
    passed = cursors.aggregate(least=Min("seq"))["least"]
    with transaction.atomic():
        old = Outbox.objects.filter(seq__lte=head() if passed is None else passed, created_at__lt=now - KEPT)
        return old.delete()[0]
