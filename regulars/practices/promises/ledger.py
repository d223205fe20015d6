"""How rows of the ledger are held while they change, and how others hear of it. Within the verbs' transactions."""

from datetime import datetime

from regulars.book.acts import append_moment
from regulars.book.facts.acts import held_book
from regulars.book.models import Moment
from regulars.book.payloads import PromiseTold
from regulars.engine import outbox
from regulars.practices.promises import rules
from regulars.practices.promises.models import Outcome, Promise
from regulars.staff.models import Agent

TOPICS = ("promises", "today")


def taken(promise: Promise) -> Promise:
    """The row, held until the end of the transaction: of two who end it at once, the second sees what the first did.

    The book is held before it, in the order in which a merge takes both.
    """
    held_book(promise.customer)
    held = Promise.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("customer", "conversation", "holder").get(pk=promise.pk)


def settle(promise: Promise) -> None:
    """Write the projection of its outcomes anew."""
    outcomes = promise.outcomes.order_by("at", "pk").values_list("kind", "undone")
    promise.state = rules.standing((kind, undone is not None) for kind, undone in outcomes)
    Promise.objects.filter(pk=promise.pk).update(state=promise.state)


def last(promise: Promise) -> Outcome | None:
    """The outcome that stands."""
    standing = promise.outcomes.filter(undone=None).select_related("agent")
    return standing.order_by("at", "pk").last()


def payload(promise: Promise, agent: Agent | None) -> PromiseTold:
    """What a moment says of a promise."""
    return {
        "promise": promise.public_id,
        "sort": promise.sort,
        "what": promise.what,
        "due_at": promise.due_at.isoformat() if promise.due_at else "",
        "due_local": promise.due_local,
        "due_zone": promise.due_zone,
        "due_means": promise.due_means,
        "strength": promise.strength,
        "state": promise.state,
        "by": agent.public_id if agent else "",
    }


def append(promise: Promise, kind: str, agent: Agent | None, now: datetime, *, theirs: bool = False) -> Moment:
    """Append `promise.{kind}` to the book of whom it was told, where the conversation stands in which it was said;
    `theirs`: the customer did it."""
    on = promise.conversation
    topics = (*TOPICS, f"conversation:{on.public_id}") if on else TOPICS
    told = dict(payload(promise, agent))
    return append_moment(
        promise.customer,
        f"promise.{kind}",
        now,
        payload=told,
        conversation=on,
        agent=agent,
        audience="customer" if theirs else "staff",
        direction=Moment.IN if theirs else Moment.OWN,
        topics=topics,
    )


def tell(promise: Promise) -> None:
    """Let open pages know of what no moment tells."""
    on = [f"conversation:{promise.conversation.public_id}"] if promise.conversation else []
    outbox.append("work", {"topics": [*TOPICS, f"customer:{promise.customer.public_id}", *on]})
