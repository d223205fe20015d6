"""The letter that an outgoing mail becomes: whom and what it answers, who signs it, what goes with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from regulars.book.models import Conversation
from regulars.book.theirs.shown import spoken
from regulars.channels.contract import Address, File
from regulars.channels.email.compose import Letter, Quoted
from regulars.channels.email.compose_headers import is_id
from regulars.conversations import rules as threading
from regulars.conversations.models import Outgoing
from regulars.conversations.sending import rules
from regulars.conversations.sending.background import LONGEST_QUOTE, Background, Said, members
from regulars.engine import blobs
from regulars.engine.rows import marks, rows
from regulars.web.middleware import zone
from regulars.web.words import full, manner

DERIVED = "@derived.regulars"
SHORTENED = 221
FIRST = """
select t.message_id from book_moment m join book_message t on t.moment_id = m.id
where m.conversation_id in ({ids}) and m.kind = 'message' order by m.at, m.id limit 1
"""


def letter_of(outgoing: Outgoing, known: Background, now: datetime) -> Letter:
    """The letter, as it would leave now, `known` being what is known of it. Raises FileNotFoundError where a file that
    goes with it was erased."""
    said, answered = known.heard.get(outgoing.pk, ()), known.answered(outgoing)
    chain = chain_of(outgoing.conversation, said, answered)
    return Letter(
        message_id=outgoing.message_id,
        date=now,
        sender=Address(sender_name(outgoing), outgoing.inbox.address),
        to=addresses(outgoing.to),
        cc=addresses(outgoing.cc),
        reply_to=reply_to(outgoing) if outgoing.inbox_id in known.with_tokens else "",
        subject=subject_of(outgoing, answered),
        text=outgoing.text,
        signature=known.signatures.get((outgoing.agent_id or 0, outgoing.inbox_id), ""),
        quoted=quoted(answered, known.texts.get(answered.moment, ""), outgoing)
        if answered and answered.direction == "in"
        else None,
        in_reply_to=chain[-1] if chain else "",
        references=chain,
        files=tuple(map(file_of, outgoing.enclosures)),
        automatic="auto-replied" if outgoing.automatic and answered else "auto-generated" if outgoing.automatic else "",
    )


def chain_of(conversation: Conversation | None, said: Sequence[Said], answered: Said | None) -> tuple[str, ...]:
    """The ids of what was said before, the one that is answered last."""
    if conversation is None or answered is None:
        return ()
    before = [one.message_id for one in reversed(said) if one.at <= answered.at and one.moment != answered.moment]
    if len(said) >= rules.MOST_REFERENCES:
        ids = members(conversation)
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
    if outgoing.conversation is None:
        return ""
    token = threading.sign(settings.SECRET_KEY, outgoing.conversation.public_id)
    return rules.reply_address(outgoing.inbox.address, token)


def quoted(answered: Said, text: str, outgoing: Outgoing) -> Quoted:
    """What is answered, as it is put below the answer: in the language of who reads it, by the clock of who writes."""
    language, agent = language_of(outgoing), outgoing.agent
    local = answered.at.astimezone(zone(agent.time_zone if agent else "UTC"))
    with override(language):
        day = f"{full(local, manner(language))} {local:%Z}"
        said = _("On %(day)s, %(name)s wrote:") % {"day": day, "name": answered.name or answered.email}
    # Only so much was read of it: background.py.
    return Quoted(said, text if len(text) < LONGEST_QUOTE else f"{text}\n[…]")


def language_of(outgoing: Outgoing) -> str:
    """The customer's language, else the one that its writer has chosen for the desk, else the desk's own."""
    theirs = outgoing.conversation.customer.language if outgoing.conversation else ""
    ours = outgoing.agent.language if outgoing.agent else ""
    return spoken(theirs) or spoken(ours) or str(settings.LANGUAGE_CODE)


def addresses(kept: Sequence[Sequence[str]]) -> tuple[Address, ...]:
    """Addresses as rows keep them, each once."""
    return tuple({email: Address(name, email) for name, email in kept}.values())


def file_of(kept: dict[str, Any]) -> File:
    """A file that goes with it."""
    return File(kept["name"], kept["content_type"], blobs.read(kept["sha256"]))
