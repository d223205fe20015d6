"""Roles: what there are, what each may do, and how that is changed."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.staff import rules, trail
from regulars.staff.models import Agent, Role
from regulars.staff.models.role import Settled, holds
from regulars.staff.second.asked import end_seats_without
from regulars.staff.trail import Actor


@dataclass(frozen=True, slots=True)
class Seen:
    """A role as it stands now, settled or as it came. `people` counts who has it and is not switched off."""

    name: str
    label: str
    settled: Settled
    needs_second: bool
    built_in: bool
    people: int = 0


def all_roles() -> list[Seen]:
    """The built-in ones first, then the others by name."""
    settled = {role.name: role for role in Role.objects.all()}
    people = Agent.objects.filter(is_active=True).values_list("role", flat=True)
    counted = {name: list(people).count(name) for name in {*people}}
    names = [*rules.ROLES, *sorted(settled.keys() - rules.ROLES.keys())]
    return [seen(name, settled.get(name), counted.get(name, 0)) for name in names]


def seen(name: str, row: Role | None, people: int = 0) -> Seen:
    """What a name and its row, if it has one, stand for."""
    built_in = name in rules.ROLES
    label = label_of(name) if built_in else (row.label if row else name)
    what = holds(name, (row.permissions, row.reach, row.contacts) if row else None)
    return Seen(name, label, what, bool(row and row.needs_second), built_in, people)


def label_of(name: str) -> str:
    """A built-in role in the agent's language."""
    return {"owner": _("Owner"), "lead": _("Lead"), "agent": _("Agent")}[name]


def find(name: str) -> Seen | None:
    """The role of that name."""
    row = Role.objects.filter(name=name).first()
    return seen(name, row) if row or name in rules.ROLES else None


def needs_second(name: str) -> bool:
    """Whether who has this role must sign in with a second factor."""
    return Role.objects.filter(name=name, needs_second=True).exists()


def make(who: Actor, label: str, now: datetime) -> Role | Refused:
    """A new role, which may do nothing yet."""
    label = label.strip()
    name = slugify(label)[:40]
    if not name or len(label) > 60:
        return Refused(_("Give it a name of at most 60 letters, such as Night shift."), "label")
    if name in rules.ROLES:
        return Refused(_("There is a role of that name already."), "label")
    try:
        with transaction.atomic():
            role = Role.objects.create(name=name, label=label)
            trail.record(who, "role.made", f"role:{name}", after={"label": label}, now=now)
    except IntegrityError:
        return Refused(_("There is a role of that name already."), "label")
    return role


def change(who: Actor, name: str, chosen: Settled, needs_second: bool, now: datetime) -> Seen | Refused:
    """Settle what a role may do and see, and whether it needs a second factor. The owner's stays all.

    Once it needs one, who has none is signed out everywhere.
    """
    with transaction.atomic():
        old = find(name)
        if old is None:
            return Refused(_("There is no such role any more."))
        if name == rules.OWNER and who.agent.role != rules.OWNER:
            return Refused(_("Only an owner can settle what holds for owners."))
        wanted = settled(old, chosen, who.agent.settled)
        if (wanted, needs_second) != (old.settled, old.needs_second):
            after = columns(wanted, needs_second)
            Role.objects.update_or_create(name=name, defaults={"label": old.label, **after})
            if needs_second and not old.needs_second:
                end_seats_without(name)
            before = columns(old.settled, old.needs_second)
            trail.record(who, "role.changed", f"role:{name}", before=before, after=after, now=now)
    return Seen(name, old.label, wanted, needs_second, old.built_in)


def columns(of: Settled, needs_second: bool) -> dict[str, Any]:
    """What stands in the row of a role, and in the trail."""
    return {
        "permissions": sorted(of.permissions),
        "reach": of.reach,
        "contacts": of.contacts,
        "needs_second": needs_second,
    }


def settled(old: Seen, chosen: Settled, own: Settled) -> Settled:
    """What a role comes to afterwards. What who settles it may not do or see themselves stays as it was: nobody can
    make a role, and so themselves, into more than they are."""
    was = old.settled
    if old.name == rules.OWNER:
        return was
    permissions = (rules.known(chosen.permissions) & own.permissions) | (was.permissions - own.permissions)
    kept = chosen.reach not in rules.REACHES or rules.is_wider(chosen.reach, own.reach)
    contacts = chosen.contacts if own.contacts else was.contacts
    may = permissions if contacts else permissions - rules.NEEDS_CONTACTS
    return Settled(may, was.reach if kept else chosen.reach, contacts)


def remove(who: Actor, name: str, now: datetime) -> Refused | None:
    """Take away a made role that nobody has."""
    with transaction.atomic():
        role = Role.objects.filter(name=name).first()
        if role is None or name in rules.ROLES:
            return Refused(_("Only a role that was made here can be removed."))
        if Agent.objects.filter(role=name).exists():
            return Refused(_("Somebody has this role. Give them another one first."))
        was = {"label": role.label, "permissions": role.permissions}
        role.delete()
        trail.record(who, "role.removed", f"role:{name}", before=was, now=now)
    return None
