import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from regulars.engine import statistics
from regulars.engine.durability import durable
from regulars.engine.models import Cursor
from regulars.engine.sqlite import base
from regulars.engine.sqlite.lock import taken
from regulars.engine.sqlite_swap import sqlite_is_safe, use_fixed_sqlite, version_is_safe
from tests.engine.conftest import in_threads
from tests.pace import PATIENCE

pytestmark = [pytest.mark.sqlite, pytest.mark.slow]


def pragma(name: str) -> Any:
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 9), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 1), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
        ((4, 0, 0), True),
    ],
)
def test_versions_with_the_fault_are_known(version: tuple[int, int, int], safe: bool) -> None:
    assert version_is_safe(version) is safe


def test_the_wheels_sqlite_is_the_one_in_use() -> None:
    pytest.importorskip("pysqlite3", exc_type=ImportError)
    import sqlite3 as now

    assert use_fixed_sqlite() == now.sqlite_version == base.django_sqlite.Database.sqlite_version
    assert sqlite_is_safe()


def test_connections_have_the_settings_that_were_measured(transactional_db: None) -> None:
    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 1
    assert pragma("busy_timeout") == 20_000
    assert pragma("cache_size") == -16_384
    assert pragma("foreign_keys") == 1
    assert pragma("journal_size_limit") == 64 * 1024 * 1024
    assert pragma("mmap_size") == 0


def test_a_transaction_takes_the_lock_once_however_many_are_nested(transactional_db: None) -> None:
    before = taken()
    with transaction.atomic():
        Cursor.objects.create(name="a")
        with transaction.atomic():
            Cursor.objects.create(name="b")
        with pytest.raises(ValueError), transaction.atomic():
            Cursor.objects.create(name="c")
            raise ValueError
    assert taken() == before + 1
    assert set(Cursor.objects.values_list("name", flat=True)) == {"a", "b"}


def test_reading_takes_no_lock(transactional_db: None) -> None:
    before = taken()
    assert list(Cursor.objects.all()) == []
    assert not Cursor.objects.filter(name="insert").exists()
    assert taken() == before


def test_a_write_that_stands_alone_takes_the_lock_and_gives_it_back(transactional_db: None) -> None:
    before = taken()
    Cursor.objects.create(name="a")
    Cursor.objects.filter(name="a").update(seq=4)
    Cursor.objects.bulk_create([Cursor(name="b"), Cursor(name="c")])
    assert taken() == before + 3
    in_threads(lambda: Cursor.objects.create(name="d"))


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt, IntegrityError])
def test_a_fault_gives_the_lock_back(transactional_db: None, fault: type[BaseException]) -> None:
    with pytest.raises(fault), transaction.atomic():
        Cursor.objects.create(name="a")
        raise fault
    in_threads(lambda: Cursor.objects.create(name="a"))


def test_a_failing_commit_gives_the_lock_back(transactional_db: None) -> None:
    Cursor.objects.create(name="a")

    def break_a_promise() -> None:
        # A deferred foreign key is looked at when the transaction ends.
        key = "integer references engine_cursor (id) deferrable initially deferred"
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"create table child (a {key})")
            cursor.execute("insert into child values (99)")

    with pytest.raises(IntegrityError):
        break_a_promise()
    in_threads(lambda: Cursor.objects.create(name="b"))


def test_a_connection_that_closes_gives_the_lock_back(transactional_db: None) -> None:
    with pytest.raises(Exception, match=r"closed|atomic"), transaction.atomic():
        Cursor.objects.create(name="lost")
        connection.close()
        in_threads(lambda: Cursor.objects.create(name="other"))
        Cursor.objects.create(name="late")
    assert list(Cursor.objects.values_list("name", flat=True)) == ["other"]


def test_a_transaction_that_cannot_begin_gives_the_lock_back(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    pragma("busy_timeout=20")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("begin immediate")
    try:
        with pytest.raises(OperationalError, match="locked"), transaction.atomic():
            pass
    finally:
        other.execute("rollback")
        other.close()
        pragma("busy_timeout=20000")
    in_threads(lambda: Cursor.objects.create(name="a"))


def test_who_waits_too_long_is_told_that_the_database_is_locked(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "WAIT_SECONDS", 0.05)
    with transaction.atomic(), pytest.raises(OperationalError, match="locked"):
        in_threads(lambda: Cursor.objects.create(name="a"))


def test_writers_in_many_threads_lose_nothing(transactional_db: None) -> None:
    Cursor.objects.create(name="a")

    def add() -> None:
        for _ in range(40):
            with transaction.atomic():
                row = Cursor.objects.get(name="a")
                row.seq += 1
                row.save()

    in_threads(*[add] * 4)
    assert Cursor.objects.get(name="a").seq == 160


def test_a_commit_can_be_made_durable(transactional_db: None) -> None:
    with durable(), transaction.atomic():
        assert pragma("synchronous") == 2
        Cursor.objects.create(name="a")
    assert pragma("synchronous") == 1
    with pytest.raises(ValueError), durable():
        raise ValueError
    assert pragma("synchronous") == 1


def test_durable_inside_a_transaction_is_a_mistake(transactional_db: None) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="outside"), durable():
        pass


def test_durable_works_inside_the_transaction_of_a_test(db: None) -> None:
    with durable(), transaction.atomic():
        Cursor.objects.create(name="a")


@pytest.fixture
def unsafe(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A connection as it would be on a SQLite with the fault."""
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"own_checkpoints": True})
    monkeypatch.setattr(base, "CHECKPOINT_ROWS", 50)
    yield
    connection.close()


def test_on_an_unsafe_sqlite_the_log_is_checkpointed_under_the_lock_only(unsafe: None) -> None:
    assert pragma("wal_autocheckpoint") == 0
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    # A log is written over and not made shorter, so it is as long as the tests before this one made it.
    pragma("wal_checkpoint(truncate)")
    for number in range(40):
        with transaction.atomic():
            Cursor.objects.bulk_create([Cursor(name=f"{number}.{row}") for row in range(25)])
    # Without checkpoints each of the 40 commits would have grown the log.
    size = log.stat().st_size
    with transaction.atomic():
        Cursor.objects.bulk_create([Cursor(name=f"last.{row}") for row in range(25)])
    assert size < 400_000
    assert pragma("integrity_check") == "ok"


def test_connections_of_threads_do_not_share_a_transaction(transactional_db: None) -> None:
    inside, seen = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            Cursor.objects.create(name="a")
            inside.set()
            assert seen.wait(PATIENCE)

    def read() -> int:
        assert inside.wait(PATIENCE)
        count = Cursor.objects.count()
        seen.set()
        return count

    assert in_threads(write, read)[1] == 0


@pytest.mark.django_db(transaction=True)
def test_plans_go_by_what_others_have_written() -> None:
    Cursor.objects.create(name="first")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    Cursor.objects.bulk_create(Cursor(name=f"reader {number}") for number in range(500))
    # As a worker that has asked nothing of that table yet.
    connection.close()
    statistics.look_again()
    with connection.cursor() as cursor:
        cursor.execute("select max(cast(stat as integer)) from sqlite_stat1 where tbl = %s", [Cursor._meta.db_table])
        assert cursor.fetchone()[0] >= 500
