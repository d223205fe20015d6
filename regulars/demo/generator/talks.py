"""What customers and the house write to each other: questions, complaints and what came of them, gestures."""

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from regulars.base.frozen import dataclass
from regulars.demo.generator import wordings
from regulars.demo.generator.bought import Bought, is_late
from regulars.demo.generator.people import Person
from regulars.demo.generator.wordings import (
    ANSWERS,
    COMPLAINTS,
    GESTURE,
    QUESTIONS,
    THANK_YOU,
    THANKS,
    WORSE,
)
from regulars.demo.generator.world import BADLY, MAJOR, NONE, WELL

ASKING, THANKING = 0.25, 0.5
HOUR = 3600
# Hours until we answer. A complaint that is recovered badly waits for days.
ANSWERED: Mapping[str, tuple[float, float]] = {WELL: (0.3, 6), BADLY: (50, 100)}
RECOVERED: Mapping[str, tuple[str, ...]] = {WELL: wordings.WELL, BADLY: wordings.BADLY}


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, by them or by us; `signed` where it is by Ida herself."""

    at: datetime
    ours: bool
    text: str
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation: its subject and its letters so far, at least one, oldest first."""

    subject: str
    letters: tuple[Letter, ...]


def talks(chance: random.Random, person: Person, purchases: list[Bought], now: datetime) -> Iterator[Talk]:
    """All that was written about these purchases until now."""
    for one in purchases:
        for talk in about(chance, person, one):
            written = tuple(letter for letter in talk.letters if letter.at <= now)
            if written:
                yield Talk(talk.subject, written)


def about(chance: random.Random, person: Person, one: Bought) -> Iterator[Talk]:
    """What was written about one purchase, whenever."""
    if chance.random() < ASKING:
        yield asked(chance, person, one)
    failure, gesture = one.purchase.failure, one.purchase.gesture
    if failure and failure.told:
        yield complained(chance, person, one, failure.severity == MAJOR, failure.recovery)
    if gesture and gesture.given:
        yield Talk(THANK_YOU, (Letter(later(chance, one.at, (72, 200)), True, ours(person, chance.choice(GESTURE))),))


def asked(chance: random.Random, person: Person, one: Bought) -> Talk:
    """A question before a visit, or soon after an order, with its answer."""
    subject, said = chance.choice(QUESTIONS[one.noun])
    at = later(chance, one.at, (-60, -5) if one.noun == "visit" else (1, 8))
    letters = [Letter(at, False, theirs(person, one, said))]
    letters.append(Letter(later(chance, at, ANSWERED[WELL]), True, ours(person, chance.choice(ANSWERS))))
    if chance.random() < THANKING:
        letters.append(
            Letter(later(chance, letters[-1].at, (1, 20)), False, f"{chance.choice(THANKS)}\n\n{person.name}\n")
        )
    return Talk(subject, tuple(letters))


def complained(chance: random.Random, person: Person, one: Bought, is_major: bool, recovery: str) -> Talk:
    """A complaint, and how it was answered, if it was."""
    kind = "visit" if one.noun == "visit" else "late" if is_late(one.purchase) else "broken"
    subject, said = chance.choice(COMPLAINTS[kind])
    since = one.row.said.get("delivered_at") or one.at
    at = later(chance, since, (3, 18))
    letters = [Letter(at, False, theirs(person, one, f"{said} {chance.choice(WORSE)}" if is_major else said))]
    if recovery != NONE:
        letters.append(
            Letter(later(chance, at, ANSWERED[recovery]), True, ours(person, chance.choice(RECOVERED[recovery])))
        )
    return Talk(subject, tuple(letters))


def later(chance: random.Random, at: datetime, hours: tuple[float, float]) -> datetime:
    """So many hours after, in whole seconds."""
    return at + timedelta(seconds=int(chance.uniform(*hours) * HOUR))


def theirs(person: Person, one: Bought, said: str) -> str:
    """A letter of a customer's."""
    return f"Hello,\n\nabout {one.row.said['number']}: {said}\n\n{person.name}\n"


def ours(person: Person, said: str) -> str:
    """A letter of the house."""
    return f"Dear {person.name},\n\n{said}\n\nGasthaus Linde\n"
