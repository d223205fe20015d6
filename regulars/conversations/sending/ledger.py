"""A mail of ours enters the book: its moment, its text, its files, who takes part, and the id an answer will name."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from regulars.book.models import Attachment, Conversation, Customer, Message, Moment, Participant
from regulars.channels.contract import Inbound
from regulars.conversations import rules
from regulars.conversations.filing.rows import text
from regulars.conversations.models import MailId, Outgoing
from regulars.conversations.sending.letters import members
from regulars.engine import outbox
from regulars.engine.rows import rows
from regulars.intake.rules import without_token

THEIRS = "select value from book_identity where customer_id = %s and kind = 'email'"
OURS = "select address from intake_inbox"


def enter(outgoing: Outgoing, content: Inbound, sha256: str, now: datetime) -> Moment | None:
    """Append the moment of a mail that is about to leave, in the caller's transaction; None where it is about no
    customer. `content` is what our own reader finds in the bytes that lie under `sha256`."""
    if outgoing.conversation_id is None:
        return None
    # Locked, as filing does it: the columns that project the newest moment are written back.
    root = locked(members(outgoing.conversation_id)[0])
    moment = Moment.objects.create(
        kind="message",
        channel="email",
        customer_id=root.customer_id,
        birth_customer_id=root.customer_id,
        conversation=root,
        agent_id=outgoing.agent_id,
        direction=Moment.OUT,
        automatic="auto_reply" if outgoing.automatic else "",
        said_at=now,
        received_at=now,
        recorded_at=now,
        at=now,
        payload={"raw": sha256},
    )
    write_text(outgoing, content, moment)
    take_part(outgoing, root)
    MailId.objects.create(own=True, digest=rules.digest(outgoing.message_id), moment=moment, conversation=root)
    go_on(outgoing, root, content, now)
    tell(root, moment)
    return moment


def locked(pk: int) -> Conversation:
    """A conversation with its customer."""
    return Conversation.objects.select_for_update(of=("self",)).select_related("customer").get(pk=pk)


def write_text(outgoing: Outgoing, content: Inbound, moment: Moment) -> None:
    """The text, and the files under the names that they were given."""
    columns: dict[str, Any] = text(content, content.sender) if content.sender else {}
    message = Message.objects.create(moment=moment, **columns)
    Attachment.objects.bulk_create(
        Attachment(message=message, position=position, **attachment(kept))
        for position, kept in enumerate(outgoing.enclosures)
    )


def attachment(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a file that goes with a mail."""
    return {name: kept[name] for name in ("name", "content_type", "sha256", "size")}


def take_part(outgoing: Outgoing, root: Conversation) -> None:
    """Whom it goes to is on the conversation from now on, so that an answer of theirs finds it."""
    theirs, ours = {row[0] for row in rows(THEIRS, [root.customer_id])}, {row[0] for row in rows(OURS, [])}
    new = [
        Participant(conversation=root, value=email[:320], name=name[:200], role=role)
        for role, people in (("to", outgoing.to), ("cc", outgoing.cc))
        for name, email in people
        if email not in theirs and email not in ours and without_token(email) not in ours
    ]
    if new:
        Participant.objects.bulk_create(new, ignore_conflicts=True)


def go_on(outgoing: Outgoing, root: Conversation, content: Inbound, now: datetime) -> None:
    """The columns that project the newest moment. What the desk wrote by itself changes nothing about it."""
    if outgoing.automatic:
        return
    if now >= root.last_at:
        Conversation.objects.filter(pk=root.pk).update(last_at=now, preview=rules.preview(content))
    Customer.objects.filter(pk=root.customer_id, last_at__lt=now).update(last_at=now)


def tell(root: Conversation, moment: Moment) -> None:
    """One outbox row, as for every moment."""
    topics = ["inbox", f"customer:{root.customer.public_id}", f"conversation:{root.public_id}"]
    outbox.append("moment", {"id": moment.pk, "kind": moment.kind, "customer": root.customer_id, "topics": topics})
