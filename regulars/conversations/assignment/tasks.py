"""Jobs of the queues: what came in finds somebody, what slept long enough wakes, what nobody does goes back."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from regulars.conversations.acts import wake_due
from regulars.conversations.assignment import acts
from regulars.engine import jobs
from regulars.engine.jobs import every, task
from regulars.engine.outbox import Entry, consumer
from regulars.engine.rows import marks, rows

ATTEND = "conversations.attend"
# Only what somebody has, or what a policy is to give: mostly none, and then there is no job.
CONCERNED = """
select m.id from book_moment m
join book_conversation o on o.id = m.conversation_id
join book_conversation c on c.id = coalesce(o.joined_to_id, o.id)
left join intake_inbox i on i.id = c.inbox_id
where m.id in ({ids}) and m.direction = 'in' and m.automatic = ''
and (c.assignee_id is not null or i.assignment <> 'hand') order by m.id
"""


@consumer("conversations")
def arrived(entries: Sequence[Entry]) -> None:
    """One job for the live messages of a batch that concern somebody."""
    came = [entry.payload["id"] for entry in entries if entry.kind == "moment"]
    concerned = [pk for (pk,) in rows(CONCERNED.format(ids=marks(came)), came)] if came else []
    if concerned:
        jobs.enqueue(ATTEND, {"moments": concerned}, key=f"{ATTEND}:{concerned[0]}-{concerned[-1]}")


@task(ATTEND)
def attend(payload: dict[str, Any]) -> None:
    """Tell who has it, or find somebody."""
    acts.attend(payload["moments"], timezone.now())


@every("conversations.wake", seconds=15)
def wake() -> None:
    """Wake what has slept long enough; the next two hundred in fifteen seconds."""
    wake_due(timezone.now())


@every("conversations.give", seconds=30)
def give() -> None:
    """Give what waits to those who have room."""
    acts.give_out(timezone.now())


@every("conversations.hand_back", seconds=60)
def hand_back() -> None:
    """Put back what nobody does."""
    acts.hand_back(timezone.now())
