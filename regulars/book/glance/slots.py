"""What practices add to a glance and to the brief of a visit: what was promised, what went wrong, how it was mended."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from regulars.base.registry import Slot
from regulars.book.eyes import Eyes
from regulars.book.glance.rules import Line
from regulars.book.models import Customer
from regulars.book.panels import Missing, tried

Make = Callable[[Customer, Eyes, datetime], Iterable[Line]]
# Gets the customer, what who reads may see, and the time; sorts are those of
# `glance.rules`. One small statement each: a page has 15 ms, and a day has a hundred briefs.
LINES: Slot[Make] = Slot("lines of a glance")


def of_practices(customer: Customer, eyes: Eyes, now: datetime) -> list[Line]:
    """The lines of all practices; where one failed, a line that says so."""
    found: list[Line] = []
    for name, make in LINES:
        made = tried(f"lines {name}", partial(lines_of, make, customer, eyes, now), rests=False)
        found += [Line("due", made.why, name)] if isinstance(made, Missing) else made
    return found


def lines_of(make: Make, customer: Customer, eyes: Eyes, now: datetime) -> list[Line]:
    """Those of one practice, all of them made: what fails, fails here."""
    return list(make(customer, eyes, now))
