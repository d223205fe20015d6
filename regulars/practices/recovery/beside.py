"""Amends that are given beside a conversation or on the customer's page belong to the recovery that is open there: no
step of it is left out by that without a sentence."""

from datetime import datetime

from django.utils.translation import gettext as _

from regulars.book.eyes import eyes_of
from regulars.book.models import Conversation, Customer
from regulars.gestures.matters import MATTERS, Matter, Matters
from regulars.practices.recovery import course
from regulars.practices.recovery.acts import steps
from regulars.practices.recovery.acts.projecting import standing_of
from regulars.practices.recovery.models import Recovery
from regulars.practices.recovery.words import STEPS
from regulars.staff.models import Agent


def find(customer: Customer, conversation: Conversation | None, agent: Agent) -> Matter | None:
    """The one of this conversation, else the newest that has none; without a conversation the newest of all."""
    theirs = Recovery.objects.filter(customer=customer, ended_at=None).order_by("-opened_at", "-pk")
    seen = theirs.filter(eyes_of(agent).among("conversation"))
    if conversation is not None:
        here = (conversation.pk, conversation.joined_to_id or conversation.pk)
        one = seen.filter(conversation__in=here).first() or seen.filter(conversation=None).first()
    else:
        one = seen.first()
    if one is None:
        return None
    left = unheard(one)
    said = _("For what went wrong, first comes “%(step)s”, or a sentence why not. The lead sees it.")
    return Matter(one.public_id, said % {"step": STEPS[left[0]]} if left else "")


def unheard(recovery: Recovery) -> list[str]:
    """The steps before amends that nobody has settled."""
    settled = standing_of(recovery).settled
    return [step for step in course.NEEDS[course.MEET] if step not in settled]


def pass_over(matter: Matter, reason: str, agent: Agent, now: datetime) -> None:
    """They get something before they were heard: that was left out, and this is why."""
    recovery = Recovery.objects.get(public_id=matter.recovery)
    for step in unheard(recovery):
        steps.write(recovery, step, course.PASSED, agent, now, reason=reason)


MATTERS.offer("recovery", Matters(find, pass_over))
