"""Taking the last act back, with what it gave or offered."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.gestures import acts as gestures
from regulars.gestures.models import Gesture, Offer
from regulars.practices.recovery import course
from regulars.practices.recovery.acts.opening import held_recovery
from regulars.practices.recovery.acts.projecting import acts_of, project, tell
from regulars.practices.recovery.models import Recovery, Step
from regulars.staff.models import Agent


def undo(recovery: Recovery, row: int, agent: Agent, now: datetime) -> Refused | None:
    """Take back the last act (its row id). What was chosen goes with the offer it was chosen from, so that it can be
    offered anew; a gift goes with the extra that it was.

    Refused where another act came after it or somebody was quicker, and, with what can be done instead, where what it
    gave is theirs already.
    """
    with transaction.atomic():
        held = held_recovery(recovery)
        if held.ended_at is not None:
            return Refused(_("It has ended. Undo that first, if it goes on."))
        acts = acts_of(held)
        taken = course.undone_with(acts, row)
        if not taken:
            return Refused(_("Something was done after it. Take that back first."))
        if taken[0].step == course.MEET and Step.objects.filter(pk=row).exclude(gesture="").exists():
            taken = sorted({*taken, *course.met_by(acts)}, key=lambda one: one.id)
        if refused := unmade(held, [one.id for one in taken], agent, now):
            transaction.set_rollback(True)
            return refused
        for one in taken:
            Step.objects.create(
                recovery=held, name=one.step, outcome=course.UNDONE, at=now, agent=agent, undoes_id=one.id
            )
        project(held)
        tell(held)
    return None


def unmade(recovery: Recovery, rows: Iterable[int], agent: Agent, now: datetime) -> Refused | None:
    """Take back what these acts (row ids) gave and offered, the last first; or why that cannot be."""
    named = Step.objects.filter(pk__in=rows).exclude(gesture="").order_by("-pk").values_list("gesture", flat=True)
    for public_id in named:
        gesture = Gesture.objects.filter(public_id=public_id, recovery=recovery.public_id).first()
        offer = Offer.objects.filter(public_id=public_id, recovery=recovery.public_id, withdrawn_at=None).first()
        refused = gestures.call_off(gesture, agent, now) if gesture else None
        refused = refused or (gestures.withdraw(offer, agent, now) if offer else None)
        if refused:
            return refused
    return None
