"""Verbs of macros: writing, ordering, removing them, and doing on a conversation what one says."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.models import Conversation
from regulars.conversations import acts
from regulars.conversations.acts import Undone
from regulars.conversations.drafts import times
from regulars.conversations.drafts.times import Choice
from regulars.conversations.macros import noting, rules, told
from regulars.conversations.macros.rules import Step, Written
from regulars.conversations.models import Macro
from regulars.intake.hours import hours
from regulars.staff import trail
from regulars.staff.hours.rules import Hours
from regulars.staff.models import Agent
from regulars.staff.trail import Actor
from regulars.web.middleware import zone

Faults = tuple[Refused, ...]


def write(macro: Macro | None, written: Written, by: Actor, now: datetime, *, shared: bool) -> Macro | Faults:
    """Keep a macro, a new one at the end of its owner's; or what is wrong with it. The caller has asked who may."""
    faults = [*rules.faults(written), *who_is_meant(written.steps)]
    if faults:
        return tuple(faults)
    owner = None if shared else by.agent
    values: dict[str, Any] = {"name": written.name, "text": written.text, "acts": rules.stored(written.steps)}
    with transaction.atomic():
        before = state(macro)
        if macro is None or macro.agent_id != (owner.pk if owner else None):
            values |= {"position": last_position(owner) + 1, "agent": owner}
        if macro is None:
            macro = Macro.objects.create(**values, created_at=now)
        else:
            Macro.objects.filter(pk=macro.pk).update(**values)
            macro.refresh_from_db()
        tell_trail(macro, before, state(macro), by, now)
    return macro


def state(macro: Macro | None) -> dict[str, Any] | None:
    """What the trail keeps of a macro: of one's own nothing, since it is nobody else's matter."""
    if macro is None or macro.agent_id is not None or macro.removed_at is not None:
        return None
    return {"name": macro.name, "text": macro.text, "acts": macro.acts}


def tell_trail(
    macro: Macro, before: dict[str, Any] | None, after: dict[str, Any] | None, by: Actor, now: datetime
) -> None:
    """Record what became of a macro that all share, as the last statement of the transaction."""
    if before != after:
        trail.record(by, told.CHANGED, f"macro:{macro.public_id}", before=before, after=after, now=now)


def who_is_meant(steps: Sequence[Step]) -> list[Refused]:
    """A fault for each agent that there is not, or no longer."""
    named = [step.value for step in steps if step.kind == rules.ASSIGN and step.value not in (rules.ME, rules.NOBODY)]
    known = set(Agent.objects.filter(public_id__in=named, is_active=True).values_list("public_id", flat=True))
    return [Refused(_("Choose who gets it."), "assign") for one in named if one not in known]


def last_position(owner: Agent | None) -> int:
    """Where the last of somebody's macros stands; 0 without any."""
    return Macro.objects.filter(agent=owner).aggregate(last=Max("position"))["last"] or 0


def remove(macro: Macro, by: Actor, now: datetime) -> None:
    """Take a macro away. What it did stays."""
    set_removed(macro, now, by, now)


def restore(macro: Macro, by: Actor, now: datetime) -> None:
    """Have it back, where it stood."""
    set_removed(macro, None, by, now)


def set_removed(macro: Macro, removed_at: datetime | None, by: Actor, now: datetime) -> None:
    """Write it, and tell the trail."""
    with transaction.atomic():
        before = state(macro)
        Macro.objects.filter(pk=macro.pk).update(removed_at=removed_at)
        macro.removed_at = removed_at
        tell_trail(macro, before, state(macro), by, now)


def move_up(macro: Macro) -> None:
    """Change places with the one before it of the same owner; the first stays where it is."""
    with transaction.atomic():
        order = list(
            Macro.objects.select_for_update().filter(agent=macro.agent_id, removed_at=None).order_by("position", "pk")
        )
        place = next((place for place, one in enumerate(order) if one.pk == macro.pk), 0)
        if place:
            order[place - 1], order[place] = order[place], order[place - 1]
        for position, one in enumerate(order, 1):
            one.position = position
        Macro.objects.bulk_update(order, ["position"])


def apply(
    macro: Macro,
    conversation: Conversation,
    agent: Agent,
    now: datetime,
    batch: str,
    steps: Sequence[Step] | None = None,
) -> Refused | None:
    """Do on a conversation all that a macro says, or of that only these `steps`; where one thing is refused, nothing.
    `undo` takes it back as one. Counts the use, also of a macro that is a text alone."""
    with transaction.atomic():
        for step in rules.read(macro.acts) if steps is None else steps:
            if refused := do(step, conversation, agent, now, batch):
                transaction.set_rollback(True)
                return refused
        Macro.objects.filter(pk=macro.pk).update(uses=F("uses") + 1)
    return None


def undo(batch: str, agent: Agent, now: datetime) -> Undone | Refused:
    """Take back all that a macro did in one use; a note as long as notes can be taken back."""
    with transaction.atomic():
        noting.take_back_all(batch, agent, now)
        return acts.undo(batch, agent, now)


def do(step: Step, on: Conversation, agent: Agent, now: datetime, batch: str) -> Refused | None:
    """One thing."""
    match step.kind:
        case rules.TAG:
            return acts.tag(on, step.value, agent, now, batch)
        case rules.UNTAG:
            return acts.untag(on, step.value, agent, now, batch)
        case rules.ASSIGN:
            return give(on, step.value, agent, now, batch)
        case rules.NOTE:
            noting.write(step.value, on, agent, now, batch)
        case rules.CLOSE:
            return acts.close(on, agent, now, batch)
        case rules.SNOOZE:
            return acts.snooze(on, wakes_at(step, agent, now, hours(on.inbox_id)), agent, now, batch=batch)
    return None


def give(on: Conversation, to: str, agent: Agent, now: datetime, batch: str) -> Refused | None:
    """Assign it to who is meant."""
    if to in (rules.ME, rules.NOBODY):
        return acts.assign(on, agent if to == rules.ME else None, agent, now, batch)
    found = Agent.objects.filter(public_id=to, is_active=True).first()
    if found is None:
        return Refused(_("The macro gives it to somebody who works here no more. Put that right first."))
    return acts.assign(on, found, agent, now, batch)


def wakes_at(step: Step, agent: Agent, now: datetime, there: Hours) -> datetime | None:
    """The morning so many days ahead where the agent is, or when `there` open on that day or next; None is until the
    customer writes."""
    if step.value == rules.REPLY:
        return None
    at = zone(agent.time_zone)
    day = now.astimezone(at).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    morning = LocalTime(day + timedelta(days=rules.days(step), hours=times.MORNING), at.key).utc()
    return times.opening(Choice(times.FREE, morning), there, now).at if there else morning
