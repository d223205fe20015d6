"""The people at the desk: what they may do, which teams they are in, and when they leave it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.staff import roles, rules, sessions, teams, trail
from regulars.staff.models import Agent, Membership, Team
from regulars.staff.models.role import settled
from regulars.staff.second.asked import end_seats_without
from regulars.staff.trail import Actor


def change_role(who: Actor, agent: Agent, role: str, now: datetime) -> Refused | None:
    """Give somebody another role. There is always an owner, and only owners make and unmake owners.

    Where the role needs a second factor and they have none, they are signed out everywhere.
    """
    with transaction.atomic():
        owners = lock_owners()
        agent.refresh_from_db()
        if agent.role == role:
            return None
        if refused := may_give(who.agent, role) or may_touch(who.agent, agent):
            return refused
        if owners == [agent.pk]:
            return last_owner()
        before = agent.role
        Agent.objects.filter(pk=agent.pk).update(role=role)
        if roles.needs_second(role):
            end_seats_without(role)
        told = {"before": {"role": before}, "after": {"role": role}}
        trail.record(who, "agent.role", f"agent:{agent.public_id}", **told, now=now)
    return None


def change_seat(who: Actor, agent: Agent, role: str, chosen: Collection[str], now: datetime) -> Refused | None:
    """Role and teams at once: both or neither."""
    joined = set(chosen) - set(agent.teams.values_list("public_id", flat=True))
    with transaction.atomic():
        if refused := may_touch(who.agent, agent) or teams.may_fill(who.agent, joined):
            return refused
        if refused := change_role(who, agent, role, now):
            return refused
        change_teams(who, agent, chosen, now)
    return None


def change_teams(who: Actor, agent: Agent, chosen: Collection[str], now: datetime) -> None:
    """The teams somebody is in, by their public ids; unknown ones are passed over."""
    with transaction.atomic():
        before = team_names(agent)
        wanted = Team.objects.filter(public_id__in=chosen)
        Membership.objects.filter(agent=agent).exclude(team__in=wanted).delete()
        Membership.objects.bulk_create([Membership(team=one, agent=agent) for one in wanted], ignore_conflicts=True)
        after = team_names(agent)
        if before != after:
            told = {"before": {"teams": before}, "after": {"teams": after}}
            trail.record(who, "agent.teams", f"agent:{agent.public_id}", **told, now=now)


def switch_off(who: Actor, agent: Agent, now: datetime) -> Refused | None:
    """Take somebody's seat: they are signed out everywhere at once. What they wrote stays theirs."""
    with transaction.atomic():
        owners = lock_owners()
        agent.refresh_from_db()
        if not agent.is_active:
            return None
        if agent.pk == who.agent.pk:
            return Refused(_("You cannot switch yourself off. Ask a colleague to do it."))
        if refused := may_touch(who.agent, agent):
            return refused
        if owners == [agent.pk]:
            return last_owner()
        Agent.objects.filter(pk=agent.pk).update(is_active=False)
        sessions.end_all(agent)
        trail.record(who, "agent.off", f"agent:{agent.public_id}", now=now)
    return None


def switch_on(who: Actor, agent: Agent, now: datetime) -> Refused | None:
    """Give somebody the seat back, with the role and teams they had."""
    if refused := may_give(who.agent, agent.role):
        return refused
    with transaction.atomic():
        if Agent.objects.filter(pk=agent.pk, is_active=False).update(is_active=True):
            trail.record(who, "agent.on", f"agent:{agent.public_id}", now=now)
    return None


def may_give(by: Agent, role: str) -> Refused | None:
    """Nobody gives a role that may do more than they may themselves."""
    found = roles.find(role)
    if found is None:
        return Refused(_("There is no such role any more. Choose another one."), "role")
    if (role == rules.OWNER and by.role != rules.OWNER) or found.settled.goes_beyond(by.settled):
        return Refused(_("That role may do more than you may. Ask an owner to give it."), "role")
    return None


def may_touch(by: Agent, agent: Agent) -> Refused | None:
    """Only an owner changes an owner's seat, and nobody that of somebody who may do more than they may."""
    if agent.role == rules.OWNER and by.role != rules.OWNER:
        return Refused(_("Only an owner can change an owner's seat."))
    if settled(agent.role).goes_beyond(by.settled):
        return Refused(
            _("%(name)s may do more than you may. Ask an owner to change their seat.") % {"name": agent.name}
        )
    return None


def lock_owners() -> list[int]:
    """Row ids of the active owners, held until the end of the transaction: two cannot unmake each other at once."""
    owners = Agent.objects.select_for_update().filter(role=rules.OWNER, is_active=True)
    return list(owners.order_by("pk").values_list("pk", flat=True))


def last_owner() -> Refused:
    """There would be nobody left who may do everything."""
    return Refused(_("This is the last owner. Make somebody else an owner first."))


def team_names(agent: Agent) -> list[str]:
    """The names of the teams somebody is in, in their order."""
    return list(Team.objects.filter(memberships__agent=agent).values_list("name", flat=True))
