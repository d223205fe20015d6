"""The lookup `among`: one of many values, sent as one parameter.

With `in`, the ORM and PostgreSQL's driver spend longer on hundreds of parameters than the server on the answer.

    Identity.objects.filter(value__among=addresses)
"""

import json
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler


class Among(Lookup):
    """Numbers or texts, any iterable of them. An empty one matches nothing."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """The condition with its parameters."""
        column, params = self.process_lhs(compiler, connection)
        values = list(self.rhs)
        if connection.vendor == "postgresql":
            return f"{column} = any(%s)", (*params, values)
        # The column is the ORM's own.
        return f"{column} in (select value from json_each(%s))", (*params, json.dumps(values))  # noqa: S608
