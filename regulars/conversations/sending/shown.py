"""What pages show of mail on its way out: one statement for what is under way, one for the messages in the stream."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from regulars.base.frozen import dataclass
from regulars.book.eyes import Eyes
from regulars.conversations.models import Outgoing
from regulars.conversations.sending import reasons, recipients, rules
from regulars.conversations.sending.recipients import Recipient
from regulars.engine.rows import aware, marks, parsed, rows

MOST, FEW = 50, 10
COLUMNS = """
o.id, o.public_id, o.state, o.held_for, o.created_at, o.send_at, o.subject, o.text, o."to", o.cc, o.enclosures,
o.answer, o.agent_id, a.name, coalesce(nullif(i.name, ''), i.address), o.moment_id
"""
JOINED = """
conversations_outgoing o join intake_inbox i on i.id = o.inbox_id left join staff_agent a on a.id = o.agent_id
"""
UNDER_WAY = f"""
select {COLUMNS} from {JOINED}
where o.conversation_id in ({{ids}}) and o.state in ('held', 'queued', 'sending', 'unsure', 'failed')
order by o.send_at, o.id limit %s
"""  # noqa: S608 - made of constants
STATES = """
select moment_id, public_id, state, send_at, answer, agent_id, by_recipient
from conversations_outgoing where moment_id in ({ids})
"""
LATELY = """
select public_id, state, send_at, answer, agent_id, by_recipient from conversations_outgoing
where conversation_id in ({ids}) and moment_id is not null order by id desc limit %s
"""
HELD = f"""
select {COLUMNS}, v.public_id, v.subject, c.name from {JOINED}
left join book_conversation v on v.id = o.conversation_id left join book_customer c on c.id = v.customer_id
where o.state = 'held' and o.held_for in ('new', 'person', 'ceiling') {{visible}} order by o.send_at, o.id limit %s
"""  # noqa: S608 - as above
# What is about no customer stands in no conversation, where a failure would be seen.
ASTRAY = f"""
select {COLUMNS} from {JOINED}
where o.conversation_id is null and o.automatic <> '' and o.state in ('failed', 'bounced', 'unsure')
and o.settled_at > %s {{visible}} order by o.settled_at desc, o.id desc limit %s
"""  # noqa: S608 - as above
ASTRAY_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class State:
    """How it stands with a mail that is in the stream. `answer` holds the server's own words; `each` is filled where it
    went differently with its recipients."""

    public_id: str
    state: str
    send_at: datetime
    answer: str
    agent_id: int | None
    each: tuple[Recipient, ...] = ()

    @property
    def reason(self) -> str:
        """Why it did not arrive."""
        return reasons.in_words("", self.answer) if self.state in (Outgoing.FAILED, Outgoing.BOUNCED) else ""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A mail that has not arrived with the server; the first fields are those of COLUMNS, in order."""

    id: int
    public_id: str
    state: str
    held_for: str
    created_at: datetime
    send_at: datetime
    subject: str
    text: str
    to: tuple[str, ...]
    files: tuple[str, ...]
    answer: str
    agent_id: int | None
    agent: str | None
    inbox: str
    moment_id: int | None
    conversation: str = ""
    about: str = ""
    customer: str = ""

    @property
    def reason(self) -> str:
        """Why it failed, in a sentence or ""."""
        return reasons.in_words("", self.answer) if self.state in (Outgoing.FAILED, Outgoing.BOUNCED) else ""

    @property
    def for_later(self) -> bool:
        """Whether somebody chose a time for it."""
        return rules.meant_for_later(self.created_at, self.send_at)

    @property
    def clock(self) -> str:
        """When it leaves, to the second, in the agent's zone."""
        return timezone.localtime(self.send_at).strftime("%H:%M:%S")


def under_way(conversations: Sequence[int]) -> list[UnderWay]:
    """What is held, queued, being sent, unsure or failed in these conversations (row ids), the first to leave first."""
    if not conversations:
        return []
    return [made(row) for row in rows(UNDER_WAY.format(ids=marks(conversations)), [*conversations, MOST])]


def states(moments: Sequence[int]) -> dict[int, State]:
    """How it stands with the messages of ours among these moments."""
    if not moments:
        return {}
    found = rows(STATES.format(ids=marks(moments)), list(moments))
    return {moment: state_of(row) for moment, *row in found}


def lately(conversations: Sequence[int]) -> list[State]:
    """How it stands with the last mails of these conversations, for a page that shows them already."""
    if not conversations:
        return []
    found = rows(LATELY.format(ids=marks(conversations)), [*conversations, FEW])
    return [state_of(row) for row in found]


def state_of(row: Sequence[Any]) -> State:
    """The columns of STATES, without the moment, as a value."""
    public, state, at, answer, agent, each = row
    return State(public, state, aware(at), answer, agent, recipients.lines(parsed(each)))


def held(eyes: Eyes) -> list[UnderWay]:
    """What waits for somebody to let it go, the oldest first, as far as the reader may see it."""
    return [made(row) for row in rows(HELD.format(visible=f"{visible(eyes)} and {eyes.sees('v')}"), [MOST])]


def astray(eyes: Eyes, now: datetime) -> list[UnderWay]:
    """What the desk wrote by itself to nobody's customer, such as invitations, and what did not arrive or perhaps did
    not; the newest first."""
    found = rows(ASTRAY.format(visible=visible(eyes)), [now - ASTRAY_FOR, MOST])
    return [made(row) for row in found]


def visible(eyes: Eyes) -> str:
    """What leaves the inboxes out that are kept from the reader."""
    return f"and o.inbox_id not in ({', '.join(map(str, eyes.inboxes))})" if eyes.inboxes else ""


def made(row: Sequence[Any]) -> UnderWay:
    """A row of COLUMNS, and of what follows them, as a value."""
    pk, public, state, held_for, created, at, subject, text, to, cc, files, answer, agent, name, inbox, moment, *of = (
        row
    )
    people = tuple(name or email for name, email in (*parsed(to), *parsed(cc)))
    names = tuple(file["name"] for file in parsed(files))
    times = (aware(created), aware(at))
    said = tuple(one or "" for one in of)
    return UnderWay(
        pk, public, state, held_for, *times, subject, text, people, names, answer, agent, name, inbox, moment, *said
    )
