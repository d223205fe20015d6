"""Orders, visits and rewards on a customer's page: the newest few, and pages with all of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.book import who
from regulars.book.dealings import read, words
from regulars.book.dealings.words import Entry
from regulars.book.glance.history import Past
from regulars.book.glance.read import past
from regulars.book.models import Customer
from regulars.book.slots import SECTIONS, Section
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web import paging
from regulars.web.paging import Cursor, Place
from regulars.web.routes import page
from regulars.web.templating import url

FEW, SIZE, MOST_REWARDS = 3, 50, 200
FEW_ARTICLES, ALL_ARTICLES = 3, 100
Few = Callable[[Customer, datetime], Sequence[Entry]]
EVER: Mapping[str, Callable[[Past], bool]] = {
    "orders": lambda past: past.bought,
    "visits": lambda past: past.booked,
    "rewards": lambda past: past.rewarded,
}


def orders(customer: Customer, now: datetime) -> list[Entry]:
    """The newest few, and one more where there are more."""
    return [words.order(one, now, FEW_ARTICLES) for one in read.orders(customer, None, FEW + 1)]


def visits(customer: Customer, now: datetime) -> list[Entry]:
    """The same of visits; those that lie ahead come first."""
    return [words.visit(one, now) for one in read.visits(customer, None, FEW + 1)]


def rewards(customer: Customer, now: datetime) -> list[Entry]:
    """Rewards that still count, what ends first on top."""
    found = [words.reward(one, now) for one in read.rewards(customer, MOST_REWARDS)]
    return [one for one in found if not one.over][: FEW + 1]


def section(name: str, order: int, few: Few) -> None:
    """Offer a section with the first few."""

    def make(customer: Customer, agent: Agent, now: datetime) -> Mapping[str, Any] | None:
        found = few(customer, now) if EVER[name](past(customer, now)) else ()
        return {"name": name, "entries": found[:FEW], "more": len(found) > FEW} if found else None

    SECTIONS.offer(name, Section("side", order, "book/dealings/few.html", make))


for name, order, few in (("orders", 40, orders), ("visits", 30, visits), ("rewards", 50, rewards)):
    section(name, order, few)


@page("/customers/<str:public_id>/orders", may="book.read", name="orders_of")
def all_orders(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """All orders, newest first."""
    customer, now, cursor = asked(request, public_id)
    part = paging.cut(read.orders(customer, cursor.place, SIZE + 1), SIZE, lambda one: Place(one.at, one.id))
    entries = [words.order(one, now, ALL_ARTICLES) for one in part.rows]
    return shown(request, customer, "orders", entries, cursor, part.next)


@page("/customers/<str:public_id>/visits", may="book.read", name="visits_of")
def all_visits(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """All visits, those ahead first."""
    customer, now, cursor = asked(request, public_id)
    part = paging.cut(read.visits(customer, cursor.place, SIZE + 1), SIZE, lambda one: Place(one.at, one.id))
    return shown(request, customer, "visits", [words.visit(one, now) for one in part.rows], cursor, part.next)


@page("/customers/<str:public_id>/rewards", may="book.read", name="rewards_of")
def all_rewards(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """All rewards, also those that are used up or have ended."""
    customer, now, cursor = asked(request, public_id)
    entries = [words.reward(one, now) for one in read.rewards(customer, MOST_REWARDS)]
    return shown(request, customer, "rewards", entries, cursor, "")


def asked(request: HttpRequest, public_id: str) -> tuple[Customer, datetime, Cursor]:
    """Whose, when, and from where on. Raises Http404."""
    return who.customer(agent_of(request), public_id), timezone.now(), paging.read(request.GET.get("before", ""))


def shown(
    request: HttpRequest, customer: Customer, name: str, entries: Sequence[Entry], cursor: Cursor, older: str
) -> HttpResponseBase:
    """One of the three pages."""
    titles = {"orders": _("Orders"), "visits": _("Visits"), "rewards": _("Rewards")}
    context = {
        "customer": customer,
        "person": who.person(customer),
        "title": titles[name],
        "name": name,
        "entries": entries,
        "cursor": cursor,
        "older": f"{request.path}?before={older}" if older else "",
        "home": url("customer", public_id=customer.public_id),
    }
    return render(request, "book/dealings/all.html", context)
