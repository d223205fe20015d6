"""The rows of some customers, by table, as the product's own rules make them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from regulars.base.ids import LENGTH, LETTERS
from regulars.book.models import (
    Conversation,
    Customer,
    Fact,
    Identity,
    Message,
    Moment,
    Order,
    OrderLine,
    Participant,
    Reward,
    Visit,
)
from regulars.book.records import sheet
from regulars.book.records.rows import MODELS, Row
from regulars.book.records.sheet import Sheet
from regulars.conversations.models import Event
from regulars.demo.generator.bought import SOURCES
from regulars.demo.generator.people import Person
from regulars.engine.inserts import insert
from regulars.engine.row_ids import fresh_ids

# In the order in which they can be written.
TABLES: tuple[type[Model], ...] = (
    *(Customer, Identity, Conversation, Participant, Event, Moment, Message),
    *(Order, OrderLine, Visit, Reward, Fact),
)
EXPECTED = 256
Said = dict[str, Any]


@dataclass(slots=True)
class Pages:
    """Rows that wait to be written, in the transaction in which this was made: it takes ids from its tables.

    `inbox` is the row id of the one that all letters came to, `ida` that of who signs some.
    """

    inbox: int
    ida: int
    now: datetime
    rows: dict[type[Model], list[Said]] = field(default_factory=lambda: {table: [] for table in TABLES})
    ids: dict[type[Model], Iterator[int]] = field(
        default_factory=lambda: {table: fresh_ids(table, EXPECTED) for table in TABLES}
    )

    def add(self, table: type[Model], **said: Any) -> int:
        """One more row; gives back its id."""
        pk = next(self.ids[table])
        self.rows[table].append({"id": pk, **said})
        return pk

    def write(self) -> list[int]:
        """Write all of it; gives back the ids of the moments."""
        for table in TABLES:
            insert(table, self.rows[table])
        return [row["id"] for row in self.rows[Moment]]


def public_id(chance: random.Random) -> str:
    """As ours are, and by chance that can be had again."""
    return chance.randbytes(LENGTH).translate(LETTERS).decode("ascii")


def customer(pages: Pages, chance: random.Random, person: Person, times: tuple[datetime, datetime]) -> tuple[int, int]:
    """Somebody and their handles, known from the first to the last of these times; ids of customer and address."""
    first, last = times
    public = public_id(chance)
    names = {"name": person.name, "language": person.language}
    pk = pages.add(Customer, public_id=public, **names, created_at=first, last_at=last)
    seen = {"verified_at": first, "first_seen": first, "last_seen": last}
    whose = {"customer_id": pk, "birth_customer_id": pk}
    number = f"{SOURCES['visit']}:{person.external}".upper()
    mail = pages.add(Identity, **whose, kind="email", value=person.email, shown=person.email, source="mail", **seen)
    pages.add(Identity, **whose, kind="external", value=number, shown=person.external, source=SOURCES["visit"], **seen)
    return pk, mail


def records(pages: Pages, chance: random.Random, noun: str, rows: Sequence[Row], whose: int) -> None:
    """Orders, visits or rewards of one customer with their moments, planned as an import plans them.

    They belong to no batch: a batch can be taken back, and this desk is to be thrown away whole.
    """
    planned = Sheet(noun, SOURCES[noun], 0, history=True, now=pages.now)
    planned.record_ids, planned.line_ids = pages.ids[MODELS[noun]], pages.ids[OrderLine]
    planned.moment_ids = pages.ids[Moment]
    for row in rows:
        sheet.add(planned, row, whose, public_id(chance))
    for record in planned.records:
        record["batch_id"] = None
    for moment in planned.moments:
        moment["public_id"] = public_id(chance)
    pages.rows[MODELS[noun]] += planned.records
    pages.rows[OrderLine] += planned.lines
    pages.rows[Moment] += planned.moments
