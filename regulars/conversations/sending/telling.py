"""Who hears of what became of a mail: open pages at once, its writer by a notice."""

from collections.abc import Iterable
from datetime import datetime

from regulars.book.eyes import eyes_of
from regulars.conversations.models import Outgoing
from regulars.conversations.notices.acts import notify
from regulars.engine import outbox
from regulars.staff.models import Agent


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
    if outgoing.conversation is None:
        return
    for agent in concerned(outgoing):
        notify(
            agent,
            kind,
            outgoing.conversation,
            now,
            moment_id=outgoing.moment_id,
            outgoing_id=outgoing.pk,
            words=words,
        )


def may_see(agent: Agent, mail: Outgoing) -> bool:
    """Whether this agent may see a mail: by its inbox, and by its conversation."""
    eyes = eyes_of(agent)
    return mail.inbox_id not in eyes.inboxes and eyes.may_see(mail.conversation)


def concerned(outgoing: Outgoing) -> list[int]:
    """Who hears of what became of a mail, as row ids: its writer; where that one has left, those who may release mail
    and see its inbox."""
    if outgoing.agent is None or outgoing.agent.is_active:
        return [outgoing.agent.pk] if outgoing.agent else []
    here = Agent.objects.filter(is_active=True)
    return [one.pk for one in here if one.may("mail.release") and may_see(one, outgoing)]
