"""Contradictions that are open: over the customer's book and beside their conversations, and as matters of Today."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.times import LocalTime
from regulars.book.eyes import Eyes, eyes_of
from regulars.book.models import Customer
from regulars.book.slots import SECTIONS, Section
from regulars.book.today.slots import TIMED, TODAY, Asked, Matter
from regulars.engine.rows import aware, marks, rows
from regulars.practices.promises import away
from regulars.practices.promises.checking.words import when
from regulars.practices.promises.models import Contradiction
from regulars.practices.promises.words import day
from regulars.staff.models import Agent
from regulars.web.templating import url

MOST = 5
COLUMNS = """
select x.public_id, x.sort, x.quote, x.said_local, x.holds_local, x.holds_zone, x.holds, x.at, x.agent_id, a.name,
       c.public_id, c.name, coalesce(j.public_id, v.public_id, '')
"""
THOSE = """
from promises_contradiction x
join book_customer c on c.id = x.customer_id
left join staff_agent a on a.id = x.agent_id
left join book_conversation v on v.id = x.conversation_id
left join book_conversation j on j.id = v.joined_to_id
where {where} and {seen} order by x.at, x.id limit %s
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """One of them; `said` and `holds` in words. `by` is empty where nobody of ours is known to have said it."""

    public_id: str
    sort: str
    quote: str
    said: str
    holds: str
    at: datetime
    agent: int
    by: str
    customer: str
    name: str
    belongs: str


def open_ones(where: str, params: Sequence[Any], eyes: Eyes, most: int) -> list[Shown]:
    """Those that are open and that may be seen, the oldest first. One statement."""
    return [
        shown(row)
        for row in rows(
            COLUMNS + THOSE.format(where=f"x.state = 'open' and {where}", seen=eyes.sees("v")), [*params, most]
        )
    ]


def one_of(row: Contradiction) -> Shown:
    """That one, however it stands."""
    (found,) = rows(COLUMNS + THOSE.format(where="x.id = %s", seen="1 = 1"), [row.pk, 1])
    return shown(found)


def shown(row: Sequence[Any]) -> Shown:
    """A row as a value."""
    public_id, sort, quote, said, holds_local, holds_zone, holds, at, agent, by, customer, name, belongs = row
    time = LocalTime(datetime.fromisoformat(holds_local), holds_zone) if holds_local else None
    told = when(time) if time else holds
    words = day(datetime.fromisoformat(said)) if said else ""
    return Shown(public_id, sort, quote, words, told, aware(at), agent or 0, by or "", customer, name, belongs)


def over_the_book(customer: Customer, agent: Agent, now: datetime) -> Mapping[str, Any] | None:
    """The line over a book, where what we said is not so."""
    found = open_ones("x.customer_id = %s", [customer.pk], eyes_of(agent), MOST)
    return {"contradictions": found} if found else None


def matters(asked: Asked) -> Sequence[Matter]:
    """What somebody counts on and will not find: of these agents; with `unheld` also what nobody of ours wrote, or
    somebody who is not there."""
    parts = [f"x.agent_id in ({marks(asked.agents)})"] if asked.agents else []
    parts += ["x.agent_id is null", f"x.agent_id in {away.GONE}"] if asked.unheld else []
    if not parts:
        return ()
    found = open_ones(
        f"({' or '.join(parts)})",
        [*asked.agents, *(away.on(asked.now) if asked.unheld else ())],
        asked.eyes,
        asked.most,
    )
    return [matter(one) for one in found]


def matter(one: Shown) -> Matter:
    """One of them: it has been due since it was found."""
    reason = _("We said %(said)s; on record it is %(holds)s. They count on what we said.")
    return Matter(
        f"contradiction:{one.public_id}",
        "contradiction",
        TIMED,
        one.at,
        _("What we told %(name)s is not so") % {"name": one.name or _("them")},
        reason % {"said": one.said, "holds": one.holds},
        url("contradiction", public_id=one.public_id),
        _("Honour it"),
        one.customer,
        one.name,
        one.agent,
        one.belongs,
    )


SECTIONS.offer("contradictions", Section("top", 5, "promises/contradictions.html", over_the_book, beside=True))
TODAY.offer("contradictions", matters)
