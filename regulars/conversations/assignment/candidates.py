"""Who could get a conversation of an inbox now."""

from datetime import datetime

from regulars.conversations.assignment.rules import Candidate
from regulars.engine.rows import aware, rows
from regulars.staff.models.role import settled
from regulars.staff.rules import ANSWERS, PRESENT

MOST_ANSWERS = 200
# Of an inbox kept for teams, those in them; of any other, everybody.
THERE = """
select a.id, a.role, w.most_open, w.given_at,
       (select coalesce(sum(coalesce(i.weight, 1)), 0) from book_conversation c
        left join intake_inbox i on i.id = c.inbox_id
        where c.assignee_id = a.id and c.status = 'open' and c.joined_to_id is null)
from staff_agent a left join conversations_workload w on w.agent_id = a.id
where a.is_active and a.away_since is null and a.seen_at > %s and (
    not exists (select 1 from intake_inbox_teams k where k.inbox_id = %s)
    or exists (select 1 from intake_inbox_teams k join staff_membership s on s.team_id = k.team_id
               where k.inbox_id = %s and s.agent_id = a.id))
order by a.id
"""
ANSWERED = """
select agent_id, max(at) from (
    select agent_id, at from book_moment where customer_id = %s and direction = 'out' and agent_id is not null
    order by at desc, id desc limit %s) as answers
group by agent_id
"""


def candidates(inbox: int | None, customer: int, now: datetime) -> list[Candidate]:
    """Those at the desk who may see the inbox and answer there. Two statements, and one a role."""
    there = rows(THERE, [now - PRESENT, inbox, inbox])
    able = {role for role in {row[1] for row in there} if settled(role).permissions >= ANSWERS}
    answered = {agent: moment(at) for agent, at in rows(ANSWERED, [customer, MOST_ANSWERS])}
    return [
        Candidate(pk, int(load), most or 0, aware(given) if given else None, answered.get(pk))
        for pk, role, most, given, load in there
        if role in able
    ]


def moment(at: datetime | str) -> datetime:
    """A time that an expression gave: SQLite says it as text."""
    return aware(datetime.fromisoformat(at) if isinstance(at, str) else at)
