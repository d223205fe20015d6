"""What went wrong for a customer, on their page and beside their conversations, and the way to say that it did."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from regulars.base.frozen import dataclass
from regulars.book.eyes import eyes_of
from regulars.book.models import Customer
from regulars.engine.rows import aware, rows
from regulars.practices.recovery import clocks
from regulars.practices.recovery.words import FAILURES, Said, to_do
from regulars.staff.models import Agent

MOST = 3
OPEN = """
select r.public_id, r.failure, r.step, r.waiting, r.since, r.due_at, r.urgent, a.name
from recovery_recovery r left join staff_agent a on a.id = r.holder_id
left join book_conversation c on c.id = r.conversation_id
where r.customer_id = %s and r.ended_at is null and {seen} order by r.urgent desc, r.opened_at desc limit %s
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One that is open: what went wrong, what is to be done next and until when, who has it ("" for nobody)."""

    public_id: str
    failure: Said
    to_do: Said
    due_at: datetime | None
    slipping: str
    urgent: bool
    holder: str


def contents(customer: Customer, agent: Agent, now: datetime) -> Mapping[str, Any] | None:
    """What the section shows; nothing to those who may not act, where nothing is open."""
    found = [line(row, customer, now) for row in rows(OPEN.format(seen=eyes_of(agent).sees()), [customer.pk, MOST])]
    may_act = agent.may("conversation.work")
    return {"recoveries": found, "may_act": may_act} if found or may_act else None


def line(row: Sequence[Any], customer: Customer, now: datetime) -> Line:
    """A row of OPEN."""
    public_id, failure, step, waiting, since, due, urgent, holder = row
    due_at = aware(due) if due else None
    return Line(
        public_id,
        FAILURES.get(failure, FAILURES["other"]),
        to_do(step, bool(waiting), customer.name),
        due_at,
        clocks.slipping(aware(since), due_at, now),
        bool(urgent),
        holder or "",
    )
