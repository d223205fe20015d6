import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone

from regulars.engine import consuming, outbox
from regulars.engine.in_one_go import in_one_go
from regulars.engine.jobs import enqueue
from regulars.engine.models import Cursor, Job, Outbox
from regulars.engine.outbox import CONSUMERS, Entry, append, append_many, pump
from regulars.engine.worker import Worker
from tests.engine.conftest import in_threads
from tests.pace import PATIENCE

Offer = Callable[..., None]


def numbers() -> list[int]:
    return [entry.payload["n"] for entry in outbox.read(0, 1000)]


def test_what_happened_is_numbered_in_order_and_read_by_number(db: None) -> None:
    append("moment", {"n": 1, "topics": ["inbox"]})
    append_many([("moment", {"n": 2}), ("work", {"n": 3})])
    assert outbox.read(0, 10) == []
    assert (pump(), pump()) == (3, 0)
    assert [(entry.seq, entry.kind, entry.payload["n"]) for entry in outbox.read(0, 10)] == [
        (1, "moment", 1),
        (2, "moment", 2),
        (3, "work", 3),
    ]
    assert [entry.seq for entry in outbox.read(1, 1)] == [2]
    assert outbox.head() == 3


def test_a_pump_numbers_as_many_as_it_is_told_to(db: None) -> None:
    append_many([("moment", {"n": n}) for n in range(5)])
    assert [pump(2), pump(2), pump(2), pump(2)] == [2, 2, 1, 0]
    assert numbers() == [0, 1, 2, 3, 4]


def test_what_was_rolled_back_did_not_happen(transactional_db: None) -> None:
    with pytest.raises(ValueError), transaction.atomic():
        append("moment", {"n": 1})
        raise ValueError
    assert pump() == 0


@pytest.mark.postgres
def test_who_commits_later_is_numbered_later_though_its_id_is_lower(transactional_db: None) -> None:
    written, pumped = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            append("moment", {"n": 1})
            written.set()
            assert pumped.wait(PATIENCE)

    def early() -> None:
        assert written.wait(PATIENCE)
        append("moment", {"n": 2})
        assert pump() == 1
        pumped.set()

    in_threads(late, early)
    assert pump() == 1
    first, second = Outbox.objects.order_by("id").values_list("seq", flat=True)
    assert (first, second) == (2, 1)
    assert numbers() == [2, 1]


def test_many_pumps_and_writers_leave_no_gap_and_no_number_twice(transactional_db: None) -> None:
    def write(start: int) -> None:
        for n in range(start, start + 40):
            append("moment", {"n": n})

    def pump_on() -> None:
        while Outbox.objects.filter(seq__isnull=False).count() < 80:
            pump(3)

    in_threads(lambda: write(0), lambda: write(100), pump_on, pump_on)
    assert [entry.seq for entry in outbox.read(0, 1000)] == list(range(1, 81))
    assert [n for n in numbers() if n < 100] == list(range(40))


def test_a_consumer_gets_everything_once_in_order_and_its_place_is_kept(db: None, alone: None, offered: Offer) -> None:
    seen: list[int] = []
    offered(CONSUMERS, "reader", lambda entries: seen.extend(entry.seq for entry in entries))
    append_many([("moment", {"n": n}) for n in range(7)])
    pump()
    assert [consuming.feed_all(3) for _ in range(4)] == [3, 3, 1, 0]
    assert seen == [1, 2, 3, 4, 5, 6, 7]
    append("moment", {"n": 8})
    pump()
    assert consuming.feed_all() == 1
    assert seen[-1] == 8


def test_an_entry_that_a_consumer_cannot_take_becomes_a_job_and_the_others_go_on(
    db: None, alone: None, offered: Offer
) -> None:
    seen: list[int] = []
    bad = {2}

    def follow(entries: Sequence[Entry]) -> None:
        for entry in entries:
            enqueue("test.effect", {}, key=f"effect {entry.seq}")
            if entry.seq in bad:
                raise ValueError("cannot take this")
            seen.append(entry.seq)

    offered(CONSUMERS, "picky", follow)
    append_many([("moment", {"n": n, "topics": ["inbox"]}) for n in range(3)])
    pump()
    assert consuming.feed_all() == 3
    assert consuming.feed_all() == 0
    # The effect of the failed try was rolled back.
    assert set(Job.objects.exclude(key=None).values_list("key", flat=True)) == {
        "effect 1",
        "effect 3",
        "outbox.give_again:picky:2",
    }
    bad.clear()
    Worker("w").run_due(20)
    assert seen[-1] == 2
    assert Job.objects.filter(key="effect 2").exists()


def test_a_consumer_whose_database_is_gone_keeps_its_place(transactional_db: None, alone: None, offered: Offer) -> None:
    faults = [OperationalError("gone")]
    seen: list[int] = []

    def follow(entries: Sequence[Entry]) -> None:
        if faults:
            raise faults.pop()
        seen.extend(entry.seq for entry in entries)

    offered(CONSUMERS, "reader", follow)
    append("moment", {"n": 1})
    pump()
    with pytest.raises(OperationalError):
        consuming.feed_all()
    assert consuming.feed_all() == 1
    assert seen == [1]


