"""What an editor shows when a page is made: a draft as it was kept, or an empty page with whom it would go to."""

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime
from typing import Any

from regulars.base.frozen import dataclass
from regulars.base.ids import public_id
from regulars.book.models import Conversation
from regulars.book.stream import Line
from regulars.channels.contract import Address
from regulars.conversations import beside
from regulars.conversations.calls.rules import Call
from regulars.conversations.drafts import addressing, rules
from regulars.conversations.drafts.addressing import Answer, Heard
from regulars.conversations.models import Draft
from regulars.conversations.rules import PREFIX
from regulars.engine.rows import aware, marks, parsed, rows
from regulars.intake.inboxes import ours_among
from regulars.staff.models import Agent

DRAFTS = """
select id, public_id, kind, version, "to", cc, bcc, subject, text, call, updated_at, discarded_at
from conversations_draft
where conversation_id in ({ids}) and agent_id = %s and sent_at is null and (discarded_at is null or discarded_at > %s)
order by conversation_id = %s, id
"""
FILES = "select draft_id, public_id, name, size from conversations_enclosure where draft_id in ({ids}) order by id"


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with a draft."""

    public_id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Editor:
    """One place to write. `id` is the row of the draft, 0 where nothing was kept yet; lines of addresses are as typed.

    `all` is the line of those who would get a reply to all, beside whom it goes to.
    """

    kind: str
    draft: str
    id: int = 0
    version: int = 0
    to: str = ""
    cc: str = ""
    bcc: str = ""
    subject: str = ""
    text: str = ""
    all: str = ""
    call: Call = Call()
    updated_at: datetime | None = None
    files: tuple[Enclosed, ...] = ()


@dataclass(frozen=True, slots=True)
class Discarded:
    """A draft that is in no editor, and when it was thrown away, or else last written."""

    public_id: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Editors:
    """All of one person at a conversation, by kind; `behind`: what they had begun in one that was joined to it, where
    they have begun the same here."""

    of: dict[str, Editor]
    discarded: list[Discarded] = field(default_factory=list)
    behind: list[Discarded] = field(default_factory=list)


def heard(lines: Sequence[Line]) -> list[Heard]:
    """What was said, newest first. A Reply-To that leads back to us is none: an answer there would reach nobody."""
    ours = ours_among({email for one in lines if one.letter for _, email in one.letter.reply_to})
    return [
        Heard(
            one.moment.direction == "in" and not one.moment.automatic,
            Address("" if one.letter.sender == one.moment.author else one.letter.sender, one.moment.author or ""),
            one.letter.to,
            tuple(Address(name, email) for name, email in one.letter.reply_to if email not in ours),
        )
        for one in reversed(lines)
        if one.letter and one.moment.kind == "message"
    ]


def answer_to(lines: Sequence[Line], people: Sequence[beside.Person], customer: Address | None) -> Answer:
    """Whom a reply to what stands on the page goes to."""
    on_it = [Address(one.name, one.value) for one in people if "@" in one.value]
    return addressing.answer(heard(lines), on_it, customer)


def answering(subject: str) -> str:
    """The subject of an answer: one "Re:" in front, however many there were before."""
    found = PREFIX.match(subject)
    return subject if found and found[0].strip().lower() == "re:" else f"Re: {subject}"[: rules.LONGEST_SUBJECT]


def editors(agent: Agent, conversation: Conversation, members: Sequence[int], answer: Answer, now: datetime) -> Editors:
    """What this person has under way here, and an empty reply and note where there is none."""
    params = [*members, agent.pk, now - rules.KEPT_DISCARDED, conversation.pk]
    kept = rows(DRAFTS.format(ids=marks(members)), params)
    files = enclosed([row[0] for row in kept if row[-1] is None])
    # The conversation's own come last, and so stand before those of what was joined to it.
    of = {row[2]: editor(row, answer, files.get(row[0], ())) for row in kept if row[-1] is None}
    of.setdefault(Draft.REPLY, fresh_reply(conversation.subject, answer))
    of.setdefault(Draft.NOTE, Editor(Draft.NOTE, public_id()))
    shown = {one.draft for one in of.values()}
    aside = [row for row in kept if row[1] not in shown and row[8].strip()]
    return Editors(of, [discarded(row) for row in aside if row[-1]], [discarded(row) for row in aside if not row[-1]])


def discarded(row: Sequence[Any]) -> Discarded:
    """A row of DRAFTS as one that is in no editor."""
    return Discarded(row[1], row[8][:80], aware(row[-1] or row[-2]))


def fresh_reply(subject: str, answer: Answer) -> Editor:
    """An empty reply."""
    to, everybody = addressing.line(answer.to), addressing.line(answer.cc)
    return Editor(Draft.REPLY, public_id(), to=to, subject=answering(subject), all=everybody)


def editor(row: Sequence[Any], answer: Answer, files: Sequence[Enclosed]) -> Editor:
    """A row of DRAFTS as an editor."""
    pk, public, kind, version, to, cc, bcc, subject, text, call, updated, _ = row
    to, cc, bcc = (addressing.line(addressing.unpaired(parsed(kept))) for kept in (to, cc, bcc))
    everybody = addressing.line(answer.cc) if kind == Draft.REPLY else ""
    typed = (to, cc, bcc, subject, text, everybody, Call(**parsed(call)))
    return Editor(kind, public, pk, version, *typed, aware(updated), tuple(files))


def of_draft(draft: Draft) -> Editor:
    """A draft as it was kept, for a page of its own."""
    to, cc, bcc = (addressing.line(addressing.unpaired(kept)) for kept in (draft.to, draft.cc, draft.bcc))
    files = tuple(enclosed([draft.pk]).get(draft.pk, ()))
    kept = (draft.kind, draft.public_id, draft.pk, draft.version, to, cc, bcc, draft.subject, draft.text)
    return Editor(*kept, call=Call(**draft.call), updated_at=draft.updated_at, files=files)


def enclosed(drafts: Sequence[int]) -> dict[int, list[Enclosed]]:
    """The files of each draft."""
    found: dict[int, list[Enclosed]] = {}
    for draft, *file in rows(FILES.format(ids=marks(drafts)), drafts) if drafts else ():
        found.setdefault(draft, []).append(Enclosed(*file))
    return found
