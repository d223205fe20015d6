"""Open recoveries, one's own and all; and what was passed over, for the lead."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from regulars.base.frozen import dataclass
from regulars.book import who
from regulars.book.eyes import eyes_of
from regulars.engine.rows import aware, rows
from regulars.practices.recovery import clocks, words
from regulars.practices.recovery.words import FAILURES, Said
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page

MENU.offer("recoveries", Entry(gettext_lazy("Made right"), "/recoveries", "book.read", 20, ("/recoveries/",)))
MOST = 100
OPEN = """
select r.public_id, r.failure, r.severity, r.step, r.waiting, r.since, r.due_at, r.until_at, r.urgent, r.round, r.nth,
       r.opened_at, r.ended_at, r.ending, p.id, p.public_id, p.name, a.name
from (select r.* from recovery_recovery r left join book_conversation c on c.id = r.conversation_id
      where {which} and {seen} order by {order} limit %s) r
join book_customer p on p.id = r.customer_id left join staff_agent a on a.id = r.holder_id
order by {order}
"""
PRESSING = "r.urgent desc, r.due_at is null, r.due_at, r.id"
NEWEST = "r.ended_at desc, r.id desc"
SHOWN = ("mine", "all", "nobody", "ended")
PASSED = """
select s.name, s.reason, s.at, a.name, r.public_id, r.failure, r.severity, p.id, p.public_id, p.name
from (select s.* from recovery_step s join recovery_recovery r on r.id = s.recovery_id
      left join book_conversation c on c.id = r.conversation_id
      where s.outcome = 'passed' and s.agent_id is not null and {seen}
      and not exists (select 1 from recovery_step u where u.undoes_id = s.id)
      order by s.at desc, s.id desc limit %s) s
join recovery_recovery r on r.id = s.recovery_id
join book_customer p on p.id = r.customer_id left join staff_agent a on a.id = s.agent_id
order by s.at desc, s.id desc
"""
LEFT_OUT = """
select e.how, e.why, e.at, a.name, r.public_id, r.failure, r.severity, p.id, p.public_id, p.name
from (select e.* from recovery_ending e join recovery_recovery r on r.id = e.recovery_id
      left join book_conversation c on c.id = r.conversation_id
      where e.how in ('left', 'mistaken') and e.agent_id is not null and r.ending = e.how and {seen}
      order by e.at desc, e.id desc limit %s) e
join recovery_recovery r on r.id = e.recovery_id
join book_customer p on p.id = r.customer_id left join staff_agent a on a.id = e.agent_id
order by e.at desc, e.id desc
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One recovery in a list. `holder` is "" for nobody."""

    public_id: str
    failure: Said
    severity: Said
    to_do: Said
    since: datetime
    due_at: datetime | None
    until_at: datetime | None
    slipping: str
    urgent: bool
    round: int
    nth: int
    opened_at: datetime
    ended_at: datetime | None
    ending: Said
    customer_id: int
    customer: str
    name: str
    holder: str


@dataclass(frozen=True, slots=True)
class Left:
    """Something that somebody left out, with their sentence."""

    what: Said
    why: str
    at: datetime
    by: str
    recovery: str
    failure: Said
    severity: Said
    customer_id: int
    customer: str
    name: str


@page("/recoveries", may="book.read", name="recoveries")
def recoveries(request: HttpRequest) -> HttpResponseBase:
    """The list."""
    return render(request, "recovery/list.html", listed(request))


def listed(request: HttpRequest) -> dict[str, Any]:
    """What the list shows."""
    agent, now = agent_of(request), timezone.now()
    asked = request.GET.get("show", "")
    show, lines = (asked, lines_of(agent, asked, now)) if asked in SHOWN else first_with_rows(agent, now)
    names = who.names({one.customer_id: one.name for one in lines})
    return {"lines": lines, "names": names, "show": show, "now": now, "most": MOST, "topics": "recoveries"}


def first_with_rows(agent: Agent, now: datetime) -> tuple[str, list[Line]]:
    """The list that the page opens on: one's own, else what is open anywhere; an empty one only where all are."""
    for show in ("mine", "all"):
        if lines := lines_of(agent, show, now):
            return show, lines
    return "mine", []


def lines_of(agent: Agent, show: str, now: datetime) -> list[Line]:
    """Those that this agent may see."""
    which, params = {
        "mine": ("r.ended_at is null and r.holder_id = %s", [agent.pk]),
        "nobody": ("r.ended_at is null and r.holder_id is null", []),
        "ended": ("r.ended_at is not null", []),
    }.get(show, ("r.ended_at is null", []))
    seen = eyes_of(agent).sees()
    order = NEWEST if show == "ended" else PRESSING
    found = rows(OPEN.format(which=which, seen=seen, order=order), [*params, MOST])
    return [line(row, now) for row in found]


def line(row: Sequence[Any], now: datetime) -> Line:
    """A row of OPEN."""
    public_id, failure, severity, step, waiting, since, due, until, urgent, round_, nth, opened, ended, *rest = row
    ending, pk, customer, name, holder = rest
    due_at = aware(due) if due else None
    return Line(
        public_id,
        FAILURES.get(failure, FAILURES["other"]),
        words.SEVERITIES.get(severity, severity),
        words.to_do(step, bool(waiting), name),
        aware(since),
        due_at,
        aware(until) if until else None,
        clocks.slipping(aware(since), due_at, now),
        bool(urgent),
        round_,
        nth,
        aware(opened),
        aware(ended) if ended else None,
        words.ENDINGS.get(ending, ending),
        pk,
        customer,
        name,
        holder or "",
    )


@page("/recoveries/passed/over", may="desk.settle", name="passed_over")
def passed_over(request: HttpRequest) -> HttpResponseBase:
    """Which steps were left out, and why: to learn from, and to speak about."""
    agent = agent_of(request)
    seen = eyes_of(agent).sees()
    steps = [left(row, words.STEPS) for row in rows(PASSED.format(seen=seen), [MOST])]
    ends = [left(row, words.ENDINGS) for row in rows(LEFT_OUT.format(seen=seen), [MOST])]
    names = who.names({one.customer_id: one.name for one in (*steps, *ends)})
    return render(request, "recovery/passed.html", {"steps": steps, "ends": ends, "names": names, "most": MOST})


def left(row: Sequence[Any], called: Any) -> Left:
    """A row of PASSED or LEFT_OUT."""
    what, why, at, by, recovery, failure, severity, pk, customer, name = row
    return Left(
        called.get(what, what),
        why,
        aware(at),
        by or "",
        recovery,
        FAILURES.get(failure, FAILURES["other"]),
        words.SEVERITIES.get(severity, severity),
        pk,
        customer,
        name,
    )
