"""Which amends fit now: two or three, each with its reason from the book."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from regulars.base.results import Refused
from regulars.book.models import Customer
from regulars.gestures import case as cases
from regulars.gestures.contract import AMENDS, Amends, Settled
from regulars.gestures.rules import MOST_OFFERED, Case, Cause, Choice, Terms
from regulars.gestures.settled import settled
from regulars.staff.models import Agent


def fitting(customer: Customer, cause: Cause, agent: Agent, now: datetime) -> list[Choice]:
    """The amends to offer this customer, at most three, what fits best first: on, within what this agent may give, not
    more often than usual, about something that is there. Worth the middle of what is usual for the severity."""
    known = settled()
    case = cases.read(customer, cause, now, known)
    return chosen(case, open_to(agent, known), known)


def open_to(agent: Agent, known: Mapping[str, Settled]) -> list[Amends]:
    """Those that this agent may give."""
    return [one for code, one in AMENDS if known[code].on and known[code].may(agent.role) and agent.may(one.may)]


def chosen(case: Case, amends: Sequence[Amends], known: Mapping[str, Settled]) -> list[Choice]:
    """The best of them. Pure."""
    ranked = sorted(((one.fits(case), one) for one in amends), key=lambda pair: -pair[0].weight)
    found = []
    for fit, one in ranked:
        often = case.given.get(one.code, 0) >= known[one.code].limits.times
        if fit.weight and not often and case.has(one.needs):
            made = choice(one, case, 0, known[one.code], fit.why)
            if isinstance(made, Choice):
                found.append(made)
    return found[:MOST_OFFERED]


def choice(amends: Amends, case: Case, worth: int, known: Settled, why: str = "") -> Choice | Refused:
    """One of them as it can be offered, worth so much, or as much as is usual for 0; Refused where it cannot be."""
    wanted = worth
    if amends.is_chosen and not worth:
        probe = amends.terms(case, 0)
        if isinstance(probe, Terms) and probe.currency == case.currency:
            wanted = min(max(probe.worth, known.limits.at_least), known.limits.at_most)
    terms = amends.terms(case, wanted)
    if isinstance(terms, Refused) and not worth:
        # What is usual may be more than there is.
        terms = amends.terms(case, 0)
    if isinstance(terms, Refused):
        return terms
    cost = terms.worth * known.cost_percent // 100 + amends.fixed
    exact = Terms(terms.worth, cost, terms.currency, dict(terms.detail))
    return Choice(amends.code, str(amends.label), amends.words(exact)[:300], exact, why)
