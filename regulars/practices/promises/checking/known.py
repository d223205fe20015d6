"""What our words are held against, read from the rows: few statements, and none where nothing is claimed."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from regulars.base.frozen import dataclass
from regulars.base.times import LocalTime
from regulars.book.models import Customer, Order, OrderLine, Reward, Visit
from regulars.intake.hours import hours
from regulars.practices.promises.checking import terms as terming
from regulars.practices.promises.checking.rules import RECENT, Held, Open, Records
from regulars.practices.promises.models import Promise, Term
from regulars.staff.hours.known import absences
from regulars.staff.models import Agent

MOST = 20
# What ended this long ago may still be spoken of as if it were to come.
PAST = timedelta(days=14)
WORD = re.compile(r"[^\W\d_]{4,}|[\w-]*\d[\w-]*")
# By these every order, booking or reward is called.
COMMON = frozenset(
    "order orders booking table room reward rewards points point bonus loyalty card club programme program gift"
    " voucher night nights visit stay appointment with from your this that"
    " bestellung buchung tisch zimmer punkte prämie".split()
)


@dataclass(frozen=True, slots=True)
class Known:
    """Records, and the words of what was ordered and what is booked."""

    records: Records
    articles: frozenset[str]
    booked: frozenset[str]


def known(customer: Customer, agent: Agent, now: datetime, inbox: int | None) -> Known:
    """All that is known of a customer's rewards, orders, visits and open promises, and of when somebody is there who
    answers in an inbox (row id)."""
    orders = orders_of(customer, now - RECENT)
    records = Records(
        rewards=tuple(rewards_of(customer, now - PAST)),
        orders=orders,
        visits=tuple(visits_of(customer, now - PAST)),
        promises=tuple(promises_of(customer)),
        desk=hours(inbox),
        away=absences((now - timedelta(days=1)).date(), [agent.pk]),
        agent=agent.pk,
    )
    return Known(records, articles_of(orders), named(records.visits))


def on_record(customer: Customer, since: datetime) -> Known:
    """What other systems hold of a customer, as far back as words of ours are looked at again."""
    orders = orders_of(customer, since)
    rewards, visits = tuple(rewards_of(customer, since)), tuple(visits_of(customer, since))
    return Known(Records(rewards=rewards, orders=orders, visits=visits), articles_of(orders), named(visits))


def articles_of(orders: Iterable[Held]) -> frozenset[str]:
    """Words of what was ordered and has a day."""
    return named(one for one in orders if one.at is not None)


def named(held: Iterable[Held]) -> frozenset[str]:
    """The words by which these are called."""
    return frozenset(word for one in held for word in one.names)


def rewards_of(customer: Customer, since: datetime) -> Iterable[Held]:
    """Rewards that end, or have ended since."""
    found = Reward.objects.filter(customer=customer, expires_at__gte=since).order_by("expires_at", "pk")
    for one in found[:MOST]:
        name = one.programme or f"{one.balance} {one.unit}"
        yield Held(f"reward:{one.public_id}", name, local(one.expires_local, one.expires_zone), names=words(name))


def orders_of(customer: Customer, since: datetime) -> tuple[Held, ...]:
    """Orders since then, the newest first, with what is in them."""
    found = list(Order.objects.filter(customer=customer, ordered_at__gte=since).order_by("-ordered_at", "-pk")[:MOST])
    lines = lines_of([one.pk for one in found]) if found else {}
    return tuple(
        Held(
            f"order:{one.public_id}",
            one.number or one.source_id,
            local(one.promised_local, one.promised_zone),
            status=one.status,
            names=words(f"{one.number} {lines.get(one.pk, '')}"),
        )
        for one in found
    )


def lines_of(orders: list[int]) -> Mapping[int, str]:
    """The names of what stands in orders."""
    found: dict[int, str] = {}
    for order, name in OrderLine.objects.filter(order__in=orders).order_by("pk").values_list("order", "name"):
        found[order] = f"{found.get(order, '')} {name}"
    return found


def visits_of(customer: Customer, since: datetime) -> Iterable[Held]:
    """Bookings for then or later."""
    found = Visit.objects.filter(customer=customer, starts_at__gte=since).order_by("starts_at", "pk")
    for one in found[:MOST]:
        name = one.what or one.place or one.number or one.source_id
        starts, ends = local(one.starts_local, one.zone), local(one.ends_local, one.zone)
        called = words(f"{one.number} {one.place} {one.unit} {one.what}")
        yield Held(f"visit:{one.public_id}", name, starts, ends, one.status, called)


def promises_of(customer: Customer) -> Iterable[Open]:
    """Promises to them that are open and have a time."""
    found = Promise.objects.filter(customer=customer, state=Promise.OPEN, due_at__isnull=False, said_at__isnull=False)
    for one in found.order_by("due_at", "pk")[:MOST]:
        due = local(one.due_local, one.due_zone)
        if due is not None:
            yield Open(f"promise:{one.public_id}", one.what, one.sort, due)


def terms() -> list[terming.Held]:
    """What holds for everybody. One statement."""
    return [
        terming.Held(
            f"term:{one.public_id}",
            one.name,
            lines(one.words),
            one.days or 0,
            one.amount,
            one.currency,
            lines(one.never),
        )
        for one in Term.objects.all()
    ]


def lines(written: str) -> tuple[str, ...]:
    """The words of a term, as they are compared."""
    return tuple(word for line in written.splitlines() if (word := " ".join(line.casefold().split())))


def local(wall: str, zone: str) -> LocalTime | None:
    """A wall time as rows keep it."""
    return LocalTime(datetime.fromisoformat(wall), zone) if wall and zone else None


def words(name: str) -> frozenset[str]:
    """Words by which a record may be meant."""
    return frozenset(WORD.findall(name.lower())) - COMMON
