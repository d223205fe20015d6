"""Teams: who is in each, and how that is changed."""

from collections.abc import Callable, Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from regulars.base.registry import Slot
from regulars.base.results import Refused
from regulars.staff import trail
from regulars.staff.models import Agent, Membership, Team
from regulars.staff.rules import OWNER
from regulars.staff.trail import Actor

# What a team is still needed for, in words. A room that leans on teams offers one; while any has an answer, it stays.
NEEDS: Slot[Callable[[Team], str]] = Slot("what teams are needed for")


def make(who: Actor, name: str, now: datetime) -> Team | Refused:
    """A new team without anybody in it."""
    if refused := name_fault(name):
        return refused
    try:
        with transaction.atomic():
            team = Team.objects.create(name=name.strip())
            trail.record(who, "team.made", f"team:{team.public_id}", after={"name": team.name}, now=now)
    except IntegrityError:
        return taken()
    return team


def change(who: Actor, team: Team, name: str, agents: Collection[str], now: datetime) -> Refused | None:
    """Its name, and who is in it by their public ids; unknown ones are passed over."""
    if refused := name_fault(name):
        return refused
    before = told(team)
    fresh = Agent.objects.filter(public_id__in=agents).exclude(memberships__team=team)
    if fresh.exists() and (refused := may_fill(who.agent, [team.public_id])):
        return refused
    try:
        with transaction.atomic():
            Team.objects.filter(pk=team.pk).update(name=name.strip())
            seat(team, agents)
            team.refresh_from_db()
            if before != told(team):
                trail.record(who, "team.changed", f"team:{team.public_id}", before=before, after=told(team), now=now)
    except IntegrityError:
        return taken()
    return None


def remove(who: Actor, team: Team, now: datetime) -> Refused | None:
    """Take a team away that nothing leans on: without it, what was kept for it would be everybody's."""
    with transaction.atomic():
        if needed := needs_of(team):
            return Refused(" ".join(needed))
        before = told(team)
        team.delete()
        trail.record(who, "team.removed", f"team:{team.public_id}", before=before, now=now)
    return None


def needs_of(team: Team) -> list[str]:
    """What the team is needed for, in words."""
    return [said for _name, needs in NEEDS if (said := needs(team))]


def may_fill(by: Agent, teams: Collection[str]) -> Refused | None:
    """Whether somebody may put people, and so themselves, into these teams (public ids): what is kept for a team is
    shown to nobody by who may not see it. An owner sees all."""
    if by.role == OWNER:
        return None
    for team in Team.objects.filter(public_id__in=teams).exclude(memberships__agent=by):
        if needs_of(team):
            said = _("Something is kept for the team %(team)s, in which you are not. Ask an owner, or somebody in it.")
            return Refused(said % {"team": team.name})
    return None


def seat(team: Team, agents: Collection[str]) -> None:
    """Make these the ones who are in a team. Belongs into a transaction."""
    wanted = Agent.objects.filter(public_id__in=agents)
    Membership.objects.filter(team=team).exclude(agent__in=wanted).delete()
    Membership.objects.bulk_create([Membership(team=team, agent=one) for one in wanted], ignore_conflicts=True)


def told(team: Team) -> dict[str, object]:
    """A team for the audit trail."""
    people = Membership.objects.filter(team=team).order_by("agent__public_id")
    return {"name": team.name, "agents": list(people.values_list("agent__public_id", flat=True))}


def name_fault(name: str) -> Refused | None:
    """What is wrong with a team's name."""
    if 0 < len(name.strip()) <= 60:
        return None
    return Refused(_("Give it a name of at most 60 letters, such as Returns."), "name")


def taken() -> Refused:
    """The name is another team's."""
    return Refused(_("There is a team of that name already."), "name")
