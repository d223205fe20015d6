"""That what was deleted is not found in the database's files either.

SQLite leaves deleted bytes where they were. With `secure_delete` it overwrites them; pages that were rearranged keep
copies even so, and the log keeps old pages, so the file is written anew and the log is emptied. PostgreSQL's old rows
go with its vacuum, and its write-ahead archives are the operator's. Source:
https://www.sqlite.org/pragma.html#pragma_secure_delete, https://www.sqlite.org/lang_vacuum.html.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.db import connection

# A file of this size is written anew in some seconds, and all who write wait for so long. It takes as much memory.
LARGEST = 256 * 1024 * 1024
TRIES, PAUSE = 100, 0.05


class StillRead(Exception):
    """The log could not be emptied, since somebody kept reading; trying again later is all that helps."""


@contextmanager
def overwriting() -> Iterator[None]:
    """What is deleted on this connection meanwhile is overwritten with zeros."""
    if connection.vendor != "sqlite":
        yield
        return
    _run("PRAGMA secure_delete=ON")
    try:
        yield
    finally:
        if connection.connection is not None:
            _run("PRAGMA secure_delete=OFF")


def scrub(*, whole: bool = False) -> bool:
    """Write the file anew and empty the log; call it outside of a transaction.

    False where the file is too large for that beside the day's work and only the log was emptied; `whole` does it all
    the same, and takes as much memory as the file is large. True on PostgreSQL, where there is nothing to do. Raises
    StillRead.
    """
    if connection.vendor != "sqlite":
        return True
    anew = whole or _size() <= LARGEST
    with cast(Any, connection).write_lock():
        if anew:
            _run("VACUUM")
        for _ in range(TRIES):
            if _run("PRAGMA wal_checkpoint(TRUNCATE)")[0] == 0:
                return anew
            time.sleep(PAUSE)
    raise StillRead("Somebody kept reading, so the database's log could not be emptied.")


def _size() -> int:
    name = os.fspath(connection.settings_dict["NAME"])
    return os.stat(name).st_size if os.path.exists(name) else 0  # noqa: PTH110, PTH116 - the name may be ":memory:"


def _run(statement: str) -> Any:
    with connection.cursor() as cursor:
        return cursor.execute(statement).fetchone()
