"""A mail of ours enters the book: its moment, its text, its files, who takes part, and the id an answer will name."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from regulars.base.frozen import dataclass
from regulars.book.models import Attachment, Conversation, Message, Moment, Participant
from regulars.channels.contract import Inbound
from regulars.conversations import rules
from regulars.conversations.filing.rows import text
from regulars.conversations.models import MailId, Outgoing
from regulars.conversations.said import tell_all_said
from regulars.engine import outbox
from regulars.engine.inserts import Row, insert
from regulars.engine.row_ids import fresh_ids
from regulars.engine.rows import marks, rows
from regulars.engine.updates import update
from regulars.intake.rules import without_token

KIND = "message"
THEIRS = "select customer_id, value from book_identity where customer_id in ({marks}) and kind = 'email'"
OURS = "select address from intake_inbox"
ROOTS = "select id, coalesce(joined_to_id, id) from book_conversation where id in ({marks})"


@dataclass(frozen=True, slots=True)
class Written:
    """A mail that is about to leave. `content` is what our own reader finds in the bytes that lie under `sha256`."""

    outgoing: Outgoing
    content: Inbound
    sha256: str


def enter_all(written: Sequence[Written], now: datetime) -> dict[int, int]:
    """Append the moments of mails, in the caller's transaction; the id of each, by its mail's. What is about no
    customer has none."""
    roots = roots_of([one for one in written if one.outgoing.conversation_id is not None])
    about = [one for one in written if one.outgoing.pk in roots]
    if not about:
        return {}
    count = len(about)
    texts, named = fresh_ids(Message, count), fresh_ids(MailId, count)
    # The ids have no end.
    ids = dict(zip((one.outgoing.pk for one in about), fresh_ids(Moment, count), strict=False))
    insert(Moment, [moment(one, roots[one.outgoing.pk], ids[one.outgoing.pk], now) for one in about])
    messages = [{"id": next(texts), "moment_id": ids[one.outgoing.pk], **columns(one.content)} for one in about]
    insert(Message, messages)
    for one, message in zip(about, messages, strict=True):
        write_files(one.outgoing, message["id"])
    insert(MailId, [mail_id(one.outgoing, roots, ids, next(named)) for one in about])
    take_part(about, roots)
    go_on(about, roots, now)
    tell(about, roots, ids)
    said = [(draft, ids[one.outgoing.pk]) for one in about if (draft := one.outgoing.draft_id) is not None]
    if said:
        tell_all_said(said, now)
    return ids


def roots_of(about: Sequence[Written]) -> dict[int, Conversation]:
    """The conversation that each mail goes on, by the mail's id; locked, as filing does it: the columns that project
    the newest moment are written back."""
    if not about:
        return {}
    wanted = sorted({one.outgoing.conversation_id or 0 for one in about})
    joined = dict(rows(ROOTS.format(marks=marks(wanted)), wanted))
    found = Conversation.objects.select_for_update(of=("self",)).select_related("customer").order_by("pk")
    locked = {row.pk: row for row in found.filter(pk__in=set(joined.values()))}
    return {one.outgoing.pk: locked[joined[one.outgoing.conversation_id or 0]] for one in about}


def moment(one: Written, root: Conversation, pk: int, now: datetime) -> Row:
    """The columns of its moment."""
    return {
        "id": pk,
        "kind": KIND,
        "channel": "email",
        "customer_id": root.customer_id,
        "birth_customer_id": root.customer_id,
        "conversation_id": root.pk,
        "agent_id": one.outgoing.agent_id,
        "direction": Moment.OUT,
        "automatic": "auto_reply" if one.outgoing.automatic else "",
        "said_at": now,
        "received_at": now,
        "recorded_at": now,
        "at": now,
        "payload": {"raw": one.sha256},
    }


def columns(content: Inbound) -> dict[str, Any]:
    """The columns of its text."""
    return text(content, content.sender) if content.sender else {}


def mail_id(outgoing: Outgoing, roots: Mapping[int, Conversation], ids: Mapping[int, int], pk: int) -> Row:
    """The id that an answer will name."""
    moment, root = ids[outgoing.pk], roots[outgoing.pk]
    digest = rules.digest(outgoing.message_id)
    return {"id": pk, "own": True, "digest": digest, "moment_id": moment, "conversation_id": root.pk}


def write_files(outgoing: Outgoing, message: int) -> None:
    """The files, under the names that they were given."""
    if outgoing.enclosures:
        Attachment.objects.bulk_create(
            Attachment(message_id=message, position=position, **attachment(kept))
            for position, kept in enumerate(outgoing.enclosures)
        )


def attachment(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a file that goes with a mail."""
    return {name: kept[name] for name in ("name", "content_type", "sha256", "size")}


def take_part(about: Sequence[Written], roots: Mapping[int, Conversation]) -> None:
    """Whom a mail goes to is on the conversation from now on, so that an answer of theirs finds it."""
    customers = sorted({root.customer_id for root in roots.values()})
    theirs = set(rows(THEIRS.format(marks=marks(customers)), customers))
    ours = {row[0] for row in rows(OURS, [])}
    new = [
        Participant(conversation=root, value=email[:320], name=name[:200], role=role)
        for one in about
        for root in (roots[one.outgoing.pk],)
        for role, people in (("to", one.outgoing.to), ("cc", one.outgoing.cc))
        for name, email in people
        if (root.customer_id, email) not in theirs and email not in ours and without_token(email) not in ours
    ]
    if new:
        Participant.objects.bulk_create(new, ignore_conflicts=True)


def go_on(about: Sequence[Written], roots: Mapping[int, Conversation], now: datetime) -> None:
    """The columns that project the newest moment. What the desk wrote by itself changes nothing about it."""
    said = {roots[one.outgoing.pk].pk: one for one in about if not one.outgoing.automatic}
    touched = sorted((roots[one.outgoing.pk] for one in said.values()), key=lambda root: root.pk)
    newest = [(now, rules.preview(said[root.pk].content), root.pk) for root in touched if now >= root.last_at]
    update("book_conversation", ("last_at", "preview"), newest)
    customers = sorted({root.customer_id for root in touched})
    update("book_customer", ("last_at",), [(now, pk) for pk in customers], "book_customer.last_at < {new}")


def tell(about: Sequence[Written], roots: Mapping[int, Conversation], ids: Mapping[int, int]) -> None:
    """One outbox row for each, as for every moment."""
    told: list[tuple[str, dict[str, Any]]] = []
    for one in about:
        root, pk = roots[one.outgoing.pk], ids[one.outgoing.pk]
        topics = ["inbox", f"customer:{root.customer.public_id}", f"conversation:{root.public_id}"]
        told.append(("moment", {"id": pk, "kind": KIND, "customer": root.customer_id, "topics": topics}))
    outbox.append_many(told)
