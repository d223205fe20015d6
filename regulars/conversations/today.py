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
            where c.joined_to_id is null and c.status = 'open' and {whose}{seen} order by c.last_at limit %s) c) c
join book_customer p on p.id = c.customer_id
where c.waiting is not null limit %s
"""


def replies(asked: Asked) -> Sequence[Matter]:
    """Who waits for an answer: in what is with these agents, and in what nobody has."""
    if len(asked.agents) == 1:
        mine = answers("c.assignee_id = %s", asked.agents, asked)
        return mine + answers("c.assignee_id is null", (), asked) if asked.unheld else mine
    # Of many, the index by time alone is the one to walk: the one by assignee would sort all that they have.
    held = (*asked.agents, 0) if asked.unheld else asked.agents
    return answers(f"coalesce(c.assignee_id, 0) in ({marks(held)})", held, asked) if held else []


def answers(whose: str, params: Sequence[int], asked: Asked) -> list[Matter]:
    """Those of which the condition holds, what has lain the longest first."""
    seen = f" and (c.inbox_id is null or c.inbox_id not in ({marks(asked.hidden)}))" if asked.hidden else ""
    statement = WAITING.format(waiting=WAITING_SINCE, whose=whose, seen=seen)
    found = rows(statement, [*params, *asked.hidden, WALK, asked.most])
    return [matter(row, asked.now) for row in found]


def matter(row: Sequence[Any], now: datetime) -> Matter:
    """One conversation in which somebody waits."""
    public_id, subject, assignee, customer, name, waiting = row
    since = moment(waiting) or now
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
    )


TODAY.offer("replies", replies)
