"""Telling them before it is late: a new time, said by voice or in a draft, which counts once it is sent."""

from collections.abc import Sequence
from dataclasses import replace as other
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.models import Moment
from regulars.conversations.models import Draft
from regulars.engine.rows import marks, rows
from regulars.practices.promises import rules
from regulars.practices.promises.ending import mistaken, replace
from regulars.practices.promises.ledger import taken, tell
from regulars.practices.promises.making import come_true, due_of, make
from regulars.practices.promises.models import Promise, Told
from regulars.practices.promises.retold import NewTime, retold
from regulars.practices.promises.rules import Said
from regulars.staff.models import Agent

# Drafts for which something waits, as `said` looks for it: for most mails nothing does.
WAITED_FOR = """
select p.draft_id from promises_promise p where p.said_at is null and p.draft_id in ({ids})
union all
select this.id from conversations_draft this
join conversations_draft thrown on this.agent_id = thrown.agent_id and this.conversation_id = thrown.conversation_id
join promises_promise p on p.draft_id = thrown.id and p.said_at is null
where this.id in ({ids}) and thrown.discarded_at is not null
union all
select t.draft_id from promises_told t where t.draft_id in ({ids}) and t.said_at is null
"""


def tell_before_late(
    promise: Promise, due: LocalTime, means: str, agent: Agent, now: datetime, *, draft: Draft | None = None
) -> Told | Refused:
    """Write down that they are told of a new time: at once where it was said by voice, else once `draft` is sent.

    Then another promise stands in the place of this one.
    """
    if wrong := rules.due_fault(due, now):
        return wrong
    with transaction.atomic():
        held = taken(promise)
        if held.state != Promise.OPEN:
            return Refused(_("It has ended meanwhile."))
        if rules.is_over(held.due_at, held.due_means, now):
            return Refused(_("Its time has passed already. Note how it ended; what comes now is a promise of its own."))
        made = Told.objects.create(
            promise=held,
            agent=agent,
            draft=draft,
            at=now,
            due_local=due.wall.isoformat(timespec="seconds"),
            due_zone=due.zone,
            due_means=means,
        )
        if draft is None:
            heard_of(made, None, now)
        else:
            tell(held)
    return made


def heard_of(told: Told, moment: int | None, now: datetime) -> None:
    """They know of the new time: it stands in the place of the old one, unless that has ended or the new one is over. A
    promise without a time stands there where the mail named none: the desk asks for it.

    What is told after the old time had passed is not counted as told before it was late.
    """
    Told.objects.filter(pk=told.pk).update(said_at=now, moment=moment, draft=None)
    held = taken(told.promise)
    if held.state != Promise.OPEN:
        return
    time = proposed(told)
    if rules.told_before_late(held.due_at, held.due_means, now):
        Promise.objects.filter(pk=held.pk).update(told_at=now)
    replace(held, other(said_by(held), due=time.due, due_means=time.means), told.agent, now)


def said_by(promise: Promise) -> Said:
    """What a row says, without the place of its words: those of its successor stand elsewhere."""
    return Said(
        promise.what,
        promise.sort,
        due_of(promise),
        promise.strength,
        promise.quote,
        on_behalf_of=promise.on_behalf_of,
        conversation=promise.conversation,
        concerns=promise.concerns,
        due_means=promise.due_means,
    )


def waiting_in(draft: Draft) -> QuerySet[Promise]:
    """What was promised in a draft, or in one that was thrown away there and whose text may have been put into this."""
    which = Q(draft=draft)
    if draft.conversation_id:
        there = {"draft__agent": draft.agent_id, "draft__conversation": draft.conversation_id}
        which |= Q(**there, draft__discarded_at__isnull=False)
    return Promise.objects.filter(which, said_at=None).select_related("agent", "customer")


def concerned(drafts: Sequence[int]) -> set[int]:
    """In which of these something was promised or told, or in one that was thrown away beside it."""
    return {row[0] for row in rows(WAITED_FOR.format(ids=marks(drafts)), [*drafts, *drafts, *drafts])}


def said(draft: int, moment: int, now: datetime) -> None:
    """A draft has become a moment: what was promised in it counts from now on, if the words still stand there; and who
    was to be told of a new time has been."""
    row = Draft.objects.get(pk=draft)
    became = Moment.objects.select_related("conversation").get(pk=moment)
    # A call is written down after it was.
    said_at = min(now, became.at)
    for promise in waiting_in(row):
        start = row.text.find(promise.quote)
        if start < 0:
            if promise.draft_id == row.pk:
                promise.delete()
            continue
        promise.start, promise.end = start, start + len(promise.quote)
        promise.moment, promise.draft = became, None
        # A draft that began a conversation had none; by it those are known who may see the promise.
        promise.conversation = promise.conversation or became.conversation
        promise.save(update_fields=["start", "end", "moment", "draft", "conversation"])
        come_true(promise, promise.agent, said_at, now)
    for told in Told.objects.filter(draft=draft, said_at=None).select_related("promise__customer", "agent"):
        old = NewTime(due_of(told.promise), told.promise.due_means)
        put(told, retold(row.text, old, proposed(told), said_at))
        heard_of(told, moment, now)


def proposed(told: Told) -> NewTime:
    """The time that they are told of, as it is written down."""
    if not told.due_local:
        return NewTime(None)
    return NewTime(LocalTime(datetime.fromisoformat(told.due_local), told.due_zone), told.due_means)


def put(told: Told, time: NewTime) -> None:
    """Write down the time that they were told of in the end."""
    told.due_local = time.due.wall.isoformat(timespec="seconds") if time.due else ""
    told.due_means = time.means
    told.save(update_fields=["due_local", "due_means"])


def taken_back(draft: int, moment: int, now: datetime) -> None:
    """A note or a call is a draft again: what was promised in it and is still to come is no promise any more, and waits
    in the draft as it did."""
    row = Draft.objects.get(pk=draft)
    made = Promise.objects.filter(moment=moment, state=Promise.OPEN, said_at__isnull=False)
    for promise in made.select_related("customer", "agent", "conversation"):
        if rules.is_over(promise.due_at, promise.due_means, now):
            continue
        mistaken(promise, promise.agent, now)
        start = row.text.find(promise.quote)
        if promise.quote and start >= 0:
            span = (start, start + len(promise.quote))
            reader, version = promise.reader, promise.reader_version
            again = other(said_by(promise), draft=row, span=span, reader=reader, version=version)
            make(promise.customer, again, promise.agent, now)
