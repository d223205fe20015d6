"""The SQLite that Django gets: the wheel's, where the system's is older.

Every SQLite from 3.7.0 to 3.51.2 can corrupt a file in WAL mode when two connections write and checkpoint at once.
Source: https://www.sqlite.org/wal.html, section "The WAL-Reset Bug".
"""

import sqlite3
import sys
from importlib import import_module
from types import ModuleType

FIXED = (3, 51, 3)
FIXED_LINES = {(3, 50): 7, (3, 44): 6}


def use_fixed_sqlite() -> str:
    """Make `import sqlite3` give the newer of the wheel's and the system's SQLite; gives back its version.

    Must run before Django's SQLite backend is imported: that one keeps the module it found.
    """
    wheel = _wheel()
    if wheel is not None and wheel.sqlite_version_info > _current().sqlite_version_info:
        sys.modules["sqlite3"] = wheel
        sys.modules["sqlite3.dbapi2"] = wheel.dbapi2
    return str(_current().sqlite_version)


def sqlite_is_safe() -> bool:
    """Whether the SQLite in use is free of the WAL-reset fault. Where it is not, the page of jobs says so."""
    return version_is_safe(_current().sqlite_version_info)


def version_is_safe(version: tuple[int, int, int]) -> bool:
    """The same of any version, as a triple."""
    return version >= FIXED or version[2] >= FIXED_LINES.get(version[:2], sys.maxsize)


def _wheel() -> ModuleType | None:
    try:
        # The wheel exists for some platforms only, so it cannot be imported at the top.
        return import_module("pysqlite3")
    except ImportError:
        return None


def _current() -> ModuleType:
    return sys.modules.get("sqlite3", sqlite3)
