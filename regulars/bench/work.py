"""What people have done on a filled desk: who has what, tags, drafts, notices, and the log of it all."""

import json
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from regulars.bench.bulk import write
from regulars.book.models import Conversation
from regulars.conversations.models import Draft, Event, Notice, Tag, Tagging
from regulars.staff.models import Agent

COLLEAGUES = ("Leo Lindqvist", "Ada Byrne", "Mina Osei", "Tom Keller")
TAGS = (
    "refund delivery broken invoice vip praise complaint return exchange warranty colour size late gift voucher".split()
)
OPEN_SHARE, SNOOZED_SHARE, SPAM_SHARE, AUTOMATIC_SHARE = 0.15, 0.02, 0.01, 0.03
ASSIGNED_SHARE, TAGGED_SHARE = 0.6, 0.35
NOTE_EVERY = 33
OWN_DRAFTS, OWN_NOTICES = 60, 40
STATUSES = (Conversation.OPEN, Conversation.SNOOZED, Conversation.SPAM, Conversation.AUTOMATIC, Conversation.CLOSED)
SHARES = (OPEN_SHARE, SNOOZED_SHARE, SPAM_SHARE, AUTOMATIC_SHARE)
EVENT = "conversation_id kind at agent_id payload".split()
Standing = tuple[str, int | None, datetime | None]


def agents() -> list[int]:
    """The desk's owner, made at its first start, and colleagues; their row ids, the owner's first."""
    owner = Agent.objects.earliest("pk")
    for name in COLLEAGUES:
        Agent.objects.get_or_create(email=f"{name.split()[0].lower()}@desk.example", defaults={"name": name})
    return [owner.pk, *Agent.objects.exclude(pk=owner.pk).values_list("pk", flat=True)]


def standing(chance: random.Random, team: Sequence[int], now: datetime) -> Standing:
    """Status, assignee and end of sleep of a conversation."""
    (status,) = chance.choices(STATUSES, (*SHARES, 1 - sum(SHARES)))
    assignee = chance.choice(team) if chance.random() < ASSIGNED_SHARE else None
    sleeps = status == Conversation.SNOOZED and chance.random() < 0.7
    return status, assignee, now + timedelta(hours=chance.randrange(1, 900)) if sleeps else None


def fill_work(chance: random.Random, stands: Sequence[Standing], times: Sequence[datetime], team: Sequence[int]) -> str:
    """Write what belongs to the conversations (those of the places are numbered from 1); public id of one tag."""
    now = timezone.now()
    write(Event, EVENT, events(chance, stands, times, team))
    tags = [Tag(name=name, key=name, created_at=now) for name in TAGS]
    Tag.objects.bulk_create(tags)
    write(Tagging, ("tag_id", "conversation_id"), taggings(chance, [tag.pk for tag in tags], len(stands)))
    mine = [place for place, (status, _, _) in enumerate(stands, 1) if status == Conversation.OPEN]
    fields = "public_id agent_id conversation_id text seen created_at updated_at".split()
    drafts = chance.sample(mine, min(OWN_DRAFTS, len(mine)))
    rows = ((f"d{place:011d}", team[0], place, "Thank you for writing", 0, now, now) for place in drafts)
    write(Draft, fields, rows)
    noticed = chance.sample(mine, min(OWN_NOTICES, len(mine)))
    write(Notice, "agent_id kind conversation_id at".split(), ((team[0], "assigned", one, now) for one in noticed))
    return TAGS[0]


def events(
    chance: random.Random, stands: Sequence[Standing], times: Sequence[datetime], team: Sequence[int]
) -> Iterator[Sequence[Any]]:
    """What was done with each, oldest first."""
    nothing = json.dumps({})
    given = {one: json.dumps({"before": {"assignee": None}, "after": {"assignee": one}}) for one in team}
    for place, ((status, assignee, _), at) in enumerate(zip(stands, times, strict=True), 1):
        yield place, "opened", at, None, nothing
        if assignee:
            yield place, "assigned", at, chance.choice(team), given[assignee]
        if status in (Conversation.CLOSED, Conversation.SPAM, Conversation.SNOOZED):
            yield place, status, at, chance.choice(team), nothing


def taggings(chance: random.Random, tags: Sequence[int], count: int) -> Iterator[Sequence[int]]:
    """One or two tags on some."""
    for place in range(1, count + 1):
        if chance.random() < TAGGED_SHARE:
            yield from ((tag, place) for tag in chance.sample(tags, chance.randint(1, 2)))
