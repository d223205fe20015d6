"""Promises as matters of Today: what is due, what has no time, and what those who are away hold."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.book.today.slots import CALM, TIMED, TODAY, Asked, Matter
from regulars.engine.rows import aware, marks, rows
from regulars.practices.promises import away, words
from regulars.web.templating import url

AHEAD = timedelta(hours=36)
# Each part goes along an index of its own: those with a time, and those without one.
DUE = """
select p.public_id, p.what, p.sort, p.due_local, p.due_zone, p.due_means, p.due_at, p.holder_id, h.name,
       case when h.away_since is not null or exists (
           select 1 from staff_absence x where x.agent_id = p.holder_id and x.last >= %s and x.first <= %s)
           then 1 else 0 end,
       c.public_id, c.name, coalesce(j.public_id, v.public_id, ''),
       (select case when w.by_id is null then w.why else '' end from promises_holding w where w.promise_id = p.id
        order by w.id desc limit 1)
from (select * from (select id from promises_promise where {timed} and state = 'open' and said_at is not null
                     and due_at < %s order by due_at limit %s) as timed
      union all
      select * from (select id from promises_promise where {timeless} and state = 'open' and said_at is not null
                     and due_at is null order by id limit %s) as timeless) as one
join promises_promise p on p.id = one.id
join book_customer c on c.id = p.customer_id
left join staff_agent h on h.id = p.holder_id
left join book_conversation v on v.id = p.conversation_id
left join book_conversation j on j.id = v.joined_to_id
where {seen} order by case when p.due_at is null then 1 else 0 end, p.due_at, p.id limit %s
"""


def promised(asked: Asked) -> Sequence[Matter]:
    """What these agents have promised or took over; with `unheld` also what is in nobody's hands, and what is due with
    somebody who is not there."""
    if not asked.agents and not asked.unheld:
        return ()
    of = [f"holder_id in ({marks(asked.agents)})"] if asked.agents else []
    of += ["holder_id is null"] if asked.unheld else []
    timed = [*of, f"holder_id in {away.GONE}"] if asked.unheld else of
    statement = DUE.format(timed=f"({' or '.join(timed)})", timeless=f"({' or '.join(of)})", seen=asked.eyes.sees("v"))
    until = asked.now + AHEAD
    day = timezone.localdate().isoformat()
    whose = [*asked.agents, *(away.on(asked.now) if asked.unheld else ())]
    params = [day, day, *whose, until, asked.most, *asked.agents, asked.most, asked.most]
    return [matter(row, asked.now) for row in rows(statement, params)]


def matter(row: Sequence[Any], now: datetime) -> Matter:
    """One promise."""
    public_id, what, sort, local, zone, means, due_at, holder, name, is_away, customer, whose, belongs, why = row
    due = aware(due_at) if due_at else None
    return Matter(
        f"promise:{public_id}",
        "promise",
        TIMED if due else CALM,
        due,
        what,
        handed(
            reason(
                words.until(local, zone, means, due) if due else "",
                due is not None and due < now,
                name if is_away else "",
            ),
            why or "",
        ),
        url("promise", public_id=public_id),
        str(_("Call") if sort == "callback" else _("Keep it")),
        customer,
        whose,
        holder or 0,
        belongs,
    )


def reason(until: str, late: bool, absent: str) -> str:
    """Why it stands there, in a sentence."""
    if absent:
        return _("Promised by %(name)s, who is away. Hand it over.") % {"name": absent}
    if not until:
        return _("Promised without a time. Ask them when they need it.")
    if late:
        return _("Promised %(until)s, which has passed.") % {"until": until}
    return _("Promised %(until)s.") % {"until": until}


def handed(said: str, why: str) -> str:
    """The same, after why it came to whoever has it now, where the desk handed it over."""
    return _("Handed over: %(handed)s %(why)s") % {"handed": why, "why": said} if why else said


TODAY.offer("promises", promised)
