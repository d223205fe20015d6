"""What we know already, as a form for the customer is filled in with it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.facts.acts import current
from regulars.book.facts.rules import sensitivity
from regulars.book.facts.words import MASKED
from regulars.book.models import Customer, Fact, Identity, Moment, Order, PersonalLink, Visit
from regulars.book.theirs.forms import ADDRESS, BOOKING, MORE, NOTED, TITLES, Field
from regulars.book.theirs.kinds import ANSWERED

FACT = "fact-"
WHERE = "address"
MOST_FACTS = 20
ANSWERS = 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as it is shown: what it asks, and what stands in it. `facts` are those that its lines are about, and as
    WHERE the one that says where they live."""

    form: str
    title: str
    fields: tuple[Field, ...]
    values: Mapping[str, str]
    facts: Mapping[str, Fact]
    visit: Visit | None = None


def sheet(link: PersonalLink, now: datetime) -> Sheet | None:
    """The form of a link, filled in from the book as it is now; None where its booking is gone, or is none any more and
    nobody has answered yet."""
    customer = link.customer
    if link.form == "address":
        return Sheet("address", str(TITLES["address"]), ADDRESS, address(customer), told_address(customer))
    if link.form == "booking":
        visit = Visit.objects.filter(customer=customer, public_id=link.asked.get("visit", "")).first()
        is_asked = visit is not None and (link.answered_at is not None or visit.status == Visit.BOOKED)
        return booking(customer, visit, now) if visit and is_asked else None
    known = {FACT + fact.public_id: fact for fact in theirs(customer, now)}
    fields = [Field(name, NOTED, "line") for name in known]
    values = {name: fact.text for name, fact in known.items()}
    return Sheet("preferences", str(TITLES["preferences"]), (*fields, MORE), values, known)


def theirs(customer: Customer, now: datetime, kinds: Sequence[str] = Fact.KINDS) -> list[Fact]:
    """The facts that stand on a customer's pages: marked as visible, still true, nothing that is not said to them, and
    nothing sensitive, for a link is passed on."""
    rows = may_be_seen(customer, now).filter(sensitive=False, kind__in=kinds)
    return list(rows.order_by("kind", "at", "pk")[:MOST_FACTS])


def kept_apart(customer: Customer, now: datetime) -> list[str]:
    """What the sensitive ones among them are about."""
    texts = may_be_seen(customer, now).filter(sensitive=True).order_by("pk").values_list("text", flat=True)
    return list(dict.fromkeys(str(MASKED[sensitivity(text)]) for text in texts[:MOST_FACTS]))


def may_be_seen(customer: Customer, now: datetime) -> QuerySet[Fact]:
    """What they may know that we know."""
    lives = Q(expires_at=None) | Q(expires_at__gt=now)
    return current(customer=customer, visible=True, unspoken=False).filter(lives)


def address(customer: Customer) -> dict[str, str]:
    """Where their things go: what they last told us or what stood on their last order, whichever is newer."""
    order = Order.objects.filter(customer=customer).exclude(ship_to={}).order_by("-ordered_at", "-pk").first()
    said = last_answer(customer, "address")
    phone = Identity.objects.filter(customer=customer, kind="phone").order_by("-last_seen", "-pk").first()
    known: Mapping[str, object] = order.ship_to if order else {}
    if said is not None and (order is None or said.at > order.ordered_at):
        known = said.payload["answers"]
    values = {field.name: str(known.get(field.name) or "") for field in ADDRESS}
    return {**values, "name": values["name"] or customer.name, "phone": phone.shown if phone else values["phone"]}


def told_address(customer: Customer) -> dict[str, Fact]:
    """The fact in which the address stands that they told us, if there is one."""
    said = [one.pk for one in answers(customer, "address")]
    found = current(customer=customer, moment__in=said, kind="context").order_by("-at", "-pk").first()
    return {WHERE: found} if found else {}


def last_answer(customer: Customer, form: str) -> Moment | None:
    """The newest answer to a form of this kind."""
    return next(answers(customer, form), None)


def answers(customer: Customer, form: str) -> Iterator[Moment]:
    """The last answers to forms of this kind, the newest first."""
    # The second condition lets the index for the rarer kinds be used.
    answered = Moment.objects.filter(~Q(kind="message"), customer=customer, kind=ANSWERED).order_by("-at", "-id")
    return (one for one in answered[:ANSWERS] if one.payload.get("form") == form)


def booking(customer: Customer, visit: Visit, now: datetime) -> Sheet:
    """What is booked, and what we know they need."""
    needs = "\n".join(fact.text for fact in theirs(customer, now, ("need",)))
    said = last_answer(customer, "booking")
    earlier: Mapping[str, str] = (
        said.payload["answers"] if said and said.payload.get("visit") == visit.public_id else {}
    )
    values = {
        "arrival": visit.starts_local[11:16],
        "party": str(visit.party),
        "wishes": visit.wishes,
        "needs": needs,
        **earlier,
    }
    return Sheet("booking", str(TITLES["booking"]), BOOKING, values, {}, visit)


def asked(form: str, customer: Customer, visit: str, now: datetime) -> dict[str, str] | Refused:
    """What a new link for this form keeps; a booking's needs a booking that is still to come."""
    if form not in TITLES:
        return Refused(_("Choose one of the forms."), "form")
    if form != "booking":
        return {}
    coming = Visit.objects.filter(customer=customer, status=Visit.BOOKED, starts_at__gt=now).order_by("starts_at", "pk")
    chosen = coming.filter(public_id=visit).first() if visit else coming.first()
    return {"visit": chosen.public_id} if chosen else Refused(_("There is no booking to come."), "form")
