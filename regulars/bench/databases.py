"""Where a desk of the bench keeps its rows: in SQLite, and in a PostgreSQL where there is one."""

import contextlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from regulars.bench.desk import Desk
from tools.suite import postgresql

NO_SERVER = "no server here"


def on_each(
    folder: Path, database_url: str, measure: Callable[[Desk], Any], settings: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What `measure` finds on a new desk in SQLite and on one in PostgreSQL."""
    found = {"sqlite": measure(Desk(folder / "on-sqlite", "", settings or {}))}
    with fresh_postgresql(folder, database_url) as url:
        found["postgresql"] = measure(Desk(folder / "on-postgresql", url, settings or {})) if url else NO_SERVER
    return found


@contextlib.contextmanager
def fresh_postgresql(folder: Path, url: str) -> Iterator[str]:
    """The URL of an empty database: on the server that `url` names, else on the tests' own; "" without either."""
    if not url:
        with postgresql(folder) as own:
            yield own or ""
        return
    name = f"regulars_bench_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
