"""What came to a conversation since its writer looked: one statement for moments, one for mail on its way out."""

from collections.abc import Sequence

from regulars.conversations.drafts.rules import Arrived, Leaving, Passed
from regulars.engine.rows import marks, rows

MOST = 200
MOMENTS = """
select m.id, m.agent_id, m.automatic, m.history, coalesce(o.id, 0)
from book_moment m left join conversations_outgoing o on o.moment_id = m.id
where m.conversation_id in ({ids}) and m.id > %s order by m.id limit %s
"""
LEAVING = """
select id, agent_id from conversations_outgoing
where conversation_id in ({ids}) and id > %s and state in ('held', 'queued', 'sending', 'unsure')
order by id limit %s
"""


def moments(conversations: Sequence[int], passed: Passed) -> list[Arrived]:
    """Those that came after what the writer had on screen."""
    found = rows(MOMENTS.format(ids=marks(conversations)), [*conversations, passed.moment, MOST])
    return [Arrived(pk, by, bool(automatic), bool(history), outgoing) for pk, by, automatic, history, outgoing in found]


def leaving(conversations: Sequence[int], passed: Passed) -> list[Leaving]:
    """Mail that somebody has sent and that has not left yet, or of which nobody knows whether it has."""
    found = rows(LEAVING.format(ids=marks(conversations)), [*conversations, passed.outgoing, MOST])
    return [Leaving(pk, by) for pk, by in found]
