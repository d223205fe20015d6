"""Who hears of what became of a mail: open pages at once, its writer by a notice."""

from collections.abc import Iterable
from datetime import datetime

from regulars.conversations.models import Outgoing
from regulars.conversations.notices.acts import notify
from regulars.engine import outbox


def tell(*mails: Outgoing) -> None:
    """Let open pages know, in the caller's transaction."""
    outbox.append(outbox.NUDGE, shown_on(mails))


def shown_on(mails: Iterable[Outgoing]) -> dict[str, list[str]]:
    """What names the pages that show these mails."""
    topics = {"sending": None}
    for mail in mails:
        if mail.conversation:
            topics[f"conversation:{mail.conversation.public_id}"] = None
            if mail.conversation.joined_to:
                topics[f"conversation:{mail.conversation.joined_to.public_id}"] = None
    return {"topics": list(topics)}


def warn(outgoing: Outgoing, kind: str, words: str, now: datetime) -> None:
    """Let its writer know, in the caller's transaction. What the desk wrote by itself has none."""
    if outgoing.agent_id and outgoing.conversation:
        notify(
            outgoing.agent_id,
            kind,
            outgoing.conversation,
            now,
            moment_id=outgoing.moment_id,
            outgoing_id=outgoing.pk,
            words=words,
        )
