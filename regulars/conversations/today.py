"""Replies that somebody waits for, as matters of Today."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from regulars.book.today.slots import TIMED, TODAY, Asked, Matter
from regulars.conversations.queues.rows import WAITING_SINCE, moment
from regulars.conversations.queues.rules import unanswered
from regulars.engine.rows import marks, rows
from regulars.web.templating import url

# Those that have lain the longest are looked through; what is answered and still open lies among them.
WALK = 400
# Within which an answer is expected of a desk that has said nothing else.
EXPECTED = timedelta(days=1)
WAITING = """
select c.public_id, c.subject, c.assignee_id, p.public_id, p.name, c.waiting
from (select c.public_id, c.subject, c.assignee_id, c.customer_id, {waiting} waiting
      from (select c.* from book_conversation c
            where c.joined_to_id is null and c.status = 'open' and {whose} and {seen} order by c.last_at limit %s) c) c
join book_customer p on p.id = c.customer_id
where c.waiting is not null limit %s
"""


def replies(asked: Asked) -> Sequence[Matter]:
    """Who waits for an answer: in what is with these agents, and in what nobody has."""
    if len(asked.agents) == 1:
        found = answers("c.assignee_id = %s", asked.agents, asked)
        found += answers("c.assignee_id is null", (), asked) if asked.unheld else []
    else:
        # Of many, the index by time alone is the one to walk: the one by assignee would sort all that they have.
        held = (*asked.agents, 0) if asked.unheld else asked.agents
        found = answers(f"coalesce(c.assignee_id, 0) in ({marks(held)})", held, asked) if held else []
    longest = sorted(found, key=lambda one: one[0])[: asked.most]
    return [matter(since, row, asked.now) for since, row in longest]


def answers(whose: str, params: Sequence[int], asked: Asked) -> list[tuple[datetime, Sequence[Any]]]:
    """Rows of WAITING of which the condition holds, each with since when somebody waits."""
    statement = WAITING.format(waiting=WAITING_SINCE, whose=whose, seen=asked.eyes.sees())
    found = rows(statement, [*params, WALK, asked.most])
    return [(moment(row[5]) or asked.now, row) for row in found]


def matter(since: datetime, row: Sequence[Any], now: datetime) -> Matter:
    """One conversation in which somebody waits since then."""
    public_id, subject, assignee, customer, name, _waiting = row
    return Matter(
        f"reply:{public_id}",
        "reply",
        TIMED,
        since + EXPECTED,
        subject or _("Without a subject"),
        unanswered(now - since),
        f"{url('conversation', public_id=public_id)}#latest",
        _("Answer"),
        customer,
        name,
        assignee or 0,
        public_id,
    )


TODAY.offer("replies", replies)
