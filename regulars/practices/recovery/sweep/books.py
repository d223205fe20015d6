"""Books read for the sweep: some hundred at a time, in a few statements each, so that a million moments need little
memory."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from regulars.engine.rows import aware, parsed, rows
from regulars.practices.recovery.lateness import ordinary_here
from regulars.practices.recovery.sweep import rules
from regulars.practices.recovery.sweep.rules import Bought, Helped, Said

AT_ONCE = 500
# An order that has not come by then has not come.
MISSING = timedelta(days=7)
FAILING = ("annoyed", "frustrated", "disappointed", "angry", "leaving")
GRAVE = ("minor", "serious", "severe")
UPSET = ("anger", "annoyance", "disappointment", "disapproval", "sadness", "disgust")
ASKING = ("curiosity", "confusion")
GLAD = tuple("joy gratitude admiration amusement love approval excitement optimism relief".split())
SAID = """
select m.customer_id, m.public_id, m.at, m.conversation_id, m.direction, u.scores, u.message_id
from book_moment m join book_message t on t.moment_id = m.id join readings_understanding u on u.message_id = t.id
where m.customer_id >= %s and m.customer_id < %s and m.kind = 'message' and m.automatic = ''
  and m.direction in ('in', 'out') and m.conversation_id is not null and u.tier <> ''
order by m.customer_id, m.at, m.id
"""
# What makes good: of ours an apology that is one, amends, a promise; of theirs thanks.
SOOTHING = """
select distinct r.message_id from readings_reading r
join book_message t on t.id = r.message_id join book_moment m on m.id = t.moment_id
where m.customer_id >= %s and m.customer_id < %s and r.sure and (
    (m.direction = 'out' and (r.reader = 'amends' or (r.reader = 'apology' and r.label = 'apology')))
    or (m.direction = 'in' and r.reader = 'thanks'))
"""
ORDERS = """
select customer_id, public_id, ordered_at, total, currency, promised_at, delivered_at, status from book_order
where customer_id >= %s and customer_id < %s and status <> 'cancelled' order by customer_id, ordered_at
"""
VISITS = """
select customer_id, public_id, starts_at, total, currency from book_visit
where customer_id >= %s and customer_id < %s and status in ('came', 'booked') order by customer_id, starts_at
"""
HELPED = """
select customer_id, opened_at, coalesce(conversation_id, 0), "order" from recovery_recovery
where customer_id >= %s and customer_id < %s
"""
GIVEN = """
select customer_id, at, coalesce(conversation_id, 0) from book_moment
where customer_id >= %s and customer_id < %s and not (kind = 'message') and kind in ('amends.given', 'gift.given')
"""
EDGES = "select min(id), max(id) from book_customer"


@dataclass(slots=True)
class Book:
    """What the sweep looks at of one customer, by row id."""

    customer: int
    said: list[Said] = field(default_factory=list)
    bought: list[Bought] = field(default_factory=list)
    helped: list[Helped] = field(default_factory=list)


def books(now: datetime, at_once: int = AT_ONCE) -> Iterator[list[Book]]:
    """All books in which something was said or bought, by portions."""
    (first, last), ordinary = edges(), ordinary_here()
    for start in range(first, last + 1, at_once):
        yield portion(start, start + at_once, now, ordinary)


def edges() -> tuple[int, int]:
    """The lowest and the highest row id of a customer; (1, 0) where there is none."""
    lowest, highest = rows(EDGES, [])[0]
    return lowest or 1, highest or 0


def portion(start: int, end: int, now: datetime, ordinary: timedelta) -> list[Book]:
    """The books of the customers with row ids from `start` to before `end`; an order is late here that came by more
    than what is `ordinary`."""
    between = [start, end]
    found: dict[int, Book] = {}
    soothing = {row[0] for row in rows(SOOTHING, between)}
    for row in rows(SAID, between):
        found.setdefault(row[0], Book(row[0])).said.append(said(row, soothing))
    for row in rows(ORDERS, between):
        found.setdefault(row[0], Book(row[0])).bought.append(order(row, now, ordinary))
    for customer, public_id, at, total, currency in rows(VISITS, between):
        found.setdefault(customer, Book(customer)).bought.append(Bought(public_id, aware(at), total, currency))
    for customer, at, conversation, order_id in rows(HELPED, between):
        found.setdefault(customer, Book(customer)).helped.append(Helped(aware(at), conversation, order_id))
    for customer, at, conversation in rows(GIVEN, between):
        found.setdefault(customer, Book(customer)).helped.append(Helped(aware(at), conversation))
    return list(found.values())


def said(row: Sequence[Any], soothing: set[int]) -> Said:
    """A row of SAID."""
    _customer, public_id, at, conversation, direction, scores, message = row
    theirs = direction == "in"
    how = trouble(parsed(scores)) if theirs else 0.0
    return Said(public_id, aware(at), conversation, theirs, how, message in soothing)


def trouble(scores: Mapping[str, Mapping[str, float]]) -> float:
    """How likely a message tells of trouble, by the scores that were kept of it."""
    kept = defaultdict[str, Mapping[str, float]](dict, scores)
    thought = rules.Thought(
        kept["sentiment"].get("negative", 0.0),
        max(kept["failure"].values(), default=0.0),
        highest(kept["severity"], GRAVE),
        highest(kept["feeling"], FAILING),
        highest(kept["emotion"], UPSET),
        highest(kept["emotion"], ASKING),
        highest(kept["emotion"], GLAD),
        "emotion" in scores,
    )
    return rules.trouble(thought)


def highest(scores: Mapping[str, float], labels: Sequence[str]) -> float:
    """The highest of these labels' scores."""
    return max((scores.get(label, 0.0) for label in labels), default=0.0)


def order(row: Sequence[Any], now: datetime, ordinary: timedelta) -> Bought:
    """A row of ORDERS: late from when it was promised, where it came later than is ordinary or has not come."""
    _customer, public_id, at, total, currency, promised, delivered, status = row
    late = None
    if promised:
        promised = aware(promised)
        came = aware(delivered) if delivered else None
        missing = came is None and status in ("placed", "paid", "sent") and now - promised > MISSING
        late = promised if missing or (came is not None and came - promised > ordinary) else None
    return Bought(public_id, aware(at), total, currency, late)
