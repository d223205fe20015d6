"""How a process learns at once that there is something new, instead of asking every table again and again."""

import threading
from collections.abc import Callable
from typing import Any, Protocol

from django.db import connection, transaction

from regulars.engine.in_one_go import Statement, in_one_go

WORK = "regulars_work"
OUTBOX = "regulars_outbox"


class Wake(Protocol):
    """Waits for news. Belongs to one thread."""

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """Wait until something changed (True), `seconds` have passed or `stop` is set (False)."""

    def close(self) -> None:
        """Free what it holds."""


def wake_workers() -> None:
    """Tell waiting workers, after this transaction is committed, that there is a job or an outbox row.

    SQLite needs no telling: its processes see the file change. On PostgreSQL the notice goes out in a transaction of
    its own, because a NOTIFY makes all commits that carry one queue up for one lock.
    """
    if connection.vendor == "postgresql" and not _told_already(_notify_workers):
        transaction.on_commit(_notify_workers, robust=True)


def notify(channel: str, text: str = "") -> None:
    """Send a PostgreSQL notice as part of the open transaction, if there is one; nothing on SQLite."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_notify(%s, %s)", [channel, text])


def _notify_workers() -> None:
    """A commit with a NOTIFY holds that one lock while it waits for the disk, and there is nothing here to be kept."""
    in_one_go(*news_for_workers())


def news_for_workers() -> list[Statement]:
    """What tells waiting workers where it is run, for a transaction that does not wait for the disk."""
    return [(f"notify {WORK}", ())] if connection.vendor == "postgresql" else []


def _told_already(hook: Callable[[], None]) -> bool:
    return any(waiting[1] is hook for waiting in connection.run_on_commit)


def wake_on(channel: str, poll_seconds: float) -> Wake:
    """What the calling thread waits on. `poll_seconds` is how often SQLite's file is looked at (3 us each time)."""
    return FileWake(poll_seconds) if connection.vendor == "sqlite" else NoticeWake(channel)


class FileWake:
    """SQLite: the number that changes whenever another connection has written.

    Source: https://www.sqlite.org/pragma.html#pragma_data_version.
    """

    def __init__(self, poll_seconds: float) -> None:
        self.poll_seconds = poll_seconds
        self._seen = self._version()

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        passed = 0.0
        while passed < seconds:
            version = self._version()
            if version != self._seen:
                self._seen = version
                return True
            if stop.wait(self.poll_seconds):
                return False
            passed += self.poll_seconds
        return False

    def close(self) -> None:
        connection.close()

    def _version(self) -> int:
        connection.ensure_connection()
        return int(connection.connection.execute("PRAGMA data_version").fetchone()[0])


class NoticeWake:
    """PostgreSQL: LISTEN on a connection of its own, outside of any transaction."""

    def __init__(self, channel: str) -> None:
        self._raw: Any = connection.get_new_connection(connection.get_connection_params())
        self._raw.autocommit = True
        self._raw.execute(f"listen {channel}")

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        passed = 0.0
        while passed < seconds and not stop.is_set():
            step = min(seconds - passed, 0.25)
            if any(True for _ in self._raw.notifies(timeout=step, stop_after=1)):
                return True
            passed += step
        return False

    def close(self) -> None:
        self._raw.close()
        connection.close()
