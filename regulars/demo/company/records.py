"""The stays, orders and rewards of the stories, as the hotel's and the shop's systems would tell them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from regulars.base.times import LocalTime
from regulars.book.models import Order, Visit
from regulars.book.records.rows import Line, Row, Who, stay, wall
from regulars.demo.company.stories import Person, Told

ZONE, CURRENCY = "Europe/Vienna", "EUR"
SHOP, HOTEL, CLUB = "shop", "hotel", "club"
ARRIVE, LEAVE, DELIVERED_BY = time(15), time(11), time(18)
BOOKED_BEFORE = 21
SUNDAY, AT_LEAST = "sunday", timedelta(days=5)


def sunday(now: datetime) -> date:
    """The first Sunday that is some days ahead."""
    least = now.date() + AT_LEAST
    return least + timedelta(days=6 - least.weekday())


def monday(now: datetime) -> str:
    """The day after it, as it is said."""
    after = sunday(now) + timedelta(days=1)
    return f"{after:%A}, {after.day} {after:%B}"


def day(now: datetime, ago: float) -> datetime:
    """Midnight of the day so many days ago where the house is, without a zone."""
    there = now.astimezone(ZoneInfo(ZONE)).date() - timedelta(days=round(ago))
    return datetime.combine(there, time())


def at(now: datetime, ago: float, clock: time) -> LocalTime:
    """That day at a time on the wall."""
    return LocalTime(datetime.combine(day(now, ago).date(), clock), ZONE)


def account(person: Person) -> str:
    """What the systems call them by: a number that names nobody, since the ids of records stay when somebody is
    erased."""
    return str(crc32(person.key.encode()) % 1_000_000)


def who(person: Person) -> Who:
    """As the systems know them."""
    return Who(name=person.name, email=person.email, phone=person.phone)


def visits(person: Person, now: datetime) -> Iterator[Row]:
    """Their stays, and tables booked for an evening (`hour`)."""
    for number, told in enumerate(person.stay, 1):
        ago, nights = told["ago"], told.get("nights", 0)
        hour = time.fromisoformat(told["hour"]) if "hour" in told else ARRIVE
        ends = at(now, ago - nights, LEAVE) if nights else None
        begins = at(now, ago, hour)
        status = told.get("status", Visit.CAME if begins.utc() < now else Visit.BOOKED)
        said: dict[str, Any] = {
            "number": f"B-{1000 + sum(map(ord, person.key)) % 8000}-{number}",
            "status": status,
            "place": "Gasthaus Linde",
            "unit": told.get("unit", ""),
            "what": told["what"],
            "party": told.get("party", 2),
            "wishes": told.get("wishes", ""),
            "currency": CURRENCY,
            "total": told.get("total", 0),
            **stay(begins, ends),
        }
        booked = now - timedelta(days=told.get("booked", max(ago, 0) + BOOKED_BEFORE))
        yield Row(f"{account(person)}-{number}", who(person), said, times={Visit.BOOKED: booked, status: begins.utc()})


def orders(person: Person, now: datetime) -> Iterator[Row]:
    """What they bought in the shop. Without `delivered` it is on its way; `to` is another address than their own."""
    for number, told in enumerate(person.order, 1):
        ago = told["ago"]
        placed = at(now, ago, time(10, 20)).utc()
        lines = [Line(name, Decimal(quantity), price) for name, quantity, price in told["lines"]]
        arrived = at(now, ago - told["delivered"], time(14)).utc() if "delivered" in told else None
        status = told.get("status", Order.DELIVERED if arrived else Order.SENT)
        said: dict[str, Any] = {
            "number": f"S-{2000 + sum(map(ord, person.key)) % 7000}-{number}",
            "status": status,
            "currency": CURRENCY,
            "ordered_at": placed,
            "delivered_at": arrived,
            "ship_to": address(person.name, told.get("to", person.address)),
            **wall("promised", at(now, ago - told.get("promised", 4), DELIVERED_BY)),
        }
        yield Row(f"{account(person)}-{number}", who(person), said, lines)


def address(name: str, written: Any) -> dict[str, str]:
    """Street, postcode, city and country as an order has them."""
    parts = dict(zip(("street", "postcode", "city", "country"), written, strict=False))
    return {"name": name, **parts} if parts else {}


def rewards(person: Person, now: datetime) -> Iterator[Row]:
    """What they hold with the club, since so many days `ago`. `ends` says in how many days, or "sunday"; at the end of
    that day in `zone`."""
    for number, told in enumerate(person.reward, 1):
        granted = at(now, told["ago"], time(12)).utc()
        yield Row(f"{account(person)}-{number}", who(person), reward(told, now), times={"granted": granted})


def reward(told: Told, now: datetime) -> dict[str, Any]:
    """One balance."""
    zone = told.get("zone", ZONE)
    ends = None
    if "ends" in told:
        today = now.astimezone(ZoneInfo(zone)).date()
        there = sunday(now) if told["ends"] == SUNDAY else today + timedelta(days=told["ends"])
        ends = LocalTime(datetime.combine(there, time(23, 59)), zone)
    said = {"programme": told["programme"], "unit": told["unit"], "balance": told["balance"], **wall("expires", ends)}
    return {**said, "currency": CURRENCY} if told["unit"] == "credit" else said
