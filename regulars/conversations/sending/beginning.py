"""Where a new mail belongs: the conversation it answers, or one that it begins."""

from datetime import datetime

from regulars.book.locking import only_filer
from regulars.book.matching.rules import called
from regulars.book.models import Conversation, Customer, Identity
from regulars.channels.email.compose_headers import can_stand
from regulars.conversations import rules
from regulars.conversations.acts import root_of
from regulars.conversations.models import Draft, Event
from regulars.intake.models import Inbox
from regulars.intake.rules import normal_address
from regulars.staff.models import Agent
from regulars.staff.rules import EVERYBODYS


def can_be_written_to(email: str) -> bool:
    """Whether a mail can go to this address."""
    return bool(email) and can_stand(email) and normal_address(email) == email and "." in email.partition("@")[2]


def conversation_of(draft: Draft, inbox: Inbox, agent: Agent, now: datetime) -> Conversation:
    """The conversation that a draft goes on, as it is shown; a new one where it begins one. In a transaction."""
    if draft.conversation_id is not None:
        return root_of(draft.conversation_id)
    only_filer()
    name, email = (draft.to or draft.cc or draft.bcc)[0]
    return begun(customer_of(name, email, now), inbox, draft.subject[:998], draft.text, agent, now)


def begun(
    customer: Customer, inbox: Inbox | None, subject: str, text: str, agent: Agent, now: datetime
) -> Conversation:
    """A new conversation of a customer's, begun by us with that text. In a transaction."""
    conversation = Conversation.objects.create(
        customer=customer,
        birth_customer=customer,
        inbox=inbox,
        subject=subject,
        subject_key=rules.subject_key(subject),
        preview=preview(text),
        status=Conversation.OPEN,
        # Who sees only what they hold has to go on seeing it.
        assignee=None if agent.reach == EVERYBODYS else agent,
        opened_at=now,
        last_at=now,
    )
    Event.objects.create(conversation=conversation, kind="opened", at=now, agent=agent)
    return conversation


def preview(text: str) -> str:
    """What a list shows of a text."""
    return " ".join(text.split())[:200]


def customer_of(name: str, email: str, now: datetime) -> Customer:
    """Whose an address is; somebody new where nobody has it. We write to it, so it counts as theirs, as in filing.

    Of an address that several people write from, the one who is called so, and somebody new where none is; without a
    name its holder.
    """
    known = Identity.objects.filter(kind="email", value=email).select_related("customer")
    holder = known.filter(verified_at__isnull=False).first()
    if holder is None:
        return somebody(name, email, now)
    if not holder.shared or not name.strip():
        return holder.customer
    others = known.filter(verified_at__isnull=True, shared=True).order_by("id")
    there = [holder.customer, *(one.customer for one in others)]
    found = called(name, [one.name for one in there])
    return there[found] if found is not None else somebody(name, email, now, shared=True)


def somebody(name: str, email: str, now: datetime, *, shared: bool = False) -> Customer:
    """A new customer with this address; one that is shared is somebody's already, so it stays a claim."""
    customer = Customer.objects.create(name=name[:200], last_at=now)
    Identity.objects.create(
        customer=customer,
        birth_customer=customer,
        kind="email",
        value=email[:320],
        shown=email[:320],
        source="mail",
        verified_at=None if shared else now,
        shared=shared,
        first_seen=now,
        last_seen=now,
    )
    return customer
