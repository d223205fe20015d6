"""Amends of a recovery: two or three are offered, and the customer chooses."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.gestures import acts as gestures
from regulars.gestures.amends import Cause, Choice, fitting
from regulars.gestures.models import Gesture, Offer
from regulars.practices.recovery import course
from regulars.practices.recovery.acts.opening import conversation_of, held_recovery
from regulars.practices.recovery.acts.projecting import standing_of
from regulars.practices.recovery.acts.steps import why_not, write
from regulars.practices.recovery.models import Recovery
from regulars.staff.models import Agent


def cause_of(recovery: Recovery) -> Cause:
    """Why something is to be given."""
    return Cause(recovery.severity, recovery.failed, recovery.order)


def choices_for(recovery: Recovery, agent: Agent, now: datetime) -> list[Choice]:
    """What could be offered."""
    return fitting(recovery.customer, cause_of(recovery), agent, now)


def offer(
    recovery: Recovery, codes: Sequence[str], agent: Agent, now: datetime, *, why: str = "", beyond: str = ""
) -> Offer | Refused:
    """Offer these of what fits. Refused before they were heard and acknowledged, for fewer than two, and beyond an
    allowance without a sentence. Offering anew takes back what was offered before."""
    with transaction.atomic():
        held = held_recovery(recovery)
        stands = standing_of(held)
        if (course.MEET, course.BEGUN) not in course.allowed(stands, held.ended_at is not None):
            return why_not(held, stands, course.MEET)
        fit = [one for one in choices_for(held, agent, now) if one.code in codes]
        made = gestures.offer(
            held.customer,
            fit,
            agent,
            now,
            recovery=held.public_id,
            conversation=conversation_of(held),
            why=why,
            reason_beyond=beyond,
        )
        if isinstance(made, Refused):
            return made
        before = offer_of(held, but=made)
        if before is not None:
            gestures.withdraw(before, agent, now)
        words = "\n".join(one.words for one in fit)
        begun = write(held, course.MEET, course.BEGUN, agent, now, words=words, gesture=made.public_id)
        # It was allowed a moment ago, in this transaction.
        return begun if isinstance(begun, Refused) else made


def offer_of(recovery: Recovery, but: Offer | None = None) -> Offer | None:
    """What was offered last and stands."""
    rows = Offer.objects.filter(customer=recovery.customer_id, recovery=recovery.public_id, withdrawn_at=None)
    return rows.exclude(pk=but.pk if but else 0).order_by("-at", "-pk").first()


def choose(recovery: Recovery, code: str, words: str, agent: Agent, now: datetime) -> Gesture | Refused:
    """Write down what they chose. Refused where it is no longer to be had: then another is chosen, or offered."""
    with transaction.atomic():
        held = held_recovery(recovery)
        stands, made = standing_of(held), offer_of(held)
        if made is None:
            return Refused(_("Nothing is offered now. Offer two or three things first."), "code")
        if (course.MEET, course.DONE) not in course.allowed(stands, held.ended_at is not None):
            return why_not(held, stands, course.MEET)
        chosen = gestures.choose(made, code, agent, now, words=words)
        if isinstance(chosen, Refused):
            return chosen
        said = words or chosen.words
        done = write(held, course.MEET, course.DONE, agent, now, words=said, gesture=chosen.public_id, code=chosen.code)
        return done if isinstance(done, Refused) else chosen
