"""What shows that a step was done: what they wrote, or what was written down of a call with them."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from regulars.base.frozen import dataclass
from regulars.book.eyes import eyes_of
from regulars.book.kinds import sentence
from regulars.book.models import Moment
from regulars.practices.recovery import course
from regulars.practices.recovery.acts.opening import conversation_of
from regulars.practices.recovery.models import Recovery
from regulars.staff.models import Agent
from regulars.web.templating import url

EXCERPT, NEWEST = 500, 5
# A call in which we spoke to them, with words or without; one that nobody answered is a moment of our own.
CALL = Q(kind="call", direction=Moment.OUT)


@dataclass(frozen=True, slots=True)
class Answer:
    """What they last said since a time, in writing or on the phone; `text` says at least that there was a call."""

    moment: str
    at: datetime
    text: str
    called: bool


def answer_since(recovery: Recovery, stands: course.Standing, agent: Agent) -> Answer | None:
    """Their newest words after what the next step waits for was said, or after the day of it was named: in the
    conversation of the recovery, or on the phone wherever that was written down; nothing that is kept from `agent`."""
    begun, talk = stands.begun.get(stands.next), conversation_of(recovery)
    if begun is None or recovery.ended_at is not None:
        return None
    theirs = CALL
    if talk is not None:
        theirs |= Q(kind="message", direction=Moment.IN, conversation__in=(talk.pk, recovery.conversation_id))
    found = Moment.objects.filter(theirs, customer=recovery.customer_id, automatic="", at__gt=begun.at)
    newest = seen_by(agent, found).order_by("-at", "-pk").prefetch_related("messages")[:NEWEST]
    answers = (answer(one) for one in newest)
    return next((one for one in answers if one is not None), None)


def answer(moment: Moment) -> Answer | None:
    """What was said there; None where what was written of a call was taken back, which leaves an empty version."""
    texts = [one.text for one in sorted(moment.messages.all(), key=lambda one: one.version)]
    if len(texts) > 1 and not texts[-1]:
        return None
    text = texts[-1] if texts and texts[-1] else sentence(moment.kind, moment.payload)
    return Answer(moment.public_id, moment.at, text[:EXCERPT], moment.kind == "call")


def seen_by(agent: Agent, moments: QuerySet[Moment]) -> QuerySet[Moment]:
    """Those of them that this agent may see."""
    return moments.filter(eyes_of(agent).among("conversation"))


def places(recovery: Recovery, moments: Collection[str], agent: Agent) -> Mapping[str, str]:
    """Where moments of this customer (public ids) are read, for those that stand in a conversation which this agent
    may see."""
    rows = Moment.objects.filter(public_id__in=[one for one in moments if one], customer=recovery.customer_id)
    talk = Coalesce("conversation__joined_to__public_id", "conversation__public_id")
    found = seen_by(agent, rows).exclude(conversation=None).values_list("public_id", talk)
    return {moment: f"{url('conversation', public_id=where)}?to={moment}#latest" for moment, where in found}
