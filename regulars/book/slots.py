"""Sections of the book: parts of a customer's page, each offered by the folder that knows what stands in it.

One that fails says so in its own place and takes nothing else from the page.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.book.models import Customer
from regulars.book.panels import Missing, tried
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of

PLACES = ("top", "side", "foot")
Contents = Callable[[Customer, Agent, datetime], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a customer's page, and with `beside` of the right page of each of their conversations.

    `place` is "top" (a line over the book, for what has to be settled), "side" (on the right page, below the glance) or
    "foot" (at its end, for what is seldom done); in a place the lowest `order` stands first. `template` is a fragment;
    it gets what `make` gives, with `customer`, `now`, `beside` and `request`, and is left out where that is None. The
    page has 15 ms for everything: one statement, by an index.
    """

    place: str
    order: int
    template: str
    make: Contents
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A section as it stands on a page. Where it failed, `html` is empty and `why` says so."""

    name: str
    html: str
    why: str = ""


SECTIONS: Slot[Section] = Slot("sections of the book")


def sections(
    customer: Customer, request: HttpRequest, now: datetime, *, beside: bool = False
) -> dict[str, list[Shown]]:
    """What stands in each of the PLACES, in order; with `beside` only what stands beside a conversation, too."""
    offered = [(name, one) for name, one in SECTIONS if one.beside or not beside]
    found: dict[str, list[Shown]] = {place: [] for place in PLACES}
    for name, section in sorted(offered, key=lambda pair: pair[1].order):
        made = tried(f"section {name}", partial(written, section, customer, request, now, beside), rests=False)
        if isinstance(made, Missing):
            found[section.place].append(Shown(name, "", made.why))
        elif made is not None:
            found[section.place].append(Shown(name, made))
    return found


def written(section: Section, customer: Customer, request: HttpRequest, now: datetime, beside: bool) -> str | None:
    """A section's HTML, if it has anything to show here."""
    made = section.make(customer, agent_of(request), now)
    if made is None:
        return None
    context = {"customer": customer, "now": now, "beside": beside, **made}
    return render_to_string(section.template, context, request)
