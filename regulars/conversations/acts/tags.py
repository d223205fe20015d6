"""Putting words on conversations, and keeping the words themselves in order."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.models import Conversation
from regulars.conversations.acts import rules
from regulars.conversations.acts.change import Act, Outcome, alter
from regulars.conversations.models import Tag
from regulars.staff.models import Agent

LONGEST = 40


def tag(conversation: Conversation, name: str, agent: Agent | None, now: datetime, batch: str = "") -> Refused | None:
    """Put a word on it. A word that nobody used before comes into being."""
    return tag_all([conversation.pk], name, agent, now, batch).refused.get(conversation.pk)


def untag(conversation: Conversation, name: str, agent: Agent | None, now: datetime, batch: str = "") -> Refused | None:
    """Take a word off it."""
    return untag_all([conversation.pk], name, agent, now, batch).refused.get(conversation.pk)


def tag_all(asked: Sequence[int], name: str, agent: Agent | None, now: datetime, batch: str = "") -> Outcome:
    """Put a word on many."""
    with transaction.atomic():
        found = made(name, now)
        if isinstance(found, Refused):
            return Outcome(refused=dict.fromkeys(asked, found))
        return alter(asked, Act("tagged", agent, now, batch, {"tag": found.name}), rules.marking(found.pk, on=True))


def untag_all(asked: Sequence[int], name: str, agent: Agent | None, now: datetime, batch: str = "") -> Outcome:
    """Take a word off many."""
    with transaction.atomic():
        found = Tag.objects.filter(key=key_of(name)).first()
        if found is None:
            return Outcome()
        return alter(asked, Act("untagged", agent, now, batch, {"tag": found.name}), rules.marking(found.pk, on=False))


def made(name: str, now: datetime) -> Tag | Refused:
    """The tag of that name, new where there is none, and in use again where it was retired."""
    name = " ".join(name.split())
    if fault := fault_of(name):
        return fault
    found, fresh = Tag.objects.get_or_create(key=key_of(name), defaults={"name": name, "created_at": now})
    if not fresh and found.retired_at:
        Tag.objects.filter(pk=found.pk).update(retired_at=None)
    return found


def fault_of(name: str) -> Refused | None:
    """What is wrong with a name for a tag."""
    if not name:
        return Refused(_("Write a word."), "name")
    if len(name) > LONGEST:
        return Refused(_("At most %(most)s letters, please.") % {"most": LONGEST}, "name")
    if '"' in name or "," in name:
        return Refused(_("A tag has no quotation marks and no commas in it."), "name")
    return None


def key_of(name: str) -> str:
    """The name as it is compared: case-folded, single blanks. Folding can double the length of a letter."""
    return " ".join(name.casefold().split())[: 2 * LONGEST]
