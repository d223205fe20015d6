"""A conversation by its public id, with whose it is and where it came in: in plain SQL, since every page asks."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db.models import Model

from regulars.book.models import Conversation, Customer
from regulars.engine.rows import aware, parsed, rows
from regulars.intake.models import Inbox

Row = TypeVar("Row", bound=Model)


@cache
def columns(model: type[Model]) -> tuple[str, ...]:
    """The columns of a table, in the order in which its rows are made."""
    return tuple(str(field.column) for field in model._meta.concrete_fields)


@cache
def statement() -> str:
    """The one statement."""
    tables = (("v", Conversation), ("c", Customer), ("i", Inbox))
    shown = ", ".join(f"{table}.{column}" for table, model in tables for column in columns(model))
    return (
        f"select {shown} from book_conversation v join book_customer c on c.id = v.customer_id "  # noqa: S608 - ours
        "left join intake_inbox i on i.id = v.inbox_id where v.public_id = %s"
    )


def named(public_id: str) -> Conversation | None:
    """The conversation with its customer and inbox, as the ORM would give it; None where there is none."""
    found = rows(statement(), [public_id])
    if not found:
        return None
    first, second = len(columns(Conversation)), len(columns(Conversation)) + len(columns(Customer))
    row = made(Conversation, found[0][:first])
    row.customer = made(Customer, found[0][first:second])
    row.inbox = made(Inbox, found[0][second:]) if row.inbox_id else None
    return row


def made(model: type[Row], values: Sequence[Any]) -> Row:
    """A row of a table as its model."""
    fields = model._meta.concrete_fields
    read = [as_read(field.get_internal_type(), value) for field, value in zip(fields, values, strict=True)]
    return model.from_db("default", [field.attname for field in fields], read)


def as_read(kind: str, value: Any) -> Any:
    """A value as Python has it, whichever engine kept it."""
    if value is None:
        return None
    if kind == "DateTimeField":
        return aware(value)
    if kind == "JSONField":
        return parsed(value)
    return bool(value) if kind == "BooleanField" else value
