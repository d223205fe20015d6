"""What went wrong for a customer and is being made right: whoever sees to that says which matter amends belong to."""

from collections.abc import Callable
from datetime import datetime

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.book.models import Conversation, Customer
from regulars.staff.models import Agent


@dataclass(frozen=True, slots=True)
class Matter:
    """One that is open. `recovery` is its public id; `before` says what has to come before amends, "" for nothing."""

    recovery: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Matters:
    """`find` gives the matter of a customer, beside a conversation or none, as far as an agent may see it; `pass_over`
    leaves out what had to come before, with a sentence."""

    find: Callable[[Customer, Conversation | None, Agent], Matter | None]
    pass_over: Callable[[Matter, str, Agent, datetime], None]


MATTERS: Slot[Matters] = Slot("whose matter amends are")


def find(customer: Customer, conversation: Conversation | None, agent: Agent) -> Matter | None:
    """The matter that amends for this customer would belong to."""
    found = (one.find(customer, conversation, agent) for _name, one in MATTERS)
    return next((one for one in found if one is not None), None)


def pass_over(matter: Matter, reason: str, agent: Agent, now: datetime) -> None:
    """Leave out what should have come before."""
    for _name, one in MATTERS:
        one.pass_over(matter, reason, agent, now)
