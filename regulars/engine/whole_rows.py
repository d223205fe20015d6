"""Whole rows of a table from plain SQL, as the ORM would give them: for the few that every page asks for."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db.models import Model

from regulars.engine.rows import aware, parsed

Row = TypeVar("Row", bound=Model)


@cache
def columns(model: type[Model]) -> tuple[str, ...]:
    """The columns of a table, in the order in which its rows are made."""
    return tuple(str(field.column) for field in model._meta.concrete_fields)


@cache
def shown(model: type[Model], table: str) -> str:
    """The columns for a statement in which the table is called `table`."""
    return ", ".join(f"{table}.{column}" for column in columns(model))


@cache
def fields(model: type[Model]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The attributes of a row and their kinds, in the order of its columns."""
    of = model._meta.concrete_fields
    return tuple(field.attname for field in of), tuple(field.get_internal_type() for field in of)


def made(model: type[Row], values: Sequence[Any]) -> Row:
    """A row of a table as its model."""
    names, kinds = fields(model)
    return model.from_db("default", names, [as_read(kind, value) for kind, value in zip(kinds, values, strict=True)])


def as_read(kind: str, value: Any) -> Any:
    """A value as Python has it, whichever engine kept it."""
    if value is None:
        return None
    if kind == "DateTimeField":
        return aware(value)
    if kind == "JSONField":
        return parsed(value)
    return bool(value) if kind == "BooleanField" else value
