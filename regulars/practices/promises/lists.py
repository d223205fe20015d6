"""Who has to keep what: the due list of a person, a team, or all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from regulars.base.frozen import dataclass
from regulars.engine.rows import marks
from regulars.practices.promises.models import Promise
from regulars.practices.promises.shown import BY_DUE, NEWEST, Shown, promises
from regulars.staff.models import Agent, Membership

MINE, TEAM, ALL = "mine", "team", "all"
WHOSE = (MINE, TEAM, ALL)
OPEN, LATE, TIMELESS, ENDED = "open", "late", "timeless", "ended"
SHOW = (OPEN, LATE, TIMELESS, ENDED)
MOST = 100
TIMED = "p.state = 'open' and p.due_at is not null"
WITHOUT = "p.state = 'open' and p.due_at is null"
AWAY = """(h.away_since is not null or exists (
    select 1 from staff_absence x where x.agent_id = h.id and x.last >= %s and x.first <= %s))"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. `whose` is one of WHOSE, `show` one of SHOW; `sort` one of Promise.SORTS, or empty for all;
    `away`: only what is held by those who are away."""

    whose: str = MINE
    show: str = OPEN
    sort: str = ""
    away: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A list: those with a time in its order, those without one, and whether there are more."""

    timed: list[Shown]
    timeless: list[Shown]
    more: bool


def wanted(asked: dict[str, str]) -> Wanted:
    """What an address asks for; anything unknown counts as not said."""
    whose, show, sort = asked.get("whose", ""), asked.get("show", ""), asked.get("sort", "")
    return Wanted(
        whose if whose in WHOSE else MINE,
        show if show in SHOW else OPEN,
        sort if sort in Promise.SORTS else "",
        asked.get("away") == "yes",
    )


def due(of: Wanted, agent: Agent, now: datetime) -> Due:
    """That list. Two statements at most."""
    narrow, params = narrowed(of, agent)

    def found(where: str, order: str, given: Sequence[Any] = ()) -> list[Shown]:
        return promises(f"{where}{narrow}", [*given, *params], agent, MOST + 1, order)

    timed: list[Shown] = []
    timeless: list[Shown] = []
    if of.show == OPEN:
        timed = found(TIMED, BY_DUE)
    elif of.show == LATE:
        timed = found("p.state in ('open', 'broken') and p.due_at < %s", BY_DUE, [now])
    elif of.show == ENDED:
        timed = found("p.state in ('kept', 'late', 'released', 'replaced')", NEWEST)
    if of.show in (OPEN, TIMELESS):
        timeless = found(WITHOUT, "p.id")
    return Due(timed[:MOST], timeless[:MOST], len(timed) > MOST or len(timeless) > MOST)


def narrowed(of: Wanted, agent: Agent) -> tuple[str, list[Any]]:
    """The conditions of who and what, with their params."""
    conditions, params = "", list[Any]()
    if of.whose == MINE:
        conditions, params = " and p.holder_id = %s", [agent.pk]
    elif of.whose == TEAM:
        people = colleagues(agent)
        conditions, params = f" and (p.holder_id is null or p.holder_id in ({marks(people)}))", [*people]
    if of.sort:
        conditions, params = f"{conditions} and p.sort = %s", [*params, of.sort]
    if of.away:
        conditions = f"{conditions} and {AWAY}"
        params = [*params, *[timezone.localdate().isoformat()] * 2]
    return conditions, params


def colleagues(agent: Agent) -> list[int]:
    """Who is in a team with somebody, and they themselves, by row id."""
    teams = Membership.objects.filter(agent=agent).values("team")
    return sorted({agent.pk, *Membership.objects.filter(team__in=teams).values_list("agent_id", flat=True)})
