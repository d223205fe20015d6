"""Taking an act back, with all that belonged to its batch."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.locking import only_filer
from regulars.book.models import Conversation
from regulars.conversations.acts import rules
from regulars.conversations.acts.change import Act, standings, tell, write
from regulars.conversations.acts.following import take_along
from regulars.conversations.acts.rules import Standing
from regulars.conversations.acts.splitting import moments_of, move_back
from regulars.conversations.acts.status import replay
from regulars.conversations.models import Event, Link, Notice
from regulars.conversations.notices.rules import ASSIGNED, GIVEN_BACK
from regulars.staff.models import Agent

UNDONE = "undone"
# What follows from joining or parting another: it goes back as far as nobody has touched it.
BESIDE = frozenset({"took_in", "split_off"})


@dataclass(slots=True)
class Undone:
    """How many conversations stand as before, and by row id why others do not."""

    count: int = 0
    refused: dict[int, Refused] = field(default_factory=dict)


def undo(batch: str, agent: Agent, now: datetime) -> Undone | Refused:
    """Put everything back as it was before the acts of a batch; what has changed since stays, and is told.

    Done twice, the second changes nothing. Only who did it takes it back.
    """
    with transaction.atomic():
        events = list(Event.objects.filter(batch=batch).exclude(kind=UNDONE).order_by("-id")) if batch else []
        if not events or any(event.agent_id != agent.pk for event in events):
            return Refused(_("There is nothing of yours to take back here."))
        if any("joined_to" in event.payload.get("after", {}) for event in events):
            only_filer()
        return take_back(events, Act(UNDONE, agent, now, said={"undoes": batch}))


def take_back(events: Sequence[Event], act: Act) -> Undone:
    """The newest first; a conversation of which one act cannot be taken back keeps them all."""
    stand = standings({event.conversation_id for event in events})
    wanted, refused = planned(events, stand)
    changes = [
        made for pk, values in wanted.items() if pk not in refused and (made := rules.change(stand[pk], values)).after
    ]
    write(changes, act)
    done = [event for event in events if event.conversation_id not in refused]
    for event in done:
        put_right(event, act)
    return Undone(len({made.of.pk for made in changes} | links_of(done)), refused)


def planned(
    events: Sequence[Event], stand: Mapping[int, Standing]
) -> tuple[dict[int, dict[str, Any]], dict[int, Refused]]:
    """What each conversation is to become, and which cannot."""
    wanted: dict[int, dict[str, Any]] = defaultdict(dict)
    refused: dict[int, Refused] = {}
    for event in events:
        pk, before = event.conversation_id, event.payload["before"]
        now = {key: wanted[pk].get(key, stand[pk].value(key)) for key in before}
        back = rules.taking_back(now, before, event.payload["after"], partly=event.kind in BESIDE)
        if back is None:
            refused[pk] = changed_since(event)
        else:
            wanted[pk] |= {key: rules.read(key, value) for key, value in back.items()}
    return wanted, refused


def changed_since(event: Event) -> Refused:
    """Who has changed it, and what is to be thought of it."""
    later = Event.objects.filter(conversation=event.conversation_id, pk__gt=event.pk).select_related("agent")
    by = later.exclude(batch=event.batch).order_by("-id").first()
    if by is not None and by.agent is not None:
        return Refused(_("%(who)s has changed it since. It stays as it is now.") % {"who": by.agent.name})
    return Refused(_("It has changed since. It stays as it is now."))


def put_right(event: Event, act: Act) -> None:
    """What an act did beside the columns of its conversation."""
    if event.kind == "split":
        move_back(Conversation.objects.get(pk=event.conversation_id), act)
    elif event.kind == "joined":
        part_again(event, act)
    elif event.kind == "spam":
        replay(event.conversation_id)
    elif event.kind == "assigned":
        told = Notice.objects.filter(conversation=event.conversation_id, by=event.agent_id, at=event.at)
        told.filter(kind__in=(ASSIGNED, GIVEN_BACK), seen_at=None).delete()
    elif "link" in event.payload:
        kind, state = event.payload["was"]
        Link.objects.filter(pk=event.payload["link"], state=event.payload["is"][1]).update(kind=kind, state=state)
        tell(standings([event.conversation_id]).values())


def part_again(event: Event, act: Act) -> None:
    """Answers that were begun while it was shown with another go with what they answer."""
    parted = Conversation.objects.get(pk=event.conversation_id)
    root = Conversation.objects.get(pk=event.payload["after"]["joined_to"])
    take_along(moments_of(parted), root, parted, act.now)


def links_of(events: Sequence[Event]) -> set[int]:
    """The conversations of these events that said something of a link."""
    return {event.conversation_id for event in events if "link" in event.payload}
