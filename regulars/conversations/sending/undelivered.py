"""Replies that did not arrive, as matters of Today: whose writer believes that they were read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from regulars.book.today.slots import TIMED, TODAY, Asked, Matter
from regulars.conversations.models import Outgoing
from regulars.conversations.sending import reasons
from regulars.engine.rows import aware, marks, rows, stored
from regulars.web.templating import url

# What nobody has seen to by then is past putting right by another mail.
SINCE = timedelta(days=60)
# A word with the customer since, or a note of what became of it, and nobody has to do anything about it any more.
LOST = """
select o.public_id, o.state, o.answer, o.settled_at, o.agent_id, coalesce(j.public_id, c.public_id), c.subject,
       p.public_id, p.name
from conversations_outgoing o
join book_conversation c on c.id = o.conversation_id
left join book_conversation j on j.id = c.joined_to_id
join book_customer p on p.id = c.customer_id
where o.state in ('failed', 'bounced', 'unsure') and o.settled_at > %s and ({whose}) and {seen}
and not exists (select 1 from book_moment m where m.conversation_id in (c.id, coalesce(c.joined_to_id, c.id))
                and m.at > o.settled_at and m.automatic = '' and m.kind in ('message', 'call', 'note'))
order by o.settled_at, o.id limit %s
"""


def undelivered(asked: Asked) -> Sequence[Matter]:
    """Mails of these agents that came back or never left; those of who has left are nobody's."""
    held = asked.agents or (0,)
    left = " or o.agent_id in (select id from staff_agent where not is_active)" if asked.unheld else ""
    statement = LOST.format(whose=f"o.agent_id in ({marks(held)}){left}", seen=asked.eyes.sees())
    found = rows(statement, [stored(asked.now - SINCE), *held, asked.most])
    return [matter(row, asked.agents) for row in found]


def matter(row: Sequence[Any], agents: Sequence[int]) -> Matter:
    """One mail that somebody believes has been read."""
    mail, state, answer, settled, agent, conversation, subject, customer, name = row
    since: datetime = aware(settled)
    return Matter(
        f"undelivered:{mail}",
        "undelivered",
        TIMED,
        since,
        subject or _("Without a subject"),
        why(state, answer),
        f"{url('conversation', public_id=conversation)}#latest",
        _("See to it"),
        customer,
        name,
        agent if agent in agents else 0,
        conversation,
    )


def why(state: str, answer: str) -> str:
    """One sentence, with the reason where it is known in words."""
    said = {
        Outgoing.FAILED: _("The reply could not be sent."),
        Outgoing.BOUNCED: _("The reply came back."),
        Outgoing.UNSURE: _("Nobody knows whether the reply left."),
    }[state]
    return f"{said} {reasons.in_words('', answer)}".strip() if state != Outgoing.UNSURE else said


TODAY.offer("replies that did not arrive", undelivered)
