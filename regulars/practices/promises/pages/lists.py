"""The due list: what is promised to whom, by when, and in whose hands it is."""

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from regulars.practices.promises import lists, rates, words
from regulars.practices.promises.lists import Due, Wanted
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page

MENU.offer("promises", Entry(_("Promises"), "/promises", "book.read", 14, ("/promises/",)))
WHOSE = {lists.MINE: _("Mine"), lists.TEAM: _("My teams'"), lists.ALL: _("All")}
SHOW = {
    lists.OPEN: _("To be kept"),
    lists.LATE: _("Late and broken"),
    lists.TIMELESS: _("Without a time"),
    lists.ENDED: _("Ended"),
}

PERIODS = (30, 90, 365)


def address(of: Wanted, **other: str) -> str:
    """The list, with something else chosen."""
    chosen = {"whose": of.whose, "show": of.show, "sort": of.sort, "away": "yes" if of.away else "", **other}
    return f"/promises?{urlencode({name: value for name, value in chosen.items() if value})}"


@page("/promises", may="book.read", name="promises")
def promises(request: HttpRequest) -> HttpResponseBase:
    """What is due: mine, my teams' or all."""
    agent, now = agent_of(request), timezone.now()
    asked, due, instead = opened(request.GET.dict(), agent, now)
    shown = {
        "due": due,
        "asked": asked,
        "instead": instead,
        "tabs": [(label, address(asked, whose=code), asked.whose == code) for code, label in WHOSE.items()],
        "shows": [(label, address(asked, show=code), asked.show == code) for code, label in SHOW.items()],
        "sorts": list(words.SORTS.items()),
        "words": words,
        "now": now,
        "me": agent.pk,
        "may_write": agent.may("book.write"),
        "colleagues": colleagues(agent),
        "most": lists.MOST,
        "topics": "promises",
    }
    return render(request, "promises/promises.html", shown)


def opened(given: dict[str, str], agent: Agent, now: datetime) -> tuple[Wanted, Due, bool]:
    """What is asked for, and its list; where nobody has chosen whose, and one's own is empty, that of one's teams
    instead, if there is anything in it."""
    asked = lists.wanted(given)
    own = lists.due(asked, agent, now)
    if "whose" in given or own.timed or own.timeless:
        return asked, own, False
    theirs = replace(asked, whose=lists.TEAM)
    due = lists.due(theirs, agent, now)
    return (theirs, due, True) if due.timed or due.timeless else (asked, own, False)


def colleagues(agent: Agent) -> list[tuple[str, str]]:
    """Into whose hands a promise can go: public id and name."""
    found = Agent.objects.filter(is_active=True).order_by("name", "pk")
    return [(one.public_id, one.name) for one in found]


@page("/promises/kept", may="book.read", name="promises_kept")
def kept(request: HttpRequest) -> HttpResponseBase:
    """How well promises are kept, by what they are about."""
    now = timezone.now()
    chosen = next((days for days in PERIODS if str(days) == request.GET.get("days")), PERIODS[1])
    shown = {
        "rates": rates.rates(now - timedelta(days=chosen), now),
        "periods": [(days, days == chosen) for days in PERIODS],
        "days": chosen,
        "fewest": rates.FEWEST,
        "words": words,
    }
    return render(request, "promises/kept.html", shown)
