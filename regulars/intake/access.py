"""Which inboxes an agent may see. What came through no inbox is everybody's."""

from django.utils.translation import gettext as _

from regulars.engine.rows import rows
from regulars.staff.models import Agent, Team
from regulars.staff.rules import OWNER
from regulars.staff.teams import NEEDS

HIDDEN = """
select distinct kept.inbox_id from intake_inbox_teams kept
where not exists (
    select 1 from intake_inbox_teams own join staff_membership seat on seat.team_id = own.team_id
    where own.inbox_id = kept.inbox_id and seat.agent_id = %s)
"""
KEPT = """
select i.address from intake_inbox i join intake_inbox_teams kept on kept.inbox_id = i.id
where kept.team_id = %s order by i.address
"""
KEPT_AS = "hidden_inboxes"


def hidden_inboxes(agent: Agent) -> tuple[int, ...]:
    """Row ids of the inboxes kept for teams in which this agent is not. Mostly none; never any for an owner.

    One small statement for each agent object: every request has one of its own, and asks many times.
    """
    if agent.role == OWNER:
        return ()
    if KEPT_AS not in agent.__dict__:
        agent.__dict__[KEPT_AS] = tuple(sorted(row[0] for row in rows(HIDDEN, [agent.pk])))
    hidden: tuple[int, ...] = agent.__dict__[KEPT_AS]
    return hidden


def may_see_inbox(agent: Agent, inbox_id: int | None) -> bool:
    """Whether this agent may see what came through that inbox; `None` is no inbox."""
    return inbox_id is None or inbox_id not in hidden_inboxes(agent)


def needs(team: Team) -> str:
    """Why a team has to stay: without it, its inboxes would be everybody's. Empty where none is kept for it."""
    kept = rows(KEPT, [team.pk])
    said = _("Inboxes are kept for this team: %(inboxes)s. Settle first who is to see them.")
    return said % {"inboxes": ", ".join(row[0] for row in kept)} if kept else ""


NEEDS.offer("inboxes", needs)
