"""The two sides of a mail: who it is from, and whom it is with."""

from dataclasses import replace
from datetime import datetime

from regulars.base.frozen import dataclass
from regulars.channels.contract import Address, Inbound
from regulars.conversations import rules
from regulars.conversations.filing.known import Known
from regulars.conversations.filing.sheet import Files
from regulars.intake.models import Delivery


@dataclass(frozen=True, slots=True)
class Mail:
    """A readable mail on its way into a book. `them` is whom it is with: the sender, or whom we wrote to.

    `claimed`: it came from an address of ours, and that it is with `them` is only what it says itself.
    """

    delivery: Delivery
    files: Files
    content: Inbound
    sender: Address
    outgoing: bool
    claimed: bool
    them: Address
    others: tuple[Address, ...]
    at: datetime
    received_at: datetime
    now: datetime

    @property
    def by_person(self) -> bool:
        """Whether a person wrote it, as far as can be told."""
        return self.content.automatic is None

    @property
    def circular(self) -> bool:
        """Whether it went to so many that they are not on one conversation with each other."""
        return len(self.content.to) + len(self.content.cc) > rules.CIRCULAR


def readable(delivery: Delivery, files: Files, content: Inbound, sender: Address, known: Known, now: datetime) -> Mail:
    """Tell the two sides apart: mail from one of our addresses to somebody else is ours."""
    if rules.through_our_list(content, known.ours):
        content = replace(content, automatic=None)
    outside = known.outside(content)
    visitor = visitor_of(content, sender, outside, known)
    outgoing = visitor is None and known.is_ours(sender.email) and bool(outside)
    received_at = rules.received(delivery.received_at, content, delivery.recorded_at, history=delivery.history)
    return Mail(
        delivery=delivery,
        files=files,
        content=content,
        sender=sender,
        outgoing=outgoing,
        claimed=visitor is not None,
        them=visitor or (outside[0] if outgoing else sender),
        others=tuple(outside[1:] if outgoing else outside),
        at=rules.moment_time(content.said_at, received_at, history=delivery.history),
        received_at=received_at,
        now=now,
    )


def visitor_of(content: Inbound, sender: Address, outside: list[Address], known: Known) -> Address | None:
    """Who filled in a form, where a website sent it to us in our own name: whom it asks us to answer.

    A copy may go to the same person; a mail of ours to anybody else is none.
    """
    if content.bounce or not known.is_ours(sender.email):
        return None
    visitors = [one for one in content.reply_to if not known.is_ours(one.email)]
    copied = {one.email for one in outside} <= {one.email for one in visitors}
    to_us = any(known.is_ours(one.email) for one in (*content.to, *content.cc)) or not outside
    return visitors[0] if visitors and copied and to_us else None
