"""What practices see of a text while it is written, and before it leaves.

A hint is shown under the words and stops nothing. A concern stops the message until it is answered.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.base.results import Refused
from regulars.book.models import Conversation, Customer
from regulars.conversations.models import Draft
from regulars.staff.models import Agent


@dataclass(frozen=True, slots=True)
class Writing:
    """A text as it stands. `kind` is that of the draft: reply, forward, note, or call for what is written down of one;
    then `now` is when they spoke. `draft` is None until something was kept; a new conversation is None, and its
    customer where nobody is known by the first address."""

    text: str
    kind: str
    agent: Agent
    conversation: Conversation | None
    customer: Customer | None
    draft: Draft | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Hint:
    """Words from `start` to `end` (code points of the text) that are underlined, and what stands beneath the editor for
    them: `template`, a fragment, with `context`. `key` is the same for the same words, so that what is shown stays."""

    key: str
    start: int
    end: int
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Concern:
    """Why a message should not leave as it is. `template` says it and offers what can be done; `context` fills it.
    `key` names this concern with these words for good: one whose `key` stands among those that were answered (kept by
    the practice that raised it) is not raised again."""

    key: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


# Asked at each pause of typing: 20 ms for all, no write, no model.
HINTS: Slot[Callable[[Writing], Sequence[Hint]]] = Slot("hints while writing")
# Asked when a message is to leave, in no transaction; one that fails lets the message go and shows itself.
CHECKS: Slot[Callable[[Writing], Sequence[Concern]]] = Slot("checks before sending")
# Heard in the transaction in which a draft becomes a moment (a sent mail, a note, a call): row ids of draft and moment.
SAID: Slot[Callable[[int, int, datetime], None]] = Slot("who hears what was said")
# By the names in SAID: of these drafts (row ids), those that this one has to hear of; without it, it hears of all. Most
# mails matter to nobody, and are asked about fifty at a time.
CONCERNING: Slot[Callable[[Sequence[int]], Collection[int]]] = Slot("what of what was said concerns whom")
# Heard in the transaction in which a note or a call is taken back and its draft is there again: row ids of draft and
# moment. A mail is taken back before it is said.
TAKEN_BACK: Slot[Callable[[int, int, datetime], None]] = Slot("who hears what was taken back")
# Asked before a person lets conversations sleep (row ids; until when, or None for until they write; who): with which of
# them somebody else's work would sleep, and why they stay awake.
WAITING: Slot[Callable[[Sequence[int], datetime | None, Agent], Mapping[int, Refused]]] = Slot("what may not sleep")
