"""Verbs of offers: to make one, to choose from one, to take one back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.ids import public_id
from regulars.base.results import Refused
from regulars.book.acts import append_moment
from regulars.book.facts.acts import held_book
from regulars.book.merging.roots import standing
from regulars.book.models import Conversation, Customer, Moment
from regulars.book.shells import sealed
from regulars.gestures import giving, kinds
from regulars.gestures.contract import AMENDS
from regulars.gestures.models import Chosen, Gesture, Offer, Offered
from regulars.gestures.money import allowances
from regulars.gestures.money.ledger import NotEnough
from regulars.gestures.offers import standing as chances
from regulars.gestures.rules import LONGEST, MOST_OFFERED, Choice, Terms
from regulars.staff.models import Agent
from regulars.web.words import money

LIVES = timedelta(days=14)
LONGEST_WORDS = 1000


def offer(
    customer: Customer,
    choices: Sequence[Choice],
    agent: Agent,
    now: datetime,
    *,
    recovery: str = "",
    conversation: Conversation | None = None,
    why: str = "",
    reason_beyond: str = "",
    named: str = "",
) -> Offer | Refused:
    """Offer two or three amends, of which the customer chooses one within 14 days. `named` is a fresh public id for the
    offer, where the same may be sent twice: then the first one is given back.

    Refused with the field "reason_beyond" where the dearest is beyond the allowance and no sentence says why.
    """
    if refused := fault(customer, choices, agent, now, reason_beyond):
        return refused
    with transaction.atomic():
        # Second clicks wait for the first here.
        whose = Customer.objects.select_for_update(no_key=True).get(pk=standing(customer, conversation).pk)
        known = Offer.objects.filter(public_id=named, agent=agent).first() if named else None
        if known is not None:
            return known
        made = Offer.objects.create(
            public_id=named or public_id(),
            customer=whose,
            birth_customer=whose,
            conversation=conversation,
            recovery=recovery,
            why=why.strip()[:LONGEST],
            beyond=reason_beyond.strip()[:LONGEST],
            agent=agent,
            at=now,
            expires_at=now + LIVES,
        )
        fill(made, choices, now)
    return made


def fill(offer: Offer, choices: Sequence[Choice], now: datetime) -> None:
    """What is in an offer, and the moment that tells of it, in the caller's transaction."""
    rows = [row_of(offer, one, position) for position, one in enumerate(choices)]
    Offered.objects.bulk_create(rows)
    append_moment(
        offer.customer,
        kinds.OFFERED,
        now,
        payload=dict(kinds.payload_of_offer(offer, rows)),
        conversation=offer.conversation,
        agent=offer.agent,
        audience="customer",
    )


def fault(customer: Customer, choices: Sequence[Choice], agent: Agent, now: datetime, reason: str) -> Refused | None:
    """Why this cannot be offered as it is."""
    if gone := sealed(customer):
        return gone
    if not 2 <= len({one.code for one in choices}) == len(choices) <= MOST_OFFERED:
        return Refused(_("Offer two or three different things, so that there is a choice."), "choices")
    for one in choices:
        found = giving.allowed(customer, one.code, agent)
        if isinstance(found, Refused):
            return found
    left = allowances.left(agent, now)
    if not reason.strip() and not all(left.covers(one.cost, one.currency) for one in choices):
        there = money(max(left.left, 0), left.currency)
        said = _("One of these is more than the %(left)s left of your allowance. Say in a sentence why it is right.")
        return Refused(said % {"left": there}, "reason_beyond")
    return None


def row_of(offer: Offer, one: Choice, position: int) -> Offered:
    """One of them as it was offered."""
    return Offered(
        offer=offer,
        position=position,
        code=one.code,
        words=one.words,
        worth=one.worth,
        cost=one.cost,
        currency=one.currency,
        detail=dict(one.terms.detail),
        why=one.why[:300],
    )


def choose(offer: Offer, code: str, by: Agent | None, now: datetime, *, words: str = "") -> Gesture | Refused:
    """Take one of those that were offered: `by` an agent, who writes down the customer's `words`, or without one by the
    customer on their page. Of two who choose at once, one wins; choosing the same again gives back the same gesture.

    Refused, with what can be done instead, where the offer has ended or what was chosen is not to be had any more.
    """
    try:
        with transaction.atomic():
            return chosen_from(offer, code, by, now, words)
    except NotEnough:
        return Refused(chances.gone(), "code")


def chosen_from(offer: Offer, code: str, by: Agent | None, now: datetime, words: str) -> Gesture | Refused:
    """The same within a transaction. Raises NotEnough where somebody was quicker."""
    # The book first, as whoever writes a choice down in a recovery takes them: two would wait for each other.
    held_book(offer.customer)
    held = Offer.objects.select_for_update(of=("self",)).select_related("customer", "agent").get(pk=offer.pk)
    before = Chosen.objects.filter(offer=held).select_related("offered").first()
    if before is not None:
        return as_before(held, before, code)
    if why := chances.ending(held, now):
        return Refused(why)
    one = Offered.objects.filter(offer=held, code=code).first()
    if one is None:
        return Refused(_("Choose one of those that were offered."), "code")
    if why := chances.hindrance(one, now):
        return Refused(why, "code")
    return taken(held, one, by, now, words)


def as_before(offer: Offer, before: Chosen, code: str) -> Gesture | Refused:
    """What was chosen first stands."""
    if before.offered.code == code:
        return Gesture.objects.get(offer=offer)
    return Refused(_("Something was chosen already: %(amends)s") % {"amends": before.offered.words})


def taken(offer: Offer, one: Offered, by: Agent | None, now: datetime, words: str) -> Gesture:
    """Write the choice down and give what was chosen, in the caller's transaction. It counts for who offered it."""
    Chosen.objects.create(offer=offer, offered=one, agent=by, words=words.strip()[:LONGEST_WORDS], at=now)
    amends = AMENDS.get(one.code)
    label = str(amends.label) if amends else one.code
    made = Choice(one.code, label, one.words, Terms(one.worth, one.cost, one.currency, one.detail), one.why)
    left = allowances.left(offer.agent, now)
    # Nobody is refused what they were offered: what was given meanwhile is the reason then.
    reason = offer.beyond or ("" if left.covers(one.cost, one.currency) else _("The customer chose it from an offer."))
    row = Gesture(recovery=offer.recovery, gift=False, why=offer.why, conversation=offer.conversation)
    gesture = chosen_first(offer, row, by, now, made)
    return giving.begin(gesture, offer.customer, made, offer.agent, now, reason, offer)


def chosen_first(offer: Offer, row: Gesture, by: Agent | None, now: datetime, made: Choice) -> Gesture:
    """The moment of choosing stands in the book before that of giving."""
    payload = {
        "gesture": row.public_id,
        "code": made.code,
        "worth": made.worth,
        "cost": made.cost,
        "currency": made.currency,
        "recovery": offer.recovery,
    }
    append_moment(
        offer.customer,
        kinds.CHOSEN,
        now,
        payload=payload,
        conversation=offer.conversation,
        agent=by,
        audience="customer",
        direction=Moment.OWN if by else Moment.IN,
    )
    return row


def withdraw(offer: Offer, agent: Agent, now: datetime) -> Refused | None:
    """Take an offer back that nobody chose from."""
    with transaction.atomic():
        held = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
        if Chosen.objects.filter(offer=held).exists():
            return Refused(_("They have chosen already."))
        Offer.objects.filter(pk=held.pk, withdrawn_at=None).update(withdrawn_at=now, withdrawn_by=agent)
    return None
