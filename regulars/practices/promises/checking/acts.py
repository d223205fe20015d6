"""Verbs on contradictions. Each is one transaction."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.facts.acts import held_book
from regulars.book.models import Conversation, Customer, Moment
from regulars.book.shells import sealed
from regulars.conversations.models import Draft
from regulars.engine import outbox
from regulars.practices.promises.acts import Shows, honour
from regulars.practices.promises.checking import asking, words
from regulars.practices.promises.checking.rules import Against
from regulars.practices.promises.checking.same import promise_of
from regulars.practices.promises.models import Answer, Contradiction, Promise
from regulars.staff.models import Agent

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand that are contradicted: in a draft, or in a moment of long ago; and who wrote them."""

    customer: Customer
    conversation: Conversation | None = None
    draft: Draft | None = None
    moment: Moment | None = None
    promise: Promise | None = None
    agent: Agent | None = None


def note(found: Against, key: str, place: Place, how: str, now: datetime) -> Contradiction:
    """Write a contradiction down; found again, it is the same row."""
    values = {
        "customer": place.customer,
        "birth_customer": place.customer,
        "conversation": place.conversation,
        "draft": place.draft,
        "moment": place.moment,
        "promise": place.promise,
        "agent": place.agent,
        "sort": found.sort,
        "quote": found.claim.quote[:2000],
        "concerns": found.ref,
        "said_local": wall(found.claim.due) if found.sort != "term" else "",
        "said_zone": found.claim.due.zone if found.sort != "term" else "",
        "holds_local": wall(found.holds) if found.holds else "",
        "holds_zone": found.holds.zone if found.holds else "",
        "holds": (f"{found.name}: {words.further(found)}" if found.sort == "term" else found.name or found.why)[:200],
        "found": how,
        "at": now,
    }
    row, made = Contradiction.objects.get_or_create(key=key, defaults=values)
    if made:
        tell(row)
    return row


def tell(row: Contradiction) -> None:
    """Let open pages know."""
    outbox.append("work", {"topics": ["today", f"customer:{row.customer.public_id}"]})


def wall(at: LocalTime) -> str:
    """A wall time as rows keep it."""
    return at.wall.isoformat(timespec="seconds")


def answer(
    row: Contradiction,
    kind: str,
    agent: Agent | None,
    now: datetime,
    *,
    reason: str = "",
    cost: int = 0,
    currency: str = "",
) -> Answer | Refused:
    """Say what was done about it. What leaves as it is needs a reason; the last answer is the state."""
    if kind == Answer.SENT and not reason.strip():
        return Refused(_("Say in a sentence why it is right as it stands. Whoever reads it later will want to know."))
    if cost < 0:
        return Refused(_("What it cost us is an amount of money, or nothing."), "cost")
    with transaction.atomic():
        held = Contradiction.objects.select_for_update(of=("self",)).select_related("customer").get(pk=row.pk)
        if reason.strip() and (erased := sealed(held.customer)):
            return erased
        made = Answer.objects.create(
            contradiction=held,
            kind=kind,
            agent=agent,
            at=now,
            reason=reason.strip()[:LONGEST_REASON],
            cost=cost,
            currency=currency,
        )
        Contradiction.objects.filter(pk=held.pk).update(state=kind)
        tell(held)
    return made


def follow(row: Contradiction, found: Against, agent: Agent, now: datetime) -> Answer | Refused:
    """Let the record follow our words: its system is asked, or somebody to see to it there. It follows once they say
    so, or once the record says so itself."""
    if not words.follows(found):
        return Refused(_("This record cannot follow: put the words right, or say why they are."))
    with transaction.atomic():
        asking.ask(row, words.why(found), now)
        return answer(row, Answer.ASKED, agent, now)


def to_do(row: Contradiction) -> str:
    """What the record would have to do, that they find what they were told; "" where it cannot, or did."""
    return asking.title(row) if row.state == Contradiction.OPEN else ""


def honour_words(
    row: Contradiction, agent: Agent, now: datetime, reason: str, cost: int, currency: str
) -> Answer | Refused:
    """Let the customer have what they understood: the record is to follow, and a promise that said so is honoured. Of
    two who do it at once, the second is told."""
    with transaction.atomic():
        # The book first, as all verbs of promises take them.
        held_book(row.customer)
        held = Contradiction.objects.select_for_update(of=("self",)).select_related("customer").get(pk=row.pk)
        if held.state != Contradiction.OPEN:
            return Refused(_("Somebody has settled this meanwhile."))
        if to_do(held):
            asking.ask(held, _("They were told so, and we honour it."), now)
        if said := promise_of(held):
            honoured = honour(said, agent, now, Shows(words=reason, cost=cost, currency=currency))
            if isinstance(honoured, Refused):
                # The record must not follow what somebody has just ended otherwise.
                transaction.set_rollback(True)
                return honoured
        return answer(held, Answer.HONOURED, agent, now, reason=reason, cost=cost, currency=currency)
