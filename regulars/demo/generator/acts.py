"""Writing a desk: some hundred customers at a time, each by chance of their own, so customer 7 is the same on each."""

import random
from collections.abc import Callable
from dataclasses import field
from datetime import datetime, timedelta
from typing import TextIO

from django.db import connection, transaction

from regulars.base.frozen import dataclass
from regulars.book.models import Conversation, Customer, Moment
from regulars.book.search import index_moments, people
from regulars.demo.company.records import ZONE
from regulars.demo.generator import filed, truth
from regulars.demo.generator.bought import bought, reward
from regulars.demo.generator.lives import AHEAD, live
from regulars.demo.generator.pages import Pages, customer, records
from regulars.demo.generator.people import person
from regulars.demo.generator.saying import IDA_NAME, Saying
from regulars.demo.generator.talks import talks
from regulars.demo.generator.told import absences, told
from regulars.demo.generator.told_wordings import MANNERS
from regulars.demo.generator.world import World
from regulars.demo.mailbox import ADDRESS, NAME
from regulars.intake.models import Delivery, Inbox
from regulars.staff.models import Absence, Agent

AT_ONCE = 500
DAYS_A_YEAR = 365.25
IDA = "ida@linde.example"
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """How many customers, by which chance, over how many years before `now`."""

    customers: int
    seed: int
    years: int
    now: datetime
    world: World = field(default_factory=World)


def holds_anything() -> bool:
    """Whether somebody's letters or books are here already."""
    return any(model.objects.exists() for model in (Customer, Conversation, Moment, Delivery))


def generate(asked: Asked, file: TextIO, progress: Progress = lambda done: None) -> None:
    """Fill an empty desk, write the truth to `file`, and let all of it be found; the same asked is the same desk.

    `progress` is told how many customers there are. What broke off is to be thrown away: nothing goes on from it.
    """
    inbox, _ = Inbox.objects.get_or_create(address=ADDRESS, defaults={"name": NAME})
    ida = seat(asked)
    file.write(truth.line(truth.of_world(asked.world, asked.customers, asked.seed, asked.years, asked.now)))
    for start in range(1, asked.customers + 1, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, asked.customers + 1))
        with transaction.atomic():
            pages = Pages(inbox.pk, ida, asked.now)
            lines = [one(asked, pages, number) for number in numbers]
            moments = pages.write()
        index_moments(moments)
        people.index(row["id"] for row in pages.rows[Customer])
        file.writelines(lines)
        progress(numbers[-1])
    with connection.cursor() as cursor:
        # Without figures of how its rows are spread, SQLite takes wrong indexes on so many at once.
        cursor.execute("ANALYZE")


def seat(asked: Asked) -> int:
    """The place of Ida, whom some letters are by, and her absences; nobody can sign in to it. Gives back its row id."""
    ida = Agent(name=IDA_NAME, email=IDA, time_zone=ZONE)
    ida.set_unusable_password()
    ida.save(force_insert=True)
    today, ahead = asked.now.date(), timedelta(days=AHEAD)
    away = absences(today - timedelta(days=asked.years * DAYS_A_YEAR), today + ahead)
    Absence.objects.bulk_create(Absence(agent=ida, first=first, last=last) for first, last in away)
    return ida.pk


def one(asked: Asked, pages: Pages, number: int) -> str:
    """Everything of one customer onto the pages; gives back their line of truth."""
    # Their life has a chance of its own, so it stays when only what is made of it changes.
    life = live(random.Random(f"{asked.seed} life {number}"), asked.world, asked.years * DAYS_A_YEAR)
    chance = random.Random(f"{asked.seed} desk {number}")
    who = person(chance, number)
    purchases = bought(chance, who, life, asked.now)
    said = list(talks(chance, who, purchases, asked.now))
    rewards = list(reward(chance, who, purchases, asked.now))
    # What is told for certain has its own chance, so that all else stays as it was without it.
    saying = Saying(random.Random(f"{asked.seed} told {number}"), who, MANNERS[asked.seed % 2], asked.now)
    stated = told(saying, purchases, rewards)
    heard = [*said, *(each.talk for each in stated)]
    whose = customer(pages, chance, who, filed.heard_of(purchases, heard, asked.now))
    for noun in ("visit", "order"):
        records(pages, chance, noun, [each.row for each in purchases if each.noun == noun], whose[0])
    records(pages, chance, "reward", rewards, whose[0])
    for each in said:
        filed.talk(pages, chance, who, whose, each)
    filed.facts(pages, chance, whose[0], [each.at for each in purchases if each.at <= asked.now])
    lines = []
    for stating in stated:
        filed.talk(pages, saying.chance, who, whose, stating.talk)
        lines.append(truth.of_told(stating, pages.rows[Moment][-1]["public_id"]))
    of = truth.of_customer(pages.rows[Customer][-1]["public_id"], who, life, purchases, asked.now)
    return truth.line({**of, "told": lines})