def test_one_consumer_that_the_database_refuses_does_not_hold_up_the_others(
    db: None, alone: None, offered: Offer
) -> None:
    def refused(entries: Sequence[Entry]) -> None:
        raise OperationalError("no such column")

    seen: list[int] = []
    offered(CONSUMERS, "refused", refused)
    offered(CONSUMERS, "reader", lambda entries: seen.extend(entry.seq for entry in entries))
    append("moment", {"n": 1})
    pump()
    with pytest.raises(OperationalError):
        consuming.feed_all()
    assert seen == [1]


def test_a_worker_settles_everything_that_follows_from_what_happened(
    db: None, alone: None, offered: Offer, tasked: Callable[..., Any]
) -> None:
    done: list[int] = []

    def read(payload: Any) -> None:
        done.append(payload["n"])
        if payload["n"] == 1:
            append("reading", {"n": 2})

    tasked("test.read", read)
    offered(CONSUMERS, "reader", lambda entries: [enqueue("test.read", {"n": e.payload["n"]}) for e in entries])
    append("moment", {"n": 1})
    assert Worker("w").settle() == 2
    assert done == [1, 2]
    assert Worker("w").settle() == 0


def test_two_workers_do_not_feed_one_consumer_twice(transactional_db: None, alone: None, offered: Offer) -> None:
    seen: list[int] = []
    offered(CONSUMERS, "reader", lambda entries: seen.extend(entry.seq for entry in entries))
    append_many([("moment", {"n": n}) for n in range(200)])
    pump()

    def feed() -> None:
        while outbox.head() > (
            Cursor.objects.filter(name="consumer.reader").values_list("seq", flat=True).first() or 0
        ):
            consuming.feed_all(7)

    in_threads(feed, feed, feed)
    assert seen == list(range(1, 201))


def test_old_entries_go_once_every_consumer_has_passed_them(db: None, alone: None, offered: Offer) -> None:
    for name in ("quick", "slow"):
        offered(CONSUMERS, name, lambda entries: None)
    append_many([("moment", {"n": n}) for n in range(4)])
    pump()
    now = timezone.now()
    Outbox.objects.filter(seq__lte=3).update(created_at=now - timedelta(days=2))
    assert outbox.trim(now) == 0
    consuming.feed("quick")
    consuming.feed("slow", 2)
    assert outbox.trim(now) == 2
    consuming.feed("slow")
    assert outbox.trim(now) == 1
    assert [entry.seq for entry in outbox.read(0, 10)] == [4]
    append("moment", {"n": 5})
    pump()
    assert outbox.head() == 5


def test_nothing_to_do_takes_no_write_lock(transactional_db: None, alone: None, offered: Offer) -> None:
    offered(CONSUMERS, "reader", lambda entries: None)
    worker = Worker("w")
    worker.turn()
    writes: list[Any] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.strip().lower().startswith(("select", "set local")):
            writes.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        worker.turn()
        assert worker.run_due(20) == 0
    assert writes == []


def test_what_only_pages_hear_of_is_passed_over(db: None, alone: None, offered: Offer) -> None:
    seen: list[int] = []
    for name in ("reader", "other"):
        offered(CONSUMERS, name, lambda entries: seen.extend(entry.seq for entry in entries))
    append("moment", {"n": 1})
    pump()
    consuming.feed_all()
    append_many([(outbox.NUDGE, {"n": n, "topics": ["sending"]}) for n in (2, 3, 4)])
    pump()
    assert (consuming.feed_all(2), consuming.feed_all(2), consuming.feed_all(2)) == (2, 1, 0)
    assert set(Cursor.objects.filter(name__startswith="consumer.").values_list("seq", flat=True)) == {4}
    assert seen == [1, 1]
    append_many([(outbox.NUDGE, {"n": 5}), ("moment", {"n": 6})])
    pump()
    consuming.feed_all()
    assert seen == [1, 1, 5, 6, 5, 6]


def test_one_who_stands_elsewhere_is_not_passed_over(db: None, alone: None, offered: Offer) -> None:
    seen: list[int] = []
    offered(CONSUMERS, "reader", lambda entries: seen.extend(entry.seq for entry in entries))
    offered(CONSUMERS, "behind", lambda entries: None)
    append("moment", {"n": 1})
    pump()
    consuming.feed_all()
    Cursor.objects.filter(name="consumer.reader").update(seq=0)
    append(outbox.NUDGE, {"n": 2})
    pump()
    consuming.feed_all()
    assert seen == [1, 1, 2]


def test_what_depends_is_said_only_where_it_holds(db: None) -> None:
    for condition, said in (("1 = %s", [(1,)]), ("2 = %s", [])):
        told = in_one_go(*outbox.append_if(condition, [1], "moment", {"n": 7}))
        assert [(1,) for _ in told] == said
    pump()
    assert numbers() == [7]


def test_of_what_goes_in_one_go_all_is_done_or_nothing(transactional_db: None) -> None:
    with pytest.raises(DatabaseError):
        in_one_go(*outbox.append_if("1 = %s", [1], "moment", {"n": 1}), ("select nothing from nowhere", []))
    assert not Outbox.objects.exists()
