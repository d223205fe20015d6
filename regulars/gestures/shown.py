"""Gestures, offers and vouchers as pages show them, and the section of a customer's page."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.http import Http404

from regulars.base.frozen import dataclass
from regulars.book.eyes import Eyes, eyes_of
from regulars.book.models import Conversation, Customer
from regulars.book.slots import SECTIONS, Section
from regulars.engine.rows import aware, rows
from regulars.gestures.contract import AMENDS
from regulars.gestures.models import Gesture, Offer
from regulars.gestures.rules import STATES
from regulars.staff.models import Agent
from regulars.web.words import money

FEW, MOST = 3, 100
Given = TypeVar("Given", Gesture, Offer)
# Offers that nobody chose from yet stand among what was given: one statement for both.
LATELY = """
select 'gesture', g.public_id, g.at, g.code, g.worth, g.currency, g.state, g.gift
from gestures_gesture g where g.id in (
    select id from gestures_gesture where customer_id = %s order by at desc, id desc limit %s)
union all
select 'offer', o.public_id, o.at, '', 0, '', 'offered', %s
from gestures_offer o where o.id in (
    select id from gestures_offer where customer_id = %s and withdrawn_at is null and expires_at > %s
    order by at desc, id desc limit %s)
and not exists (select 1 from gestures_chosen c where c.offer_id = o.id)
order by 3 desc
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A gesture, or an open offer, on one line. `label` is empty for an offer."""

    noun: str
    public_id: str
    at: datetime
    label: str
    worth: str
    state: str
    gift: bool


def lately(customer: Customer, now: datetime, most: int) -> list[Line]:
    """What was given and what waits to be chosen, the newest first."""
    found = rows(LATELY, [customer.pk, most, False, customer.pk, now, most])
    return [line(row) for row in found[:most]]


def line(row: Sequence[Any]) -> Line:
    """A row of LATELY."""
    noun, public_id, at, code, worth, currency, state, gift = row
    amends = AMENDS.get(code)
    shown = money(worth, currency) if worth else ""
    return Line(
        noun,
        public_id,
        aware(at),
        str(amends.label) if amends else code,
        shown,
        str(STATES.get(state, state)),
        bool(gift),
    )


def section(customer: Customer, agent: Agent, now: datetime) -> Mapping[str, Any] | None:
    """What was given lately, and the way to give. One statement, by the indexes of a customer's."""
    found, may_give = lately(customer, now, FEW + 1), agent.may("gesture.give")
    if not found and not may_give:
        return None
    return {"lines": found[:FEW], "more": len(found) > FEW, "may_give": may_give}


SECTIONS.offer("gestures", Section("side", 35, "gestures/_section.html", section, beside=True))


def gesture_of(agent: Agent, public_id: str) -> Gesture:
    """Raises Http404, also where the book is kept from this agent."""
    found = Gesture.objects.select_related("customer", "agent", "conversation", "offer").filter(public_id=public_id)
    return in_open_book(agent, found.first(), public_id)


def offer_of(agent: Agent, public_id: str) -> Offer:
    """Raises Http404, also where the book is kept from this agent."""
    found = Offer.objects.select_related("customer", "agent", "conversation").filter(public_id=public_id)
    return in_open_book(agent, found.first(), public_id)


def in_open_book(agent: Agent, one: Given | None, public_id: str) -> Given:
    """It, where this agent may open the book in which it stands. Raises Http404."""
    if one is None or not eyes_of(agent).books([one.customer_id]):
        raise Http404(public_id)
    return one


def of_open_books(given: Iterable[Gesture], eyes: Eyes) -> list[Gesture]:
    """Those of people whose books these eyes may open."""
    found = list(given)
    books = eyes.books({one.customer_id for one in found})
    return [one for one in found if one.customer_id in books]


def may_read(agent: Agent, conversation: Conversation | None) -> bool:
    """Whether the words around a gesture may be shown: they may say what stands in the conversation."""
    return eyes_of(agent).may_see(conversation)
