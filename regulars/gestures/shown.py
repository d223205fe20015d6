"""Gestures, offers and vouchers as pages show them, and the section of a customer's page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import Http404

from regulars.base.frozen import dataclass
from regulars.book.eyes import eyes_of
from regulars.book.models import Conversation, Customer
from regulars.book.slots import SECTIONS, Section
from regulars.engine.rows import aware, rows
from regulars.gestures.contract import AMENDS
from regulars.gestures.models import Gesture, Offer
from regulars.gestures.rules import STATES
from regulars.staff.models import Agent
from regulars.web.words import money

FEW, MOST = 3, 100
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


def gesture_of(public_id: str) -> Gesture:
    """Raises Http404."""
    found = Gesture.objects.select_related("customer", "agent", "conversation", "offer").filter(public_id=public_id)
    return found.first() or missing(public_id)


def offer_of(public_id: str) -> Offer:
    """Raises Http404."""
    found = Offer.objects.select_related("customer", "agent", "conversation").filter(public_id=public_id)
    return found.first() or missing(public_id)


def missing(public_id: str) -> Any:
    """There is none."""
    raise Http404(public_id)


def may_read(agent: Agent, conversation: Conversation | None) -> bool:
    """Whether the words around a gesture may be shown: they may say what stands in the conversation."""
    return eyes_of(agent).may_see(conversation)
