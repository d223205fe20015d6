"""Choosing another person: by what is typed, or by the address of their page."""

import re
from collections.abc import Sequence

from django.http import HttpRequest

from regulars.book.eyes import eyes_of
from regulars.book.merging.roots import root_of
from regulars.book.models import Customer
from regulars.book.pages.search import asking
from regulars.book.search import people
from regulars.book.search.people import Person
from regulars.book.search.sought import sought
from regulars.staff.seat import agent_of

NAMED = re.compile(r"(?:^|/|#)([0-9a-z]{12})(?:$|[/?#\]])")
LONGEST, SHORT = 200, 2


def asked_for(request: HttpRequest) -> str:
    """What was typed into the search of a page that chooses somebody."""
    return request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]


def others(request: HttpRequest, typed: str, but: Sequence[str]) -> list[Person]:
    """People whom the words may mean, those heard of last first, without the public ids in `but`."""
    if one := by_address(request, typed):
        found = [Person(one.public_id, one.name, handles(one), one.last_at)]
    else:
        by = asking(request)
        found = list(people.find(people.wanted(sought(typed, by)), by).shown) if typed else []
    return [one for one in found if one.customer not in but]


def alike(request: HttpRequest, name: str, but: Sequence[str]) -> list[Person]:
    """People of the same name, or else of its longest part."""
    longest = max(name.split(), key=len, default="")
    return others(request, name, but) or (others(request, longest, but) if len(longest) > SHORT else [])


def by_address(request: HttpRequest, typed: str) -> Customer | None:
    """The customer whose page's address, or id, was put in."""
    named = NAMED.findall(typed.lower())
    return standing(request, named) if named else None


def standing(request: HttpRequest, public_ids: Sequence[str]) -> Customer | None:
    """The book that stands for the first there is of these; None too where it is kept from this agent."""
    found = Customer.objects.filter(public_id__in=[one.replace("\0", "") for one in public_ids]).first()
    root = root_of(found) if found else None
    return root if root and eyes_of(agent_of(request)).books([root.pk]) else None


def handles(of: Customer) -> tuple[str, ...]:
    """A few of their handles, the last used first."""
    return tuple(of.identities.order_by("-last_seen", "pk").values_list("shown", flat=True)[:2])
