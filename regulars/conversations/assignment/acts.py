"""Verbs of assignment by policy: what came in is given to somebody, and work that nobody does goes back."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from regulars.book.models import Conversation, Moment
from regulars.conversations.acts import rules as acts_rules
from regulars.conversations.acts.assign import announce, assign_all
from regulars.conversations.acts.change import Act, alter
from regulars.conversations.acts.moving import MOVED
from regulars.conversations.acts.rules import Standing, Values
from regulars.conversations.assignment import rules
from regulars.conversations.assignment.candidates import candidates
from regulars.conversations.models import Event, Workload
from regulars.conversations.notices.acts import notify
from regulars.conversations.notices.rules import REPLY
from regulars.intake.access import hidden_inboxes
from regulars.intake.models import Inbox
from regulars.staff.models import Agent

AT_ONCE = 50
LOOKED_AT = 200


def attend(moments: Sequence[int], now: datetime) -> None:
    """See to what customers wrote: whoever has it is told; what nobody has is given by its inbox's policy."""
    came = Moment.objects.filter(pk__in=moments, direction=Moment.IN, automatic="", history=False)
    for moment in came.select_related("conversation__joined_to__inbox", "conversation__inbox").order_by("id"):
        if moment.conversation is not None:
            attend_to(moment, moment.conversation.joined_to or moment.conversation, now)


def attend_to(moment: Moment, on: Conversation, now: datetime) -> None:
    """The same of one. Who is away or gone does not keep a customer waiting."""
    holder = Agent.objects.filter(pk=on.assignee_id).first() if on.assignee_id else None
    if holder is not None and not rules.waits_for_nobody(holder.is_active, holder.away_since):
        with transaction.atomic():
            notify(holder.pk, REPLY, on, now, moment_id=moment.pk)
        return
    if holder is not None:
        assign_all([on.pk], None, None, now, because="away")
    if on.status == Conversation.OPEN:
        give(on, now)


def give(on: Conversation, now: datetime) -> bool:
    """Give it to whom the policy of its inbox names, unless somebody has taken it; whether somebody got it."""
    policy = on.inbox.assignment if on.inbox else rules.HAND
    if policy == rules.HAND:
        return False
    with transaction.atomic():
        chosen = rules.choose(policy, candidates(on.inbox_id, on.customer_id, now), on.inbox.weight if on.inbox else 1)
        if chosen is None:
            return False
        to = Agent.objects.get(pk=chosen)
        outcome = alter([on.pk], Act("assigned", None, now, said={"because": policy}), only_if_free(to))
        if outcome.changes:
            Workload.objects.update_or_create(agent=to, defaults={"given_at": now})
            announce(outcome, to, None, now)
        return bool(outcome.changes)


def only_if_free(to: Agent) -> acts_rules.Decide:
    """A person who took it meanwhile keeps it."""
    assigning = acts_rules.assigning(to.pk, hidden_inboxes(to))

    def decide(now: Standing) -> Values:
        wanted = assigning(now)
        return wanted if now.assignee is None and isinstance(wanted, dict) else {}

    return decide


def give_out(now: datetime) -> int:
    """Give what has waited the longest to those who have room; how many. What a person gave to nobody stays so.

    Each inbox has its turn: one that is done by hand, or where nobody is there, keeps no other waiting.
    """
    given, full = 0, set[int | None]()
    by_policy = Inbox.objects.exclude(assignment=rules.HAND)
    oldest = [one for inbox in by_policy for one in islice(waiting(inbox), AT_ONCE)]
    for one in sorted(oldest, key=lambda one: (one.last_at, one.pk)):
        if one.inbox_id not in full:
            got = give(one, now)
            given += got
            full |= set() if got else {one.inbox_id}
    return given


def waiting(inbox: Inbox) -> Iterator[Conversation]:
    """What nobody has in an inbox, the longest waiting first, but for what a person left so."""
    free = Conversation.objects.filter(inbox=inbox, joined_to=None, assignee=None, status=Conversation.OPEN)
    after = Q()
    while some := list(free.filter(after).select_related("inbox").order_by("last_at", "id")[:LOOKED_AT]):
        left = left_on_purpose([one.pk for one in some])
        yield from (one for one in some if one.pk not in left)
        after = Q(last_at__gt=some[-1].last_at) | Q(last_at=some[-1].last_at, pk__gt=some[-1].pk)


def left_on_purpose(conversations: Sequence[int]) -> set[int]:
    """Those of which the last word on whose they are was a person's."""
    said = Event.objects.filter(conversation__in=conversations, kind__in=("assigned", "undone", MOVED)).order_by("id")
    # Who moved it to another inbox has not said whose it is to be there.
    last: dict[int, int | None] = {
        event.conversation_id: None if event.kind == MOVED else event.agent_id
        for event in said
        if "assignee" in event.payload.get("after", {})
    }
    return {conversation for conversation, agent in last.items() if agent is not None}


def hand_back(now: datetime) -> int:
    """Put back what lies with people who are gone, long away, or may no longer see it; how many."""
    work = Q(status__in=(Conversation.OPEN, Conversation.SNOOZED), joined_to=None)
    count = 0
    for holder in Agent.objects.filter(Exists(Conversation.objects.filter(work, assignee=OuterRef("pk")))):
        theirs = Conversation.objects.filter(work, assignee=holder)
        because = "away" if holder.is_active else "left"
        if not rules.goes_back(holder.is_active, holder.away_since, now):
            theirs, because = theirs.filter(out_of_hand(holder)), "unseen"
        asked = list(theirs.values_list("pk", flat=True)[:LOOKED_AT])
        if asked:
            count += len(assign_all(asked, None, None, now, because=because).changes)
    return count


def out_of_hand(holder: Agent) -> Q:
    """Of the conversations of somebody at the desk, those that they may no longer see or work on."""
    return Q(inbox__in=hidden_inboxes(holder)) if holder.holds_conversations else Q()
