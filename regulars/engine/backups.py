"""A copy of the desk while it runs: a folder that is a home of its own, and can be started as it is.

The database is copied first, as it stood at one moment; files come after it, so that each that a row names is there.
"""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from regulars.base.frozen import dataclass
from regulars.base.results import Refused

BEFORE_UPGRADE = "before-upgrade.sqlite3"
KEPT_BEFORE = 7 * 24 * 3600
# What a home makes anew, what is of one process only, and archives that customers are handed for a week.
PASSING = frozenset({"locks", "exports", "compiled", "started", "migrate.lock", BEFORE_UPGRADE})
UNFINISHED = ".unfinished"
# What a copy needs beside its own bytes.
SPARE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied: files beside the database, bytes of all, and whether the database is among them."""

    files: int
    bytes: int
    database: bool


def copy_home(to: Path) -> Copied | Refused:
    """Copy all that a desk needs to be started elsewhere. PostgreSQL's rows stay where they are.

    What was begun and not finished lies beside `to`, with another name. Raises OSError where the disk fails.
    """
    home = Path(settings.REGULARS_HOME)
    if to.exists() and any(to.iterdir()):
        return Refused(f"{to} holds something already. Name a new folder, such as one with today's date.")
    if home in to.resolve().parents:
        return Refused(f"{to} lies within the home: each copy would hold the ones before it. Name a folder elsewhere.")
    to.parent.mkdir(parents=True, exist_ok=True)
    if refused := too_little_room(to.parent, needed(home)):
        return refused
    making = to.with_name(to.name + UNFINISHED)
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    with_rows = connection.vendor == "sqlite"
    if with_rows:
        copy_database(making / database().name)
    copied = [copied_to(making / path.relative_to(home), path) for path in files_of(home)]
    if to.exists():
        to.rmdir()
    making.rename(to)
    return Copied(len(copied), sum(copied) + (database().stat().st_size if with_rows else 0), with_rows)


def database() -> Path:
    """The file of the database."""
    return Path(str(connection.settings_dict["NAME"]))


def needed(home: Path) -> int:
    """How many bytes a copy takes."""
    rows = database().stat().st_size if connection.vendor == "sqlite" else 0
    return rows + sum(path.stat().st_size for path in files_of(home))


def too_little_room(folder: Path, wanted: int) -> Refused | None:
    """Why so many bytes do not go there."""
    free = shutil.disk_usage(folder).free
    if free >= wanted + SPARE:
        return None
    return Refused(f"{folder} has room for {free // 2**20} MB; {(wanted + SPARE) // 2**20} MB are needed.")


def files_of(home: Path) -> Iterator[Path]:
    """The files to copy, the list of the erased last: it only grows, and what it names must not come back."""
    own = database().name if connection.vendor == "sqlite" else ""
    there = [
        path
        for path in sorted(home.rglob("*"))
        if path.is_file()
        and path.relative_to(home).parts[0] not in PASSING
        and not (own and path.parent == home and path.name.startswith(own))
    ]
    return iter(sorted(there, key=lambda path: path.name == "erased.jsonl"))


def copied_to(to: Path, path: Path) -> int:
    """Copy one file, with who may read it; its size, 0 where it was gone meanwhile."""
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copy2(path, to)
    except FileNotFoundError:
        return 0
    return to.stat().st_size


def copy_database(to: Path) -> None:
    """The rows as they stand now, whole on disk when this returns. Nobody who writes is kept waiting (WAL)."""
    connection.ensure_connection()
    making = to.with_name(to.name + UNFINISHED)
    making.unlink(missing_ok=True)
    # The SQLite that the desk runs on, which is not always the one that Python brings.
    copy = connection.Database.connect(making)  # type: ignore[attr-defined] # that of SQLite has it
    try:
        connection.connection.backup(copy)
        # The copy is one file: no other has to lie beside it.
        copy.execute("pragma journal_mode = delete")
    finally:
        copy.close()
    making.chmod(0o600)
    with making.open("rb") as file:
        os.fsync(file.fileno())
    making.rename(to)


def keep_before_upgrade() -> Refused | None:
    """Keep the database as it is beside the one that is about to be changed, or why there is no room for that. Only
    SQLite's is one file."""
    if connection.vendor != "sqlite":
        return None
    if refused := too_little_room(settings.REGULARS_HOME, database().stat().st_size):
        return refused
    copy_database(settings.REGULARS_HOME / BEFORE_UPGRADE)
    return None


def forget_before_upgrade(*, whatever_its_age: bool = False) -> None:
    """Let go what was kept before an upgrade: after a week, and at once where it holds somebody who is erased now."""
    kept = Path(settings.REGULARS_HOME) / BEFORE_UPGRADE
    if kept.exists() and (whatever_its_age or time.time() - kept.stat().st_mtime > KEPT_BEFORE):
        kept.unlink(missing_ok=True)
