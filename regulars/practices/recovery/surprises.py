"""What could close a recovery without being expected: proposed from the book, and never twice in one household."""

from collections.abc import Sequence, Set
from datetime import date, datetime

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.book.models import Customer, Fact, Visit
from regulars.engine.rows import marks, rows
from regulars.gestures.amends import Cause, fitting
from regulars.gestures.models import Gesture
from regulars.practices.recovery.models import Step
from regulars.staff.models import Agent

# Who lives with whom, as far as relations say it; colleagues and employers share no letter box.
HOUSEHOLD = ("spouse", "partner", "parent", "child", "sibling")
MOST, MOST_GIFTS = 4, 2
# Before the code of what is given through gestures.
GIFT = "gift"
SOON = 60
MONEY = frozenset({"refund", "credit_note"})
LIVES_WITH = """
select other_id from book_relation where customer_id = %s and kind in ({kinds})
union select customer_id from book_relation where other_id = %s and kind in ({kinds})
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A fact as far as ideas need it."""

    id: str
    kind: str
    text: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class Idea:
    """Something to do. `code` names it for good; `why` says from where in the book it comes."""

    code: str
    words: str
    why: str


def ideas(known: Sequence[Known], coming: date | None, given: Set[str], today: date) -> list[Idea]:
    """At most MOST, from what they like, what comes up, and what fits anybody; none that the household has had, and
    none that touches what they avoid. Pure."""
    mind = {word for one in known if one.kind in ("avoidance", "need") for word in content(one.text)}
    found = [
        *(liked(one) for one in known if one.kind == "preference"),
        *(dated(one) for one in known if one.kind == "date" and is_soon(one.day, today)),
        *([visit()] if coming else []),
        Idea("note", _("A note by hand, from whoever saw to it"), _("It fits anybody, once")),
        Idea("call", _("A call weeks later, for no other reason than to ask"), _("It fits anybody, once")),
    ]
    return [one for one in found if one.code not in given and not (mind & content(one.words))][:MOST]


def liked(one: Known) -> Idea:
    """Something small around what they like."""
    said = {"what": one.text.rstrip(".")}
    return Idea(f"fact:{one.id}", _("Something small to do with: %(what)s") % said, _("They like it, says their book"))


def dated(one: Known) -> Idea:
    """A card for a day of theirs."""
    said = {"what": one.text.rstrip(".")}
    return Idea(f"day:{one.id}", _("A card for the day: %(what)s") % said, _("It comes up soon, says their book"))


def visit() -> Idea:
    """Something that waits for them."""
    return Idea("visit", _("Something that waits for them when they come"), _("They have booked"))


def is_soon(day: str, today: date) -> bool:
    """Whether YYYY-MM-DD or MM-DD comes within SOON days."""
    try:
        month, dom = (int(part) for part in day[-5:].split("-"))
        nexts = [date(year, month, dom) for year in (today.year, today.year + 1)]
    except ValueError:
        return False
    return any(0 <= (one - today).days <= SOON for one in nexts)


def content(text: str) -> frozenset[str]:
    """Its words of four letters and more, without the end of a plural."""
    words = (word.strip(".,;:!?()“”\"'").casefold() for word in text.split())
    return frozenset(word.rstrip("s") for word in words if len(word) > 3)


def household(customer: int) -> list[int]:
    """Row ids of the customer and those who live with them."""
    kinds = marks(HOUSEHOLD)
    found = rows(LIVES_WITH.format(kinds=kinds), [customer, *HOUSEHOLD, customer, *HOUSEHOLD])
    return [customer, *(pk for (pk,) in found)]


def given_to(customer: int) -> frozenset[str]:
    """What would surprise nobody of a household any more: codes of extras, and of all that was given or chosen, owed or
    free."""
    people = household(customer)
    extras = Step.objects.filter(recovery__customer__in=people, name="extra", outcome="done", undone=None)
    gifts = Gesture.objects.filter(customer__in=people).exclude(state__in=("failed", "taken_back"))
    return frozenset((*extras.values_list("code", flat=True), *gifts.values_list("code", flat=True))) - {""}


def gifts_for(customer: Customer, agent: Agent, now: datetime) -> list[Idea]:
    """What this agent may give freely and nobody of the household has had. No money: that is no surprise, it is owed
    or it is not."""
    given = given_to(customer.pk)
    fit = [one for one in fitting(customer, Cause(), agent, now) if one.code not in MONEY]
    found = [Idea(f"{GIFT}:{one.code}", one.words, one.why) for one in fit if one.code not in given]
    return [one for one in found if one.code not in given][:MOST_GIFTS]


def ideas_for(customer: Customer, now: datetime) -> list[Idea]:
    """Of one customer. What is sensitive, or is not to be mentioned, gives no idea away."""
    facts = Fact.objects.filter(customer=customer, replaced_by=None, forgotten_at=None)
    held = [one for one in facts.order_by("-at") if one.expires_at is None or one.expires_at > now]
    known = [
        Known(one.public_id, one.kind, one.text, one.day)
        for one in held
        if one.kind in ("avoidance", "need") or not (one.sensitive or one.unspoken)
    ]
    next_one = Visit.objects.filter(customer=customer, starts_at__gt=now, status=Visit.BOOKED).order_by("starts_at")
    starts = next_one.values_list("starts_at", flat=True).first()
    return ideas(known, starts.date() if starts else None, given_to(customer.pk), now.date())


def mind(customer: Customer) -> list[str]:
    """What they avoid and need, to have before one's eyes; sensitive ones are on their page, masked."""
    facts = Fact.objects.filter(
        customer=customer, replaced_by=None, forgotten_at=None, kind__in=("avoidance", "need"), sensitive=False
    )
    return list(facts.order_by("-at").values_list("text", flat=True)[:3])
