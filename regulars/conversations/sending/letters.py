"""The letter that an outgoing mail becomes: whom and what it answers, who signs it, what goes with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.book.models import Conversation
from regulars.channels.contract import Address, File
from regulars.channels.email.compose import Letter, Quoted
from regulars.channels.email.compose_headers import is_id
from regulars.conversations import rules as threading
from regulars.conversations.models import Draft, Outgoing
from regulars.conversations.sending import rules
from regulars.conversations.signatures import signature_for
from regulars.engine import blobs
from regulars.engine.rows import aware, marks, rows
from regulars.intake.access import hidden_inboxes
from regulars.staff.models import Agent

LONGEST_QUOTE = 20_000
DERIVED = "@derived.regulars"
SHORTENED = 221
# The newest texts of the newest messages, of which the first that somebody else wrote is answered.
SAID = """
select m.id, m.at, m.direction, m.automatic, t.message_id, t.sender_name, t.sender_email
from book_moment m join book_message t on t.moment_id = m.id
where m.conversation_id in ({ids}) and m.kind = 'message' and m.id <= %s
order by m.at desc, m.id desc, t.version desc limit %s
"""
FIRST = """
select t.message_id from book_moment m join book_message t on t.moment_id = m.id
where m.conversation_id in ({ids}) and m.kind = 'message' order by m.at, m.id limit 1
"""
MEMBERS = """
select m.id from book_conversation m where m.id = (
    select coalesce(joined_to_id, id) from book_conversation where id = %s)
union all
select m.id from book_conversation m where m.joined_to_id = (
    select coalesce(joined_to_id, id) from book_conversation where id = %s)
"""
TOKENS = "select reply_tokens from intake_submission where inbox_id = %s"
TEXT = "select substr(text, 1, %s) from book_message where moment_id = %s order by version desc limit 1"
HIGHEST = 9_223_372_036_854_775_807


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a conversation; the fields are the columns of SAID."""

    moment: int
    at: datetime
    direction: str
    automatic: str
    message_id: str
    name: str
    email: str


def letter_of(outgoing: Outgoing, now: datetime) -> Letter:
    """The letter, as it would leave now. Raises FileNotFoundError where a file that goes with it was erased."""
    said = heard(outgoing) if outgoing.conversation else []
    answered = next((one for one in said if one.direction == "in" and not one.automatic), said[0] if said else None)
    chain = chain_of(outgoing.conversation, said, answered)
    return Letter(
        message_id=outgoing.message_id,
        date=now,
        sender=Address(sender_name(outgoing), outgoing.inbox.address),
        to=addresses(outgoing.to),
        cc=addresses(outgoing.cc),
        reply_to=reply_to(outgoing),
        subject=subject_of(outgoing, answered),
        text=outgoing.text,
        signature=signature_for(outgoing.agent, outgoing.inbox) if outgoing.agent else "",
        quoted=quoted(answered) if answered and answered.direction == "in" else None,
        in_reply_to=chain[-1] if chain else "",
        references=chain,
        files=tuple(map(file_of, outgoing.enclosures)),
        automatic="auto-replied" if outgoing.automatic and answered else "auto-generated" if outgoing.automatic else "",
    )


def heard(outgoing: Outgoing) -> list[Said]:
    """The last messages that its writer had seen, newest first. A mail that is passed on answers nothing."""
    draft = outgoing.draft
    if draft is not None and draft.kind == Draft.FORWARD:
        return []
    seen = draft.seen if draft is not None and draft.seen else HIGHEST
    ids = readable(members(outgoing.conversation_id or 0), outgoing.agent)
    if not ids:
        return []
    found = [
        Said(pk, aware(at), *more)
        for pk, at, *more in rows(SAID.format(ids=marks(ids)), [*ids, seen, 2 * rules.MOST_REFERENCES])
    ]
    return list({one.moment: one for one in reversed(found)}.values())[::-1]


def readable(conversations: Sequence[int], agent: Agent | None) -> list[int]:
    """Those of these that the writer may read: nobody quotes what is kept from them. The desk itself may read all."""
    hidden = hidden_inboxes(agent) if agent else ()
    if not hidden:
        return list(conversations)
    seen = Conversation.objects.filter(pk__in=conversations).exclude(inbox__in=hidden)
    return list(seen.values_list("pk", flat=True))


def members(conversation: int) -> list[int]:
    """The conversation and all that is shown with it."""
    return [row[0] for row in rows(MEMBERS, [conversation, conversation])]


def chain_of(conversation: Conversation | None, said: Sequence[Said], answered: Said | None) -> tuple[str, ...]:
    """The ids of what was said before, the one that is answered last."""
    if conversation is None or answered is None:
        return ()
    before = [one.message_id for one in reversed(said) if one.at <= answered.at and one.moment != answered.moment]
    if len(said) >= rules.MOST_REFERENCES:
        ids = members(conversation.pk)
        before = [row[0] for row in rows(FIRST.format(ids=marks(ids)), ids)] + before
    return rules.trimmed([one for one in (*before, answered.message_id) if is_real(one)])


def is_real(message_id: str) -> bool:
    """Whether its sender's program would know this id: neither made up by us nor shortened."""
    return is_id(message_id) and not message_id.endswith(DERIVED) and len(message_id) < SHORTENED


def subject_of(outgoing: Outgoing, answered: Said | None) -> str:
    """What was typed, else the conversation's; with one `Re:` where it answers."""
    subject = outgoing.subject or (outgoing.conversation.subject if outgoing.conversation else "")
    return rules.reply_subject(subject) if answered else subject


def sender_name(outgoing: Outgoing) -> str:
    """Who writes: the agent, or for what the desk writes the inbox."""
    return outgoing.agent.name if outgoing.agent else outgoing.inbox.name


def reply_to(outgoing: Outgoing) -> str:
    """Where an answer finds its conversation by itself; "" where that cannot be."""
    if outgoing.conversation is None or (True,) not in rows(TOKENS, [outgoing.inbox_id]):
        return ""
    token = threading.sign(settings.SECRET_KEY, outgoing.conversation.public_id)
    return rules.reply_address(outgoing.inbox.address, token)


def quoted(answered: Said) -> Quoted:
    """What is answered, as it is put below the answer."""
    text = rows(TEXT, [LONGEST_QUOTE, answered.moment])
    day = f"{answered.at:%a, %-d %b %Y} {answered.at:%H:%M} UTC"
    said = _("On %(day)s, %(name)s wrote:") % {"day": day, "name": answered.name or answered.email}
    return Quoted(said, text[0][0] if text else "")


def addresses(kept: Sequence[Sequence[str]]) -> tuple[Address, ...]:
    """Addresses as rows keep them, each once."""
    return tuple({email: Address(name, email) for name, email in kept}.values())


def file_of(kept: dict[str, Any]) -> File:
    """A file that goes with it."""
    return File(kept["name"], kept["content_type"], blobs.read(kept["sha256"]))
