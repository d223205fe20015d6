"""My drafts: what lies there unfinished, and what was thrown away today."""

from datetime import datetime
from typing import Any

from regulars.base.frozen import dataclass
from regulars.book.eyes import DESK, Eyes
from regulars.conversations.calls.rules import Call
from regulars.conversations.drafts.rules import KEPT_DISCARDED
from regulars.engine.rows import aware, parsed, rows
from regulars.staff.models import Agent

SHOWN = 100
DRAFTS = """
select d.public_id, d.kind, substr(d.text, 1, 200), d.subject, d.updated_at, d.discarded_at, v.public_id, v.subject,
       c.name, d.call
from conversations_draft d
left join book_conversation v on v.id = d.conversation_id
left join book_customer c on c.id = v.customer_id
where d.agent_id = %s and d.sent_at is null and (d.discarded_at is null or d.discarded_at > %s) and {seen}
order by d.updated_at desc limit %s
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """One draft; the fields are the columns of DRAFTS. Without a conversation it begins one."""

    public_id: str
    kind: str
    text: str
    subject: str
    updated_at: datetime
    discarded_at: datetime | None
    conversation: str | None
    about: str | None
    customer: str | None
    call: Call


def drafts_of(agent: Agent, now: datetime, eyes: Eyes = DESK) -> list[Listed]:
    """The newest hundred, also those thrown away less than a day ago; none on what they may not see any more."""
    found = rows(DRAFTS.format(seen=eyes.sees("v")), [agent.pk, now - KEPT_DISCARDED, SHOWN])
    return [listed(*row) for row in found]


def listed(public: str, kind: str, text: str, subject: str, at: datetime, gone: datetime | None, *of: Any) -> Listed:
    """A row of DRAFTS as a value."""
    conversation, about, customer, call = of
    place = (conversation, about, customer, Call(**parsed(call)))
    return Listed(public, kind, text, subject, aware(at), aware(gone) if gone else None, *place)
