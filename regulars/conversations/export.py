"""All conversations as JSON lines, for other programs."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db.models import Count, QuerySet

from regulars.book.models import Attachment, Conversation, Message, Moment

ROOTS_AT_ONCE = 200
MOMENTS_AT_ONCE = 1000

Root = tuple[int, str, str, str]


def conversations() -> Iterator[dict[str, Any]]:
    """Each conversation that stands for itself, oldest first, with all that was joined to it.

    `id` and `customer` are public ids; `from` is the lower-cased address; `text` is whole, with quotes. Notes, and what
    is written down of calls, are left out. Some hundred messages are in memory at a time, or one conversation where
    that is longer.
    """
    last = 0
    while roots := list(roots_after(last)):
        home = homes([root[0] for root in roots])
        for part in portions(roots, home):
            messages = messages_of({pk: home[pk] for pk in home if home[pk] in {root[0] for root in part}})
            for pk, public, customer, subject in part:
                yield {"id": public, "customer": customer, "subject": subject, "messages": messages.get(pk, [])}
        last = roots[-1][0]


def roots_after(last: int) -> QuerySet[Conversation, Root]:
    """The next conversations that stand for themselves: row id, public id, customer's public id, subject."""
    rows = Conversation.objects.filter(joined_to=None, pk__gt=last).order_by("pk")
    return rows.values_list("pk", "public_id", "customer__public_id", "subject")[:ROOTS_AT_ONCE]


def homes(roots: Sequence[int]) -> dict[int, int]:
    """Under which of these conversations each is shown: they themselves, and those that were joined to them."""
    joined = Conversation.objects.filter(joined_to__in=roots).values_list("pk", "joined_to_id")
    return {root: root for root in roots} | {pk: root for pk, root in joined if root}


def portions(roots: Sequence[Root], home: Mapping[int, int]) -> Iterator[list[Root]]:
    """These conversations in order, few enough at a time for their messages to fit into memory."""
    counts = Moment.objects.filter(conversation__in=home).values_list("conversation").annotate(Count("id"))
    sizes: Counter[int] = Counter()
    for conversation, count in counts.order_by():
        sizes[home[conversation]] += count
    part: list[Root] = []
    size = 0
    for root in roots:
        if part and size + sizes[root[0]] > MOMENTS_AT_ONCE:
            yield part
            part, size = [], 0
        part.append(root)
        size += sizes[root[0]]
    if part:
        yield part


def messages_of(home: Mapping[int, int]) -> dict[int, list[dict[str, Any]]]:
    """The messages shown under each conversation, in order of time, as the newest version of the parser read them."""
    texts = (
        Message.objects.filter(moment__conversation__in=home)
        .exclude(moment__direction=Moment.OWN)
        .exclude(moment__kind="call")
    )
    newest: dict[int, Message] = {}
    in_order = texts.select_related("moment").defer("to", "cc", "folds", "marks")
    for message in in_order.order_by("moment__at", "moment_id", "version"):
        newest[message.moment_id] = message
    files = files_of(home)
    found: dict[int, list[dict[str, Any]]] = {}
    for message in newest.values():
        shown = line(message.moment, message, files.get(message.pk, []))
        found.setdefault(home[message.moment.conversation_id or 0], []).append(shown)
    return found


def files_of(home: Mapping[int, int]) -> dict[int, list[dict[str, Any]]]:
    """The attachments of each message in these conversations, in order."""
    rows = Attachment.objects.filter(message__moment__conversation__in=home).order_by("message_id", "position")
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
    """The same as text, a conversation a line.

    In ASCII: some programs take U+2028 for the end of a line, and some terminals' charsets lack most letters.
    """
    return map(json.dumps, conversations())
