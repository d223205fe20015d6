"""Those who work at Gasthaus Linde: their seats, which nobody can sign in to, the hours, and what each may give."""

from datetime import datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.demo.company.records import ZONE
from regulars.staff import invitations
from regulars.staff.allowances import acts as allowances
from regulars.staff.allowances.rules import MONTH, Usual
from regulars.staff.hours import acts as hours
from regulars.staff.hours import rules
from regulars.staff.invitations import Newcomer
from regulars.staff.models import Agent
from regulars.staff.trail import Actor

MIRA = "mira@linde.example"
WEEKDAY, SATURDAY, SUNDAY = "8:00-12:00, 13:00-18:00", "9:00-13:00", ""
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class House:
    """Who works there. Sepp is away these days, and Mira has what is his."""

    mira: Agent
    jonas: Agent
    sepp: Agent


def sure(made: Made | Refused) -> Made:
    """What a verb gave back. Raises ValueError where it refused: then a story is not as the product has it."""
    if isinstance(made, Refused):
        raise ValueError(f"{made.field}: {made.reason}")
    return made


def wall(now: datetime, days: int, clock: time, zone: str = ZONE) -> LocalTime:
    """That time of the day so many days ahead, in a zone."""
    there = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
    return LocalTime(datetime.combine(there, clock), zone)


def is_there() -> bool:
    """Whether it has been told."""
    return Agent.objects.filter(email=MIRA).exists()


def take_seats(now: datetime) -> House:
    """Let everybody sit down, and settle how the house works."""
    then = now - timedelta(days=700)
    # Where nobody is yet, nobody can invite. Without a password that could be right, none of them can sign in.
    mira = Agent(name="Mira Aigner", email=MIRA, role="lead", time_zone=ZONE)
    mira.set_unusable_password()
    mira.save(force_insert=True)
    house = House(mira, seated("Jonas Aigner", "jonas", mira, then), seated("Sepp Rainer", "sepp", mira, then))
    settle(house, then)
    today = now.astimezone(ZoneInfo(ZONE)).date()
    off = Actor(house.sepp)
    sure(hours.go_away(off, house.sepp, today - timedelta(days=1), today + timedelta(days=5), mira, now))
    hours.close_on(Actor(mira), today + timedelta(days=16), "Stocktaking, and the chimney sweep", then)
    return house


def seated(name: str, key: str, by: Agent, now: datetime) -> Agent:
    """Somebody who was invited, and came."""
    invited = sure(invitations.invite(Actor(by), f"{key}@linde.example", "agent", (), now))
    return sure(invitations.accept(invited, Newcomer(name, "", ZONE), now))


def settle(house: House, now: datetime) -> None:
    """When the house is open, and what is given without asking."""
    who = Actor(house.mira)
    week = rules.understood([*[WEEKDAY] * 5, SATURDAY, SUNDAY])
    sure(hours.settle(who, None, ZONE, sure(week), now))
    sure(allowances.settle_usual(who, Usual("EUR", 2_000, 8_000, 30_000), now))
    sure(allowances.settle_role(who, "lead", 80_000, MONTH, now))
    sure(allowances.settle_role(who, "agent", 25_000, MONTH, now))
