"""Open matters on a filled desk: promises, recoveries and tasks, as they stand on Today."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from regulars.base.ids import ALPHABET, LENGTH
from regulars.bench.bulk import finish, write
from regulars.bench.work import agents
from regulars.book.models import Conversation, Task
from regulars.practices.promises.models import Promise
from regulars.practices.recovery.models import Recovery

PROMISES, RECOVERIES, TASKS = 2_500, 1_500, 1_000
SEED, UNHELD = 6, 0.25
WHOSE = "public_id customer_id birth_customer_id conversation_id".split()


def fill_matters() -> int:
    """Write them, and give back how many there are now; a desk that has them stays as it is."""
    if not Promise.objects.exists():
        chance, now = random.Random(SEED), timezone.now()
        team = agents()
        talks = list(
            Conversation.objects.filter(joined_to=None).order_by("pk").values_list("pk", "customer_id")[:50_000]
        )
        write(Promise, [*WHOSE, *PROMISE], promises(chance, talks, team, now))
        write(Recovery, [*WHOSE, *RECOVERY], recoveries(chance, talks, team, now))
        write(Task, [*WHOSE, *TASK], tasks(chance, talks, now))
        finish([Promise, Recovery, Task])
    open_ = Promise.objects.filter(state=Promise.OPEN).count()
    return open_ + Recovery.objects.filter(ended_at=None).count() + Task.objects.filter(done_at=None).count()


PROMISE = "agent_id holder_id sort what strength due_local due_zone due_at at said_at".split()
RECOVERY = "route opened_at holder_id severity failure step since due_at urgent".split()
TASK = "practice key kind title reason due_at created_at".split()


def whose(chance: random.Random, talks: Sequence[tuple[int, int]]) -> list[Any]:
    """A public id, and a conversation by chance with its customer."""
    conversation, customer = chance.choice(talks)
    return ["".join(chance.choices(ALPHABET, k=LENGTH)), customer, customer, conversation]


def within(chance: random.Random, now: datetime) -> datetime:
    """A time from three days ago to ten days ahead."""
    return now + timedelta(minutes=chance.randrange(-3 * 1440, 10 * 1440))


def promises(
    chance: random.Random, talks: Sequence[tuple[int, int]], team: Sequence[int], now: datetime
) -> Iterator[list[Any]]:
    """Promises that are still to be kept."""
    for number in range(PROMISES):
        due, agent = within(chance, now), chance.choice(team)
        holder = None if chance.random() < UNHELD else agent
        wall = due.replace(tzinfo=None).isoformat(timespec="seconds")
        said = now - timedelta(days=5)
        row = [
            agent,
            holder,
            "callback",
            f"A call about the {number}th matter",
            "explicit",
            wall,
            "UTC",
            due,
            said,
            said,
        ]
        yield [*whose(chance, talks), *row]


def recoveries(
    chance: random.Random, talks: Sequence[tuple[int, int]], team: Sequence[int], now: datetime
) -> Iterator[list[Any]]:
    """Recoveries that have not ended."""
    for number in range(RECOVERIES):
        holder = None if chance.random() < UNHELD else chance.choice(team)
        opened = now - timedelta(days=chance.randrange(1, 30))
        row = ["person", opened, holder, "serious", "delivery", "listen", opened, within(chance, now), number % 20 == 0]
        yield [*whose(chance, talks), *row]


def tasks(chance: random.Random, talks: Sequence[tuple[int, int]], now: datetime) -> Iterator[list[Any]]:
    """Tasks that somebody has to do."""
    for number in range(TASKS):
        row = ["links", f"bench:{number}", "ask", "Ask for the new address", "They said so", within(chance, now), now]
        yield [*whose(chance, talks), *row]
