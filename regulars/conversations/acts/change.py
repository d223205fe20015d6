"""The one way in which an act is written: columns, the event with what was before, and a word to open pages."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.models import Conversation
from regulars.conversations.acts import rules
from regulars.conversations.acts.rules import Change, Decide, Standing
from regulars.conversations.models import Event, Tagging
from regulars.engine import outbox
from regulars.staff.models import Agent

COLUMNS = (
    "pk",
    "public_id",
    "status",
    "assignee_id",
    "snoozed_until",
    "joined_to_id",
    "last_at",
    "preview",
    "inbox_id",
)


@dataclass(frozen=True, slots=True)
class Act:
    """Who does what, and when; without an agent the desk does it. Acts of one `batch` are undone together.

    `said` goes into the event as it is: why, because of what.
    """

    kind: str
    agent: Agent | None
    now: datetime
    batch: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What was changed, and by the row id that was asked for what could not be."""

    changes: list[Change] = field(default_factory=list)
    refused: dict[int, Refused] = field(default_factory=dict)


def one(conversation: Conversation, act: Act, decide: Decide) -> Refused | None:
    """Change one conversation, or the one that it is shown as; why not, where it is refused."""
    return alter([conversation.pk], act, decide).refused.get(conversation.pk)


def alter(asked: Sequence[int], act: Act, decide: Decide) -> Outcome:
    """Change many in one transaction; of one that was joined to another, that one. What is so already stays so."""
    outcome, met = Outcome(), set[int]()
    with transaction.atomic():
        roots = roots_of(asked)
        stand = standings(set(roots.values()))
        for pk, root in roots.items():
            wanted = decide(stand[root])
            if isinstance(wanted, Refused):
                outcome.refused[pk] = wanted
            elif root not in met and (made := rules.change(stand[root], wanted)).after:
                outcome.changes.append(made)
            met.add(root)
        write(outcome.changes, act)
    return outcome


def roots_of(asked: Iterable[int]) -> dict[int, int]:
    """The conversation that each of these is shown as; what does not exist is left out."""
    pairs = Conversation.objects.filter(pk__in=list(asked)).values_list("pk", "joined_to_id")
    return {pk: joined_to or pk for pk, joined_to in pairs}


def standings(wanted: Iterable[int]) -> dict[int, Standing]:
    """How these stand, locked until the end of the transaction, always in the same order."""
    found = Conversation.objects.select_for_update().filter(pk__in=list(wanted)).order_by("pk")
    rows: list[tuple[Any, ...]] = list(found.values_list(*COLUMNS))
    tags: dict[int, set[int]] = defaultdict(set)
    for conversation, tag in Tagging.objects.filter(conversation__in=[row[0] for row in rows]).values_list(
        "conversation_id", "tag_id"
    ):
        tags[conversation].add(tag)
    return {row[0]: replace(Standing(*row), tags=frozenset(tags[row[0]])) for row in rows}


def write(changes: Sequence[Change], act: Act) -> None:
    """Columns, tags, one event for each, and one nudge for all."""
    if not changes:
        return
    write_columns(changes)
    write_tags(changes)
    Event.objects.bulk_create(event(one, act) for one in changes)
    tell(one.of for one in changes)


def event(made: Change, act: Act) -> Event:
    """What is kept of a change."""
    payload = {"before": made.before, "after": made.after, **act.said}
    return Event(
        conversation_id=made.of.pk, kind=act.kind, at=act.now, agent=act.agent, payload=payload, batch=act.batch
    )


def write_columns(changes: Iterable[Change]) -> None:
    """A statement for all that become the same: mostly one."""
    same: dict[tuple[tuple[str, Any], ...], list[int]] = defaultdict(list)
    for made in changes:
        columns = {key: value for key, value in made.after.items() if not key.startswith(rules.TAG)}
        same[tuple(columns.items())].append(made.of.pk)
    for values, conversations in same.items():
        if values:
            Conversation.objects.filter(pk__in=conversations).update(
                **{key: rules.read(key, value) for key, value in values}
            )


def write_tags(changes: Iterable[Change]) -> None:
    """Put tags on, and take others off."""
    marks = [
        (int(key.removeprefix(rules.TAG)), made.of.pk, on)
        for made in changes
        for key, on in made.after.items()
        if key.startswith(rules.TAG)
    ]
    on = [Tagging(tag_id=tag, conversation_id=pk) for tag, pk, put in marks if put]
    Tagging.objects.bulk_create(on, ignore_conflicts=True)
    off: dict[int, list[int]] = defaultdict(list)
    for tag, pk, put in marks:
        if not put:
            off[tag].append(pk)
    for tag, conversations in off.items():
        Tagging.objects.filter(tag_id=tag, conversation__in=conversations).delete()


def tell(changed: Iterable[Standing]) -> None:
    """Let open pages and the index know, in one row of the outbox."""
    which = {one.pk: one.public_id for one in changed}
    topics = ["inbox", *(f"conversation:{public_id}" for public_id in which.values())]
    outbox.append("work", {"conversations": list(which), "topics": topics})
