"""Recoveries as matters of Today: the next step of each, what outranks everything first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from regulars.book.eyes import Eyes
from regulars.book.today.slots import FIRST, TIMED, TODAY, Asked, Matter
from regulars.conversations.queues.before import BEFORE, MOST, Before
from regulars.engine.rows import aware, marks, rows
from regulars.practices.recovery import clocks
from regulars.practices.recovery.words import FAILURES, to_do
from regulars.staff.models import Agent
from regulars.web.templating import url

OPEN = """
select r.public_id, r.failure, r.step, r.waiting, r.since, r.due_at, r.urgent, r.round, r.nth, r.holder_id,
       p.public_id, p.name, coalesce(j.public_id, c.public_id, r.public_id),
       (select case when h.by_id is null then h.why else '' end from recovery_holder h where h.recovery_id = r.id
        order by h.at desc, h.id desc limit 1)
from ({picked}) one join recovery_recovery r on r.id = one.id
join book_customer p on p.id = r.customer_id
left join book_conversation c on c.id = r.conversation_id
left join book_conversation j on j.id = c.joined_to_id order by r.urgent desc, r.due_at, r.id limit %s
"""
# Each list has an index in whose order it is read: one of several at once would be sorted whole.
PICKED = """select id from (
    select r.id from recovery_recovery r{hiding} where r.ended_at is null and r.due_at is not null and {whose}
    order by r.urgent desc, r.due_at, r.id limit %s) as {name}"""
HIDING = """ left join book_conversation c on c.id = r.conversation_id"""
# What waits for the customer outranks nothing while it does.
URGENT = """
select r.public_id, r.failure, r.since, r.due_at, r.round, r.nth, p.name
from recovery_recovery r join book_customer p on p.id = r.customer_id
left join book_conversation c on c.id = r.conversation_id
where r.ended_at is null and r.urgent and not r.waiting and r.due_at is not null
      and (r.holder_id = %s or r.holder_id is null) and {seen}
order by r.due_at limit %s
"""


def recoveries(asked: Asked) -> Sequence[Matter]:
    """The next steps of what these agents hold, and of what nobody holds."""
    lists = held_by(asked.agents, unheld=asked.unheld)
    if not lists:
        return ()
    hiding, seen = ("", "") if asked.eyes.see_all else (HIDING, f" and {asked.eyes.sees()}")
    picked = [
        PICKED.format(hiding=hiding, whose=whose + seen, name=f"list{place}")
        for place, (whose, _params) in enumerate(lists)
    ]
    params = [one for _whose, more in lists for one in (*more, asked.most)]
    found = rows(OPEN.format(picked=" union all ".join(picked)), [*params, asked.most])
    return [matter(row, asked.now) for row in found]


def held_by(agents: Sequence[int], *, unheld: bool) -> list[tuple[str, tuple[int, ...]]]:
    """Conditions on r, with their params, of the lists that are asked for; of many people it is one list, which is
    read in the order of all."""
    if len(agents) > 1:
        of = f"r.holder_id in ({marks(agents)})"
        return [(f"({of} or r.holder_id is null)" if unheld else of, tuple(agents))]
    own: list[tuple[str, tuple[int, ...]]] = [("r.holder_id = %s", tuple(agents))] if agents else []
    return own + ([("r.holder_id is null", ())] if unheld else [])


def matter(row: Sequence[Any], now: datetime) -> Matter:
    """One of them."""
    public_id, failure, step, waiting, since, due, urgent, round_, nth, holder, customer, name, belongs, handed = row
    begun = bool(waiting) and step != "second"
    at = aware(due) if due else None
    return Matter(
        f"recovery:{public_id}",
        "recovery",
        FIRST if urgent and (not begun or (at is not None and at <= now)) else TIMED,
        at,
        to_do(step, bool(waiting), name),
        with_handing(reason(failure, round_, nth, aware(since), at, now), handed or ""),
        url("recovery", public_id=public_id),
        _("Go on"),
        customer,
        name,
        holder or 0,
        belongs,
    )


def reason(failure: str, round_: int, nth: int, since: datetime, due: datetime | None, now: datetime) -> str:
    """Why it stands there, in a sentence."""
    what = str(FAILURES.get(failure, FAILURES["other"]))
    if round_ > 1:
        return _("What we did has not made it good: %(what)s") % {"what": what}
    if nth > 1:
        return _("The second failure within a year: %(what)s") % {"what": what}
    if clocks.slipping(since, due, now) == clocks.SOON:
        return _("About to be late: %(what)s") % {"what": what}
    return what


def with_handing(why: str, handed: str) -> str:
    """The same, after why it came to whoever has it now, where the desk handed it over."""
    return _("Handed over: %(handed)s %(why)s") % {"handed": handed, "why": why} if handed else why


def first(agent: Agent, eyes: Eyes, now: datetime) -> Sequence[Before]:
    """What stands above the queue: this agent's second failures and failed recoveries, and those that nobody has."""
    found = rows(URGENT.format(seen=eyes.sees()), [agent.pk, MOST])
    return [
        Before(name, reason(failure, round_, nth, aware(since), aware(due), now), url("recovery", public_id=public_id))
        for public_id, failure, since, due, round_, nth, name in found
    ]


TODAY.offer("recovery", recoveries)
BEFORE.offer("recovery", first)
