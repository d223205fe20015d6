"""All conversations as JSON lines, for other programs."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any

from regulars.book.models import Attachment, Conversation, Message, Moment

BATCH = 200


def conversations() -> Iterator[dict[str, Any]]:
    """Each conversation that stands for itself, oldest first, with all that was joined to it.

    `id` and `customer` are public ids; `from` is the lower-cased address; `text` is whole, with quotes. Notes are
    left out.
    """
    rows = Conversation.objects.filter(joined_to=None).order_by("pk")
    found = rows.values_list("pk", "public_id", "customer__public_id", "subject").iterator(BATCH)
    while batch := list(islice(found, BATCH)):
        messages = messages_of({row[0] for row in batch})
        for pk, public, customer, subject in batch:
            yield {"id": public, "customer": customer, "subject": subject, "messages": messages.get(pk, [])}


def messages_of(roots: set[int]) -> dict[int, list[dict[str, Any]]]:
    """The messages under each of these conversations, in order of time."""
    home = dict(Conversation.objects.filter(joined_to__in=roots).values_list("pk", "joined_to_id"))
    home |= {root: root for root in roots}
    moments = Moment.objects.filter(conversation__in=home).exclude(direction=Moment.OWN).order_by("at", "id")
    texts = newest_texts(moments.values_list("pk", flat=True))
    files = files_of(message.pk for message in texts.values())
    found: dict[int, list[dict[str, Any]]] = {}
    for moment in moments:
        if message := texts.get(moment.pk):
            shown = line(moment, message, files.get(message.pk, []))
            found.setdefault(home[moment.conversation_id or 0], []).append(shown)
    return found


def newest_texts(moments: Iterable[int]) -> dict[int, Message]:
    """The text of each moment as the newest version of the parser read it."""
    rows = Message.objects.filter(moment__in=list(moments)).order_by("version")
    return {message.moment_id: message for message in rows}


def files_of(messages: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """The attachments of each message, in order."""
    rows = Attachment.objects.filter(message__in=list(messages)).order_by("message_id", "position")
    return {
        message: [{"name": one.name, "sha256": one.sha256, "bytes": one.size} for one in files]
        for message, files in groupby(rows, key=lambda row: row.message_id)
    }


def line(moment: Moment, message: Message, files: list[dict[str, Any]]) -> dict[str, Any]:
    """One message as it is exported."""
    return {
        "message_id": message.message_id,
        "direction": moment.direction,
        "from": message.sender_email,
        "at": moment.at.isoformat().replace("+00:00", "Z"),
        "text": message.text,
        "automatic": bool(moment.automatic),
        "attachments": files,
    }


def lines() -> Iterator[str]:
    """The same as text, a conversation a line."""
    return (json.dumps(one, ensure_ascii=False) for one in conversations())
