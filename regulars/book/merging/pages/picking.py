"""Choosing another person: by what is typed, or by the address of their page."""

import re
from collections.abc import Sequence

from django.http import HttpRequest

from regulars.book.merging.roots import root_of
from regulars.book.models import Customer
from regulars.book.pages.search import asking
from regulars.book.search import people
from regulars.book.search.people import Person
from regulars.book.search.sought import sought

NAMED = re.compile(r"(?:^|/|#)([0-9a-z]{12})(?:$|[/?#\]])")
LONGEST, SHORT = 200, 2


def asked_for(request: HttpRequest) -> str:
    """What was typed into the search of a page that chooses somebody."""
    return request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]


def others(request: HttpRequest, typed: str, but: Sequence[str]) -> list[Person]:
    """People whom the words may mean, those heard of last first, without the public ids in `but`."""
    if one := by_address(typed):
        found = [Person(one.public_id, one.name, handles(one), one.last_at)]
    else:
        by = asking(request)
        found = list(people.find(people.wanted(sought(typed, by)), by).shown) if typed else []
    return [one for one in found if one.customer not in but]


def alike(request: HttpRequest, name: str, but: Sequence[str]) -> list[Person]:
    """People of the same name, or else of its longest part."""
    longest = max(name.split(), key=len, default="")
    return others(request, name, but) or (others(request, longest, but) if len(longest) > SHORT else [])


def by_address(typed: str) -> Customer | None:
    """The customer whose page's address, or id, was put in."""
    named = NAMED.findall(typed.lower())
    found = Customer.objects.filter(public_id__in=named).first() if named else None
    return root_of(found) if found else None


def handles(of: Customer) -> tuple[str, ...]:
    """A few of their handles, the last used first."""
    return tuple(of.identities.order_by("-last_seen", "pk").values_list("shown", flat=True)[:2])
