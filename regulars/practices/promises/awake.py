"""No conversation sleeps over a promise that somebody else has to keep meanwhile."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.engine.rows import aware, marks, rows
from regulars.practices.promises import words
from regulars.staff.models import Agent

# The first that is due stands first; each half goes along the index of a conversation's promises.
HELD = """
select c.root, h.name, p.what, p.due_local, p.due_zone, p.due_means, p.due_at
from (select id, id as root from book_conversation where id in ({roots})
      union all
      select id, joined_to_id as root from book_conversation where joined_to_id in ({roots})) c
join promises_promise p on p.conversation_id = c.id
join staff_agent h on h.id = p.holder_id
where p.state = 'open' and p.said_at is not null and p.holder_id <> %s and p.due_at is not null
order by p.due_at, p.id
"""


def held_by_others(roots: Sequence[int], until: datetime | None, agent: Agent) -> Mapping[int, Refused]:
    """Of these conversations (row ids) those in which something is due, before it would wake, that somebody else than
    `agent` has to keep; without a time nobody knows when it wakes. One statement."""
    found = dict[int, Refused]()
    for root, name, what, local, zone, means, due_at in rows(
        HELD.format(roots=marks(roots)), [*roots, *roots, agent.pk]
    ):
        due = aware(due_at)
        if root not in found and (until is None or due <= until):
            said = {"name": name, "what": what, "until": words.until(local, zone, means, due)}
            found[root] = Refused(because() % said, "until")
    return found


def because() -> str:
    """Why, and what can be done."""
    return _(
        "%(name)s has promised them “%(what)s” %(until)s. Let it wake before that, or take the promise over first."
    )
