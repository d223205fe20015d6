"""What stands in the head of a conversation's page: who has it, its tags, and what can be done."""

from collections.abc import Sequence
from datetime import datetime

from regulars.base.frozen import dataclass
from regulars.base.ids import looks_public
from regulars.book.eyes import eyes_of
from regulars.book.models import Conversation
from regulars.conversations.acts.choices import Choices, choices
from regulars.conversations.queues.rules import QUEUES
from regulars.engine.rows import rows
from regulars.staff.models import Agent

BESIDE = """
select 'with', '', name from staff_agent where id = %s
union all
select 'tag', '', t.name from conversations_tagging g join conversations_tag t on t.id = g.tag_id
where g.conversation_id = %s and t.retired_at is null
union all
select 'related', o.public_id, o.subject from conversations_link l
join book_conversation o on o.id = case when l.conversation_id = %s then l.other_id else l.conversation_id end
where (l.conversation_id = %s or l.other_id = %s) and l.kind = 'related' and l.state = 'accepted' and {seen}
"""


@dataclass(frozen=True, slots=True)
class Work:
    """`assignee` is a name, empty for nobody; `queue` the list it was opened from; `related` are pairs of public id and
    subject of conversations that somebody put beside it, as far as the agent may see them."""

    assignee: str
    mine: bool
    tags: Sequence[str]
    choices: Choices | None
    queue: str
    related: Sequence[tuple[str, str]]


def work(on: Conversation, agent: Agent, queue: str, now: datetime) -> Work:
    """What an agent sees of it; `choices` only for those who may act. Two statements."""
    beside = rows(BESIDE.format(seen=eyes_of(agent).sees("o")), [on.assignee_id, *[on.pk] * 4])
    return Work(
        next((name for kind, _id, name in beside if kind == "with"), ""),
        on.assignee_id == agent.pk,
        sorted(name for kind, _id, name in beside if kind == "tag"),
        choices(agent, now, on.inbox_id) if agent.may("conversation.work") else None,
        queue if queue in QUEUES or looks_public(queue) else "",
        [(public_id, subject) for kind, public_id, subject in beside if kind == "related"],
    )
