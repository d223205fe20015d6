"""The lookup `among`: one of many values, sent as one parameter.

With `in`, the ORM and PostgreSQL's driver spend longer on hundreds of parameters than the server on the answer.

    Identity.objects.filter(value__among=addresses)
"""

import json
from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection as usual
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler


def array(values: Iterable[int | str]) -> str:
    """Numbers or texts as PostgreSQL writes an array, where a parameter is to be one: the driver's own way for a list
    takes ten times as long, and longer than the server's answer.

    Source: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO.
    """
    return f"{{{','.join(map(element, values))}}}"


def element(value: int | str) -> str:
    """One of them, quoted if it is a text."""
    if isinstance(value, int):
        return str(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def asked(column: str, values: Collection[int] | Collection[str]) -> tuple[str, str]:
    """The same for a plain statement: a condition with one placeholder, and what is to be put there.

    `column` is put into the statement as it is: it must be the program's own.
    """
    return condition(usual, column, values)


def condition(connection: BaseDatabaseWrapper, column: str, values: Iterable[int | str]) -> tuple[str, str]:
    """The same on one of the engines."""
    if connection.vendor == "postgresql":
        return f"{column} = any(%s)", array(values)
    # The column is the program's own.
    return f"{column} in (select value from json_each(%s))", json.dumps(list(values))  # noqa: S608


class Among(Lookup):
    """Numbers or texts, any iterable of them. An empty one matches nothing."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """The condition with its parameters."""
        column, params = self.process_lhs(compiler, connection)
        wanted, param = condition(connection, column, self.rhs)
        return wanted, (*params, param)
