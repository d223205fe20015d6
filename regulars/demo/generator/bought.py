"""Purchases as the systems of the house tell them: stays and tables as visits, parcels as orders."""

import random
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from regulars.base.frozen import dataclass
from regulars.base.times import LocalTime
from regulars.book.models import Order, Visit
from regulars.book.records.rows import Line, Row, Who, stay, wall
from regulars.book.records.rules import total
from regulars.demo.company.records import ARRIVE, CLUB, CURRENCY, HOTEL, LEAVE, SHOP, ZONE, address
from regulars.demo.generator.lives import Life, Purchase
from regulars.demo.generator.people import Person
from regulars.demo.generator.world import MAJOR
from regulars.demo.mailbox import NAME

DINNER, DINNER_ENDS, BY = time(19), timedelta(hours=2), time(18)
ROOMS = ("Room 3", "Room 7", "Room 12", "Room 14", "Garden room", "Attic room")
ARTICLES = (
    ("Linden honey, 500 g", 1190, "A-101"),
    ("Elder juice, 1 l", 790, "A-102"),
    ("Apricot jam, 250 g", 690, "A-103"),
    ("Linen tea towel", 1450, "A-201"),
    ("Wool blanket", 8900, "A-202"),
    ("Gift box “Linde”", 3690, "A-301"),
)
NIGHT, SEAT = 11_800, 4_900
# Seconds between booking and coming.
BOOKED_BEFORE = 3 * 86_400, 45 * 86_400
# In days: promised, packed, and there when all is well.
PROMISED_DAYS, PACKED, IN_TIME = 5, (0.3, 1.3), (2.4, 4)
# Days after what was promised. Even the longest is known before a purchase counts as settled (lives.SETTLED).
LATE = {False: (1, 2), True: (5, 9)}
PROGRAMME, MEMBER_FROM, CENTS_A_POINT, POINTS_LAST = "Linden Circle", 3, 100, 365
NOBODY = Who()


@dataclass(frozen=True, slots=True)
class Bought:
    """A purchase and its record; `at` is when the order was placed or the visit begins."""

    purchase: Purchase
    noun: str
    at: datetime
    row: Row


def bought(chance: random.Random, person: Person, life: Life, now: datetime) -> list[Bought]:
    """All purchases so far, oldest first, then stays that are booked; at least one. Orders to come are not known of."""
    found: list[Bought] = []
    in_house_until = now - timedelta(days=life.age)
    for number, purchase in enumerate(life.purchases, 1):
        when = (now - timedelta(days=life.age - purchase.day)).replace(microsecond=0)
        if chance.random() < person.staying:
            one = visited(chance, person, purchase, number, when, when < in_house_until, now)
            in_house_until = max(in_house_until, one.row.said["ends_at"])
        else:
            one = ordered(chance, person, purchase, number, when, now)
        if min((one.at, *one.row.times.values())) <= now:
            found.append(one)
    return found


def visited(
    chance: random.Random,
    person: Person,
    purchase: Purchase,
    number: int,
    when: datetime,
    in_house: bool,
    now: datetime,
) -> Bought:
    """A stay, or a table in the evening for who is in the house already."""
    there, party, nights = when.astimezone(house()).date(), chance.randrange(1, 5), chance.randrange(1, 5)
    begins = LocalTime(datetime.combine(there, DINNER if in_house else ARRIVE), ZONE)
    if in_house:
        ends = LocalTime(begins.wall + DINNER_ENDS, ZONE)
        booked = {"unit": f"Table {party}", "what": "Dinner", "total": party * SEAT}
    else:
        ends = LocalTime(datetime.combine(there + timedelta(days=nights), LEAVE), ZONE)
        what = f"{nights} nights with breakfast" if nights > 1 else "One night with breakfast"
        booked = {"unit": chance.choice(ROOMS), "what": what, "total": nights * NIGHT}
    at = begins.utc()
    said = {
        "number": f"B-{person.number}-{number}",
        "status": Visit.CAME if at <= now else Visit.BOOKED,
        "place": NAME,
        "party": party,
        "currency": CURRENCY,
        **booked,
        **stay(begins, ends),
    }
    before = timedelta(seconds=chance.randrange(*BOOKED_BEFORE))
    row = Row(f"{person.number}-{number}", NOBODY, said, times={Visit.BOOKED: at - before})
    return Bought(purchase, "visit", at, row)


def ordered(
    chance: random.Random, person: Person, purchase: Purchase, number: int, when: datetime, now: datetime
) -> Bought:
    """A parcel. One that failed came late, or broken and in time (see `is_late`)."""
    promised = LocalTime(datetime.combine((when + timedelta(days=PROMISED_DAYS)).date(), BY), ZONE)
    arrives, sent = when + days(chance, IN_TIME), when + days(chance, PACKED)
    if is_late(purchase):
        arrives = promised.utc() + days(chance, LATE[severe(purchase)])
    arrives = by_day(chance, arrives)
    lines = [
        Line(name, Decimal(chance.randrange(1, 4)), price, sku)
        for name, price, sku in chance.sample(ARTICLES, chance.randrange(1, 4))
    ]
    said = {
        "number": f"S-{person.number}-{number}",
        "status": Order.DELIVERED if arrives <= now else Order.SENT if sent <= now else Order.PLACED,
        "currency": CURRENCY,
        "total": total(lines),
        "ordered_at": when,
        "delivered_at": arrives if arrives <= now else None,
        "ship_to": address(person.name, (person.street, *person.town, "AT")),
        **wall("promised", promised),
    }
    row = Row(f"{person.number}-{number}", NOBODY, said, lines, {Order.SENT: sent} if sent <= now else {})
    return Bought(purchase, "order", when, row)


def days(chance: random.Random, between: tuple[float, float]) -> timedelta:
    """A time of so many days, in whole seconds."""
    return timedelta(seconds=int(chance.uniform(*between) * 86_400))


def by_day(chance: random.Random, at: datetime) -> datetime:
    """Some time between eight and four on that day, as parcels come. In UTC, which is an hour or two behind."""
    return at.replace(hour=chance.randrange(7, 15), minute=chance.randrange(60), second=0)


@lru_cache
def house() -> ZoneInfo:
    """Where the house is."""
    return ZoneInfo(ZONE)


def severe(purchase: Purchase) -> bool:
    """Whether a great failure befell it."""
    return purchase.failure is not None and purchase.failure.severity == MAJOR


def is_late(purchase: Purchase) -> bool:
    """Whether what failed about a parcel is that it came late: with every failure that nobody told us, so that it can
    be seen in the records of the shop, and with the odd ones of the others."""
    failure = purchase.failure
    return failure is not None and (not failure.told or int(purchase.day) % 2 == 1)


def reward(chance: random.Random, person: Person, purchases: list[Bought], now: datetime) -> Iterator[Row]:
    """What members hold with the club: who has bought three times is one."""
    past = [one for one in purchases if one.at <= now]
    if len(past) < MEMBER_FROM:
        return
    ends = (now + timedelta(days=chance.randrange(5, POINTS_LAST))).date()
    said = {
        "programme": PROGRAMME,
        "unit": "points",
        "balance": sum(one.row.said["total"] for one in past) // CENTS_A_POINT,
        **wall("expires", LocalTime(datetime.combine(ends, time(23, 59)), ZONE)),
    }
    yield Row(f"{person.number}", NOBODY, said, times={"granted": past[MEMBER_FROM - 1].at})


SOURCES = {"visit": HOTEL, "order": SHOP, "reward": CLUB}
