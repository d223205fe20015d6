"""The one way in for records: from a file, from a program, from the demo. And the batches that they come in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.book.models import Batch, RecordChange
from regulars.book.records import kinds, sheet, who  # noqa: F401 - declares the kinds of their moments
from regulars.book.records.known import Known, known
from regulars.book.records.rows import OUTCOMES, STATUSES, Fate, Row
from regulars.book.records.settling import Settling, settle
from regulars.book.records.sheet import Sheet
from regulars.book.records.who import Named, People
from regulars.book.records.write import write
from regulars.book.shells import erased
from regulars.channels.email.charsets import plain
from regulars.engine import outbox
from regulars.engine.durability import unhurried
from regulars.staff import trail
from regulars.staff.auditing import ACTS
from regulars.staff.models import Agent
from regulars.staff.trail import Actor

ACTS.offer("records.brought", gettext_lazy("brought in records"))
ACTS.offer("records.undone", gettext_lazy("took records back"))
# How many rows a caller should give at once: statements are shared by many, and the write lock is held for a moment.
AT_ONCE = 1000
LOCK, TRIES = 0x5265_6272, 3


def begin(
    noun: str,
    source: str,
    now: datetime,
    *,
    name: str = "",
    mapping: Mapping[str, Any] | None = None,
    agent: Agent | None = None,
    state: str = Batch.RUNNING,
) -> Batch | Refused:
    """Open a batch of orders, visits or rewards of one source, such as "shop". `name` is that of a file."""
    source = source.strip()
    if not source or len(source) > 40 or ":" in source:
        return Refused(_("Name the system that they come from, in at most 40 letters, such as “shop”."), "source")
    if noun not in STATUSES:
        return Refused(_("Only orders, visits and rewards come in here."), "noun")
    with transaction.atomic():
        return Batch.objects.create(
            noun=noun,
            source=source,
            name=plain(name)[:255],
            mapping=dict(mapping or {}),
            at=now,
            agent=agent,
            state=state,
        )


def bring(
    batch: Batch,
    rows: Sequence[Row],
    now: datetime,
    *,
    history: bool = True,
    vouched: bool = True,
    named: Sequence[Named] | None = None,
    repeatable: bool = False,
) -> list[Fate]:
    """Write down what a source says of its records: all of these rows in one transaction, each with its fate, in their
    order. Repeating a row changes nothing; one that says something new changes the mirror and appends one moment.

    `history`: nobody is to act on it. `vouched`: the source answers for the addresses in it, so that they count as
    verified; else they are claims and match nobody. `named` are the rows' handles (`who.handles`), where the caller has
    them. `repeatable`: should the server lose them, the caller will bring them again; so nobody waits for its disk.
    Give at most AT_ONCE rows.

    The answer is empty where the batch does not take any more, since it was taken back meanwhile.
    """
    asked = [who.handles(row.who, batch.source) for row in rows] if named is None else named
    for tried in range(TRIES):
        try:
            with transaction.atomic():
                if repeatable:
                    unhurried()
                return bring_once(batch, rows, asked, now, history=history, vouched=vouched)
        except IntegrityError:
            # Mail that is filed at the same time may have made the same address known; then it is found next time.
            if tried == TRIES - 1:
                raise
    return []


def bring_once(
    batch: Batch, rows: Sequence[Row], asked: Sequence[Named], now: datetime, *, history: bool, vouched: bool
) -> list[Fate]:
    """The same, once, inside a transaction."""
    one_at_a_time()
    if not Batch.objects.filter(pk=batch.pk, state=Batch.RUNNING).exists():
        return []
    planned = Sheet(batch.noun, batch.source, batch.pk, history, now, batch.agent_id)
    people = People(batch.source, vouched, now)
    there = known(batch.noun, batch.source, [row.source_id for row in rows], lines=any(row.lines for row in rows))
    fresh = [one for row, (found, _) in zip(rows, asked, strict=True) for one in found if row.source_id not in there]
    who.known(fresh, people)
    who.ready(people, max(1, len(rows) - len(there)))
    sheet.ready(planned, rows)
    now_with = who.standing({one.customer for one in there.values()} | who.holders(people))
    settling = Settling(
        planned,
        people,
        there,
        now_with,
        changed_by(batch, there.values()),
        erased(one.customer for one in there.values()),
    )
    pairs = zip(rows, asked, strict=True)
    planned.fates = [settle(row, found, wrong, settling) for row, (found, wrong) in pairs]
    write(planned, people, now_with)
    return planned.fates


def one_at_a_time() -> None:
    """Wait until nobody else brings records, so that no two batches make the same customer."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])


def changed_by(batch: Batch, there: Iterable[Known]) -> set[int]:
    """Which of these records the batch has brought or changed already."""
    ids = [one.id for one in there]
    if not ids:
        return set()
    found = RecordChange.objects.filter(noun=batch.noun, record__among=ids, batch=batch)
    return {*found.values_list("record", flat=True), *(one.id for one in there if one.batch == batch.pk)}


def finish(batch: Batch, counts: Mapping[str, int], now: datetime, *, state: str = Batch.DONE) -> None:
    """Say that a batch is whole, or with `state` that it broke off; audited where a person brought it in."""
    with transaction.atomic():
        batch.state, batch.counts = state, {name: int(counts.get(name, 0)) for name in OUTCOMES}
        batch.save(update_fields=["state", "counts"])
        outbox.append("work", {"topics": ["imports"]})
        if batch.agent:
            after = {"noun": batch.noun, "source": batch.source, **batch.counts}
            trail.record(Actor(batch.agent), "records.brought", f"batch:{batch.public_id}", after=after, now=now)
