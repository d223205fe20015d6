"""Giving: at once without an offer, or what a customer chose."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.merging.roots import standing
from regulars.book.models import Conversation, Customer
from regulars.book.shells import sealed
from regulars.gestures import case as cases
from regulars.gestures import states
from regulars.gestures.contract import AMENDS, Amends, Settled
from regulars.gestures.fitting import choice
from regulars.gestures.guards import tasks as guards
from regulars.gestures.models import Gesture, Offer
from regulars.gestures.money import allowances
from regulars.gestures.money.ledger import NotEnough
from regulars.gestures.money.rules import ALLOWANCE
from regulars.gestures.rules import CHOSEN, LONGEST, Case, Cause, Choice
from regulars.gestures.settled import settled, settled_for
from regulars.staff.models import Agent
from regulars.web.words import money


def give(
    customer: Customer,
    code: str,
    worth: int,
    agent: Agent,
    now: datetime,
    *,
    recovery: str = "",
    why: str = "",
    reason_beyond: str = "",
    gift: bool | None = None,
    conversation: Conversation | None = None,
    detail: Mapping[str, Any] | None = None,
    cause: Cause | None = None,
    named: str = "",
) -> Gesture | Refused:
    """Give something at once, without an offer. `worth` is in minor units of the desk's currency (of the order's, for
    what is about one); 0 leaves it to the amends. Freely given is what no recovery is named for, unless `gift` says so.
    `detail` is put into what is kept with it, such as another end for a reward. `named` is a fresh public id for it,
    where the same may be sent twice: then the first one is given back.

    Where it is beyond the allowance, or beyond what is usual, it is Refused with the field "reason_beyond" until
    `reason_beyond` holds a sentence: that is enough.
    """
    if before := known_as(named, agent):
        return before
    made = wanted(customer, code, worth, agent, now, cause or Cause(), detail or {}, reason_beyond)
    if isinstance(made, Refused):
        return made
    row = Gesture(recovery=recovery, why=why.strip()[:LONGEST], conversation=conversation)
    row.gift, row.public_id = not recovery if gift is None else gift, named or row.public_id
    try:
        with transaction.atomic():
            return begin(row, customer, made, agent, now, reason_beyond)
    except NotEnough as fault:
        return not_enough(fault)
    except IntegrityError:
        if before := known_as(named, agent):
            return before
        raise


def not_enough(fault: NotEnough) -> Refused:
    """Somebody was quicker: what was there a moment ago is not there any more."""
    if fault.place.kind == ALLOWANCE:
        said = _("Your allowance was spent a moment ago. Say in a sentence why it is right, and give it.")
        return Refused(said, "reason_beyond")
    return Refused(_("Somebody gave it a moment ago. See what stands there now, and choose something else."), "code")


def wanted(
    customer: Customer,
    code: str,
    worth: int,
    agent: Agent,
    now: datetime,
    cause: Cause,
    detail: Mapping[str, Any],
    reason_beyond: str,
) -> Choice | Refused:
    """What exactly is to be given, or why not, or what is asked for before."""
    found = allowed(customer, code, agent)
    if isinstance(found, Refused):
        return found
    amends, known = found
    case = cases.read(customer, cause, now, settled())
    made = choice(amends, case, worth, known)
    if isinstance(made, Refused):
        return made
    if detail:
        made = with_detail(made, amends, detail)
    asked = None if reason_beyond.strip() else beyond(made, amends, known, case, agent, now)
    return asked or made


def known_as(public_id: str, agent: Agent) -> Gesture | None:
    """What this agent gave under this id a moment ago: a second click."""
    return Gesture.objects.filter(public_id=public_id, agent=agent).first() if public_id else None


def allowed(customer: Customer, code: str, agent: Agent) -> tuple[Amends, Settled] | Refused:
    """The amends of that code, where this agent may give them to this customer."""
    if gone := sealed(customer):
        return gone
    found = settled_for(code)
    if found is None or not found[1].on:
        return Refused(_("This is not given here any more. Choose something else."), "code")
    amends, known = found
    if not agent.may(amends.may) or not known.may(agent.role):
        return Refused(_("Ask a colleague who may give this: %(amends)s") % {"amends": amends.label}, "code")
    return found


def with_detail(made: Choice, amends: Amends, detail: Mapping[str, Any]) -> Choice:
    """The same with more said of what it is about."""
    terms = replace(made.terms, detail={**made.terms.detail, **detail})
    return replace(made, terms=terms, words=amends.words(terms)[:300])


def beyond(made: Choice, amends: Amends, known: Settled, case: Case, agent: Agent, now: datetime) -> Refused | None:
    """What a sentence of reason is asked for, if anything: never more than one question."""
    left = allowances.left(agent, now)
    if not left.covers(made.cost, made.currency):
        there = money(max(left.left, 0), left.currency)
        said = _(
            "That is more than the %(left)s left of your allowance. Say in a sentence why it is right, and give it."
        )
        return Refused(said % {"left": there}, "reason_beyond")
    limits = known.limits
    if amends.is_chosen and made.currency == case.currency and not limits.at_least <= made.worth <= limits.at_most:
        usual = {"least": money(limits.at_least, made.currency), "most": money(limits.at_most, made.currency)}
        said = _("%(least)s to %(most)s is usual. Say in a sentence why it is right, and give it.")
        return Refused(said % usual, "reason_beyond")
    if case.given.get(made.code, 0) >= limits.times:
        said = _("They had this lately as often as is usual. Say in a sentence why it is right, and give it.")
        return Refused(said, "reason_beyond")
    return None


def begin(
    row: Gesture, customer: Customer, made: Choice, agent: Agent, now: datetime, reason: str, offer: Offer | None = None
) -> Gesture:
    """Write the gesture down, draw on the allowance and set out to give it, in the caller's transaction."""
    row.customer = row.birth_customer = standing(customer, row.conversation)
    row.offer, row.code, row.words, row.agent, row.at = offer, made.code, made.words, agent, now
    row.worth, row.cost, row.currency = made.worth, made.cost, made.currency
    row.detail, row.beyond, row.state = dict(made.terms.detail), reason.strip()[:LONGEST], CHOSEN
    row.save()
    states.note(row, CHOSEN, now, agent)
    if amends := AMENDS.get(row.code):
        amends.reserve(row, now)
    allowances.draw(row, now)
    states.set_out(row, now)
    guards.look_later(row)
    return row
