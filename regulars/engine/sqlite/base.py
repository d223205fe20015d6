"""Django's SQLite backend with a fair queue of writers and the settings that were measured to suit a desk."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base as django_sqlite

from regulars.engine.sqlite.lock import FairLock, lock_of
from regulars.engine.sqlite_swap import sqlite_is_safe

WAIT_SECONDS = 20
WRITES = (
    "INSERT",
    "UPDATE",
    "DELETE",
    "REPLAC",
    "CREATE",
    "ALTER ",
    "DROP T",
    "DROP I",
)
# A desk's pages have some four hundred different statements, and SQLite takes as long to read one as to carry it out.
STATEMENTS_KEPT = 600
CHECKPOINT_COMMITS = 500
CHECKPOINT_ROWS = 10_000

# mmap_size stays off: it spreads damage from stray writes into the file and hides memory in use.
PRAGMAS = (
    f"busy_timeout={WAIT_SECONDS * 1000}",
    "cache_size=-16384",
    "temp_store=MEMORY",
    "journal_size_limit=67108864",
)


@lru_cache(maxsize=2 * STATEMENTS_KEPT)
def with_question_marks(statement: str) -> str:
    """The statement as SQLite's own driver wants it."""
    return django_sqlite.FORMAT_QMARK_REGEX.sub("?", statement).replace("%%", "%")


class FairCursor(django_sqlite.SQLiteCursorWrapper):
    """Queues also for a write that stands alone, outside of any transaction.

    With RETURNING, SQLite commits such a write only once its rows are fetched, a moment after the lock is given back;
    until then its own lock holds. That is no danger to the file on a fixed SQLite; rooms write inside `atomic()`.
    """

    wrapper: "DatabaseWrapper"

    def execute(self, query: str, params: Any = None) -> Any:
        if self.wrapper.in_transaction or query.lstrip()[:6].upper() not in WRITES:
            return super().execute(query, params)
        with self.wrapper.write_lock():
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        if self.wrapper.in_transaction:
            return super().executemany(query, param_list)
        with self.wrapper.write_lock():
            return super().executemany(query, param_list)


class DatabaseWrapper(django_sqlite.DatabaseWrapper):
    """`ENGINE = "regulars.engine.sqlite"`. OPTIONS: `synchronous` (NORMAL or FULL) and what Django's backend takes.

    Every outermost `atomic()` takes the fair lock before BEGIN IMMEDIATE and gives it back after commit or rollback, or
    when the connection closes. After 20 seconds without a turn it raises OperationalError ("database is locked").
    `own_checkpoints` (True where SQLite has the WAL-reset fault) puts checkpoints under the lock, closing the race.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.synchronous = "NORMAL"
        self.own_checkpoints = False
        self._lock: FairLock | None = None
        self._commits = 0
        self._rows_at_checkpoint = 0

    @property
    def in_transaction(self) -> bool:
        """Whether the lock is held by this connection."""
        return self._lock is not None

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = {"timeout": WAIT_SECONDS, "cached_statements": STATEMENTS_KEPT}
        params |= super().get_connection_params()
        self.synchronous = params.pop("synchronous", "NORMAL")
        self.own_checkpoints = params.pop("own_checkpoints", not sqlite_is_safe())
        self.transaction_mode = "IMMEDIATE"
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        connection: sqlite3.Connection = super().get_new_connection(conn_params)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA synchronous={self.synchronous}")
        if not self.is_in_memory_db() and connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            # The change needs the file alone and does not wait for it, so first starts of two processes must queue.
            with self.write_lock():
                connection.execute("PRAGMA journal_mode=WAL")
        if self.own_checkpoints:
            connection.execute("PRAGMA wal_autocheckpoint=0")
        return connection

    def create_cursor(self, name: str | None = None) -> FairCursor:
        cursor: FairCursor = self.connection.cursor(factory=FairCursor)
        cursor.wrapper = self
        return cursor

    def read(self, statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        """All rows of a statement that only reads, without Django's cursors: these take ten times as long as SQLite
        over a short one. Who watches statements, or has to be told of a broken transaction, gets the cursors."""
        self.ensure_connection()
        if self.execute_wrappers or self.force_debug_cursor or self.needs_rollback:
            with self.cursor() as cursor:
                cursor.execute(statement, params)
                return list(cursor.fetchall())
        with self.wrap_database_errors:
            found: list[tuple[Any, ...]] = self.connection.execute(with_question_marks(statement), params).fetchall()
        return found

    @contextmanager
    def write_lock(self) -> Iterator[None]:
        """Hold the fair lock outside of a transaction; nothing more where it is held already."""
        if self.in_transaction:
            yield
            return
        self._take()
        try:
            yield
        finally:
            self._give_back()

    def _start_transaction_under_autocommit(self) -> None:
        self._take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # the stubs leave it out
        except BaseException:
            self._give_back()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc] # as above
        try:
            if self.own_checkpoints:
                self._checkpoint_sometimes()
        finally:
            self._give_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc] # as above
        finally:
            self._give_back()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc] # as above
        finally:
            self._give_back()

    def _take(self) -> None:
        lock = lock_of(None if self.is_in_memory_db() else os.fspath(self.settings_dict["NAME"]))
        if not lock.acquire(WAIT_SECONDS):
            raise OperationalError("database is locked: another writer has kept it for 20 seconds")
        self._lock = lock

    def _give_back(self) -> None:
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.release()

    def _checkpoint_sometimes(self) -> None:
        self._commits += 1
        rows = self.connection.total_changes
        if self._commits >= CHECKPOINT_COMMITS or rows - self._rows_at_checkpoint >= CHECKPOINT_ROWS:
            self._commits, self._rows_at_checkpoint = 0, rows
            self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
