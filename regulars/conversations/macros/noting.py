"""The note that a macro writes, and taking it back with the rest of what the macro did."""

from datetime import datetime

from regulars.base import fields
from regulars.book.models import Conversation
from regulars.conversations.acts import root_of
from regulars.conversations.drafts.acts import discard
from regulars.conversations.macros import rules
from regulars.conversations.macros.lists import people
from regulars.conversations.models import Draft, Event
from regulars.conversations.notes.acts import noted, take_back
from regulars.staff.models import Agent

NOTED = "noted"


def write(text: str, on: Conversation, agent: Agent, now: datetime, batch: str) -> None:
    """Put a note with its fields filled into the book, in the caller's transaction."""
    shown = root_of(on.pk)
    said = fields.fill(text, rules.values(people(shown, agent))).text
    own = {"agent": agent, "conversation": shown, "kind": Draft.NOTE, "inbox": shown.inbox}
    draft = Draft.objects.create(**own, text=said, created_at=now, updated_at=now, sent_at=now)
    noted(draft, shown, agent, now)
    payload = {"before": {}, "after": {}, "draft": draft.public_id}
    Event.objects.create(conversation=shown, kind=NOTED, at=now, agent=agent, batch=batch, payload=payload)


def take_back_all(batch: str, agent: Agent, now: datetime) -> None:
    """Take back the notes of a batch, as long as that is allowed; nobody finds them among their drafts."""
    for event in Event.objects.filter(batch=batch, kind=NOTED, agent=agent) if batch else ():
        draft = Draft.objects.filter(public_id=event.payload["draft"]).first()
        if draft and isinstance(take_back(draft, agent, now), Draft):
            discard(agent, draft.public_id, now)
