"""What was written and what is known, as rows."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from regulars.book.facts.acts import columns
from regulars.book.facts.course import Said
from regulars.book.models import Conversation, Fact, Message, Moment, Participant
from regulars.conversations.models import Event
from regulars.demo.generator.bought import Bought
from regulars.demo.generator.pages import Pages, public_id
from regulars.demo.generator.people import Person
from regulars.demo.generator.talks import Letter, Talk
from regulars.demo.mailbox import ADDRESS, NAME

CLOSED_AFTER = timedelta(days=10)
PREVIEW = 120
KNOWN_SHARES = (45, 35, 20)
KNOWN = (
    Said("Allergic to nuts", "need", allergen="nuts"),
    Said("Drinks tea in the morning, not coffee", "preference"),
    Said("Likes a room to the garden", "preference", place=NAME),
    Said("Does not want to be telephoned", "avoidance"),
    Said("Birthday on 14 May", "date", day="05-14"),
    Said("Comes with a small dog", "context", origin="observed", standing=False, place=NAME),
    Said("Has trouble with stairs", "need"),
    Said("Sends honey to friends at Christmas", "context", origin="inferred"),
)


def talk(pages: Pages, chance: random.Random, person: Person, whose: tuple[int, int], said: Talk) -> None:
    """A conversation with its letters. It is open while nobody has answered and it is not old."""
    customer, address = whose
    first, last = said.letters[0], said.letters[-1]
    is_open = last.at > pages.now - CLOSED_AFTER and not any(one.ours for one in said.letters)
    status = Conversation.OPEN if is_open else Conversation.CLOSED
    conversation = pages.add(
        Conversation,
        public_id=public_id(chance),
        customer_id=customer,
        birth_customer_id=customer,
        inbox_id=pages.inbox,
        subject=said.subject,
        preview=" ".join(last.text.split())[:PREVIEW],
        status=status,
        opened_at=first.at,
        last_at=last.at,
    )
    role = "to" if first.ours else "from"
    pages.add(Participant, conversation_id=conversation, value=person.email, name=person.name, role=role)
    opened = {"after": {"status": Conversation.OPEN}}
    pages.add(Event, conversation_id=conversation, kind="opened", at=first.at, payload=opened)
    if not is_open:
        closed = {"before": {"status": Conversation.OPEN}, "after": {"status": status}}
        pages.add(Event, conversation_id=conversation, kind="closed", at=last.at, payload=closed)
    for number, one in enumerate(said.letters):
        subject = f"Re: {said.subject}" if number else said.subject
        moment = letter_moment(pages, chance, customer, None if one.ours else address, conversation, one)
        letter(pages, chance, person, moment, subject, one)


def letter_moment(
    pages: Pages, chance: random.Random, customer: int, author: int | None, conversation: int, one: Letter
) -> int:
    """That something was written; gives back its id."""
    times = dict.fromkeys(("said_at", "received_at", "recorded_at", "at"), one.at)
    return pages.add(
        Moment,
        public_id=public_id(chance),
        kind="message",
        channel="email",
        customer_id=customer,
        birth_customer_id=customer,
        conversation_id=conversation,
        author_id=author,
        agent_id=pages.ida if one.signed else None,
        direction=Moment.OUT if one.ours else Moment.IN,
        history=True,
        **times,
    )


def letter(pages: Pages, chance: random.Random, person: Person, moment: int, subject: str, one: Letter) -> None:
    """Its text."""
    us, them = (NAME, ADDRESS), (person.name, person.email)
    (name, address), to = (us, them) if one.ours else (them, us)
    said: dict[str, Any] = {"sender_name": name, "sender_email": address, "to": [list(to)], "subject": subject}
    message_id = f"{public_id(chance)}@{address.rpartition('@')[2]}"
    pages.add(Message, moment_id=moment, message_id=message_id, text=one.text, **said)


def facts(pages: Pages, chance: random.Random, customer: int, heard: Sequence[datetime]) -> None:
    """What they told us at some of these times, or was seen then."""
    (count,) = chance.choices(range(len(KNOWN_SHARES)), KNOWN_SHARES)
    for said in chance.sample(KNOWN, min(count, len(heard))):
        at = chance.choice(heard)
        whose = {"customer_id": customer, "birth_customer_id": customer}
        pages.add(Fact, public_id=public_id(chance), **whose, at=at, used_at=at, **columns(said))


def heard_of(bought: Sequence[Bought], talks: Sequence[Talk], now: datetime) -> tuple[datetime, datetime]:
    """When somebody was first and last heard of: by what they booked and bought, and by what was written."""
    times = [at for one in bought for at in (one.at, *one.row.times.values(), one.row.said.get("delivered_at"))]
    times += [letter.at for talk in talks for letter in talk.letters]
    past = [at for at in times if at is not None and at <= now]
    return min(past), max(past)
