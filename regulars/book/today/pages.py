"""Today: the first page after sign-in, and the same for a team."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from regulars.base.frozen import dataclass
from regulars.book import who
from regulars.book.eyes import Eyes, eyes_of
from regulars.book.panels import Missing, tried
from regulars.book.today import rules
from regulars.book.today.rules import Part
from regulars.book.today.slots import TODAY, Asked, Matter
from regulars.intake.models import Inbox
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page

MENU.offer("today", Entry(gettext_lazy("Today"), "/today", "book.read", 5, ("/today/",)))
# More than a morning's work: what comes after moves up as they are done.
MOST = 30


@dataclass(frozen=True, slots=True)
class Day:
    """What waits, by heading, in `count` rows; `missing` says what could not be asked; `names` are by public id of the
    customer."""

    parts: list[Part]
    count: int
    more: bool
    missing: list[str]
    names: dict[str, str]


def day(asked: Asked, kind: str = "") -> Day:
    """What these agents have to do, the first MOST rows of it; with `kind` of that alone."""
    found: list[list[Matter]] = []
    missing = []
    for name, offer in TODAY:
        made = tried(f"matters of {name}", partial(offer, asked), rests=False)
        if isinstance(made, Missing):
            missing.append(f"{name}: {made.why}")
        else:
            found.append([one for one in made if kind in ("", one.kind)])
    found = of_open_books(found, asked.eyes)
    parts, more = rules.parts(found, asked.now, midnight(asked.now), MOST)
    rows = [row for part in parts for row in part.rows]
    shown = {one.customer: one.name for row in rows for one in (row.first, *row.others) if one.customer}
    return Day(parts, len(rows), more, missing, who.names(shown, "customer__public_id"))


def of_open_books(found: list[list[Matter]], eyes: Eyes) -> list[list[Matter]]:
    """Without what is about somebody whose book these eyes may not open, though it is in no conversation."""
    if eyes.see_all:
        return found
    known = eyes.named_books({one.customer for matters in found for one in matters if one.customer})
    return [[one for one in matters if not one.customer or one.customer in known] for matters in found]


def midnight(now: datetime) -> datetime:
    """When the day of the reader ends."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def mine(agent: Agent, now: datetime) -> Asked:
    """What one person has, and what nobody has."""
    return Asked(agent, (agent.pk,), unheld=True, eyes=eyes_of(agent), now=now, most=MOST + 1)


def teams(viewer: Agent, people: Sequence[Agent], who: str, now: datetime) -> Asked:
    """What all have, or one of them by public id, or with "nobody" what no one has."""
    chosen = tuple(one.pk for one in people if who in ("", one.public_id))
    held = () if who == "nobody" else chosen
    return Asked(viewer, held, unheld=who in ("", "nobody"), eyes=eyes_of(viewer), now=now, most=MOST + 1)


def context(request: HttpRequest, asked: QueryDict, *, team: bool) -> dict[str, Any]:
    """What the page and its list alone show."""
    agent, now = agent_of(request), timezone.now()
    people = list(Agent.objects.filter(is_active=True).order_by("name", "pk")) if team else []
    chosen, kind = asked.get("who", ""), asked.get("kind", "")
    wanted = teams(agent, people, chosen, now) if team else mine(agent, now)
    return {
        "day": day(wanted, kind),
        "now": now,
        "team": team,
        "people": people,
        "holders": {one.pk: one.name for one in people},
        "who": chosen,
        "kind": kind,
        "me": agent.pk,
        "topics": "today inbox visits",
        "has_inbox": Inbox.objects.exists,
    }


@page("/today", may="book.read")
def today(request: HttpRequest) -> HttpResponseBase:
    """What I have to do now."""
    return render(request, "book/today/today.html", context(request, request.GET, team=False))


@page("/today/list", may="book.read", name="today_again")
def today_again(request: HttpRequest) -> HttpResponseBase:
    """The list alone, for a page that is open."""
    return render(request, "book/today/_list.html", context(request, request.GET, team=False))


@page("/today/team", may="desk.settle", name="today_team")
def today_team(request: HttpRequest) -> HttpResponseBase:
    """What all have to do, and what is slipping."""
    return render(request, "book/today/today.html", context(request, request.GET, team=True))


@page("/today/team/list", may="desk.settle", name="today_team_again")
def today_team_again(request: HttpRequest) -> HttpResponseBase:
    """The list alone."""
    return render(request, "book/today/_list.html", context(request, request.GET, team=True))
