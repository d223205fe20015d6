"""The rows that one mail takes, made from what was decided. Lengths are cut to their columns here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from regulars.book.models import Arrival, Attachment, Conversation, Customer, Identity, Message, Moment, Participant
from regulars.channels.contract import Address, File, Inbound
from regulars.conversations import rules
from regulars.conversations.filing.sheet import Sheet, Written
from regulars.conversations.models import Event, Link

if TYPE_CHECKING:
    from regulars.conversations.filing.sides import Mail

MOST_ANSWERED = 10
REUSED_ID = "Its Message-ID came before with other content."
CLAIMED = "It came from an address of ours; who wrote it is only what it says itself."
SHARED = "Several people write from this address; who wrote it is told by the name alone."
RELEASED = "It came out of quarantine; a person said who wrote it."
# What is said of a mail when it is filed, and not by the parser.
OF_FILING = frozenset({REUSED_ID, CLAIMED, SHARED})


def kind_of(content: Inbound) -> str:
    """The kind of moment that a mail is."""
    return "bounce" if content.bounce else "message"


def status_of(mail: Mail) -> str:
    """What a conversation is after this mail, if it is the newest."""
    if not mail.by_person:
        return Conversation.AUTOMATIC
    open_ = rules.stays_open(mail.at, mail.now, history=mail.delivery.history, answered=mail.outgoing)
    return Conversation.OPEN if open_ else Conversation.CLOSED


def identity(
    address: Address,
    customer: Customer,
    at: datetime,
    sheet: Sheet,
    *,
    source: str = "mail",
    verified: bool = True,
    shared: bool = False,
) -> Identity:
    """An address that wrote to us, or that we wrote to, is taken as verified. SECURITY.md says what that rests on."""
    row = Identity(
        pk=sheet.next_id(Identity),
        customer=customer,
        birth_customer=customer,
        kind="email",
        value=address.email[:320],
        shown=address.email[:320],
        source=source,
        verified_at=at if verified else None,
        shared=shared,
        first_seen=at,
        last_seen=at,
    )
    sheet.add(row)
    return row


def conversation(mail: Mail, customer: Customer, sheet: Sheet, *, is_spam: bool = False) -> Conversation:
    """A new conversation, and the event that it was opened. `is_spam`: its customer has only ever sent spam."""
    row = Conversation(
        pk=sheet.next_id(Conversation),
        customer_id=customer.pk,
        birth_customer_id=customer.pk,
        inbox_id=mail.delivery.inbox_id,
        subject=mail.content.subject[:998],
        subject_key=rules.subject_key(mail.content.subject),
        preview=rules.preview(mail.content),
        status=Conversation.SPAM if is_spam and not mail.outgoing else status_of(mail),
        opened_at=mail.at,
        last_at=mail.at,
    )
    sheet.add(row)
    sheet.put(Event, conversation_id=row.pk, kind="opened", at=mail.at, payload={"after": {"status": row.status}})
    return row


def taken_up(conversation: Conversation, before: str, slept: datetime | None, now: datetime, sheet: Sheet) -> None:
    """The event that a closed conversation is open again, or that one which slept woke, since the customer wrote."""
    conversation.snoozed_until = None
    was: dict[str, object] = {"status": before}
    becomes: dict[str, object] = {"status": conversation.status}
    if slept:
        was["snoozed_until"], becomes["snoozed_until"] = slept.astimezone(UTC).isoformat(), None
    payload = {"before": was, "after": becomes, "because": "reply"}
    kind = "woken" if before == Conversation.SNOOZED else "reopened"
    sheet.put(Event, conversation_id=conversation.pk, kind=kind, at=now, payload=payload)


def moment(mail: Mail, conversation: Conversation, author: Identity | None, sheet: Sheet) -> int:
    """The moment, and the arrival that says which delivery brought it; gives back its row id."""
    kind, history = kind_of(mail.content), mail.delivery.history
    moment = sheet.put(
        Moment,
        kind=kind,
        channel=mail.delivery.channel,
        customer_id=conversation.customer_id,
        birth_customer_id=conversation.customer_id,
        conversation_id=conversation.pk,
        author_id=author.pk if author else None,
        direction=Moment.OUT if mail.outgoing else Moment.IN,
        automatic=mail.content.automatic.kind if mail.content.automatic else "",
        history=history,
        said_at=mail.content.said_at,
        received_at=mail.received_at,
        recorded_at=mail.now,
        at=mail.at,
        payload=bounce_payload(mail.content),
    )
    sheet.moments.append(Written(moment, kind, mail.at, history, author, conversation))
    sheet.put(Arrival, delivery_id=mail.delivery.pk, moment_id=moment)
    return moment


def bounce_payload(content: Inbound) -> dict[str, object]:
    """What a bounce says of the message that did not get through."""
    bounce = content.bounce
    if bounce is None:
        return {}
    return {
        "recipient": bounce.recipient,
        "status": bounce.status,
        "diagnostic": bounce.diagnostic,
        "hard": bounce.hard,
        "delayed": bounce.delayed,
        "message_id": bounce.message_id,
    }


def message(mail: Mail, moment: int, remarks: Sequence[str], sheet: Sheet) -> None:
    """The text as this version of the parser reads it, and its attachments. `remarks` are of `OF_FILING`."""
    columns = text(mail.content, mail.sender)
    columns["marks"].extend(remarks)
    message = sheet.put(Message, moment_id=moment, **columns)
    for attachment in attachments(mail.files):
        sheet.put(Attachment, message_id=message, **attachment)


def text(content: Inbound, sender: Address) -> dict[str, Any]:
    """What a mail says, as the columns of a message."""
    return {
        "message_id": content.message_id[:998],
        "sender_name": sender.name[:200],
        "sender_email": sender.email[:320],
        "to": [[one.name, one.email] for one in content.to],
        "cc": [[one.name, one.email] for one in content.cc],
        "reply_to": [[one.name, one.email] for one in content.reply_to if one.email != sender.email][:MOST_ANSWERED],
        "subject": content.subject[:998],
        "text": content.text,
        "folds": [[fold.start, fold.end, fold.kind] for fold in content.folds],
        "marks": [mark for mark in content.marks if mark],
        "has_html": content.has_html,
    }


def attachments(files: Sequence[tuple[File, str]]) -> list[dict[str, Any]]:
    """The files of a mail, in order, as columns of attachments."""
    return [
        {
            "position": position,
            "name": file.name[:255],
            "content_type": file.content_type[:127],
            "sha256": sha256,
            "size": len(file.content),
            "content_id": file.content_id[:255],
            "inline": file.inline,
        }
        for position, (file, sha256) in enumerate(files)
    ]


def participant(conversation: Conversation, address: Address, role: str, sheet: Sheet) -> None:
    """Somebody else on a conversation."""
    sheet.put(
        Participant,
        conversation_id=conversation.pk,
        value=address.email[:320],
        name=address.name[:200],
        role=role,
    )


def link(conversation: Conversation, other: int, kind: str, evidence: str, now: datetime, sheet: Sheet) -> None:
    """A suggestion that one conversation belongs with another."""
    sheet.put(Link, conversation_id=conversation.pk, other_id=other, kind=kind, evidence=evidence, created_at=now)
