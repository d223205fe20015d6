"""How the house says that something is at a time: the sentence, the day and the hour in words, the letter around it."""

import random
from datetime import date, datetime

from regulars.base.frozen import dataclass
from regulars.demo.generator.bought import house
from regulars.demo.generator.people import Person
from regulars.demo.generator.talks import Letter, Talk, later, ours
from regulars.demo.generator.told_wordings import ABSENCE, AFTER, ASKED, BEFORE, Manner

IDA_NAME = "Ida Moser"
# Hours before our answer that somebody asks.
ASKS = -9, -0.5
TOMORROW = 0.5
# Days ahead for which a weekday is enough, and a date without its year.
WEEK, MONTH = 6, 25
NOON = 12
ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


@dataclass(frozen=True, slots=True)
class Saying:
    """To whom, how this desk speaks, by what chance, and until when."""

    chance: random.Random
    person: Person
    manner: Manner
    now: datetime


def day_of(at: datetime) -> date:
    """The day that it is at the house."""
    return at.astimezone(house()).date()


def sentence(saying: Saying, about: str, *, timed: bool) -> str:
    """Any sentence about it; of those with an hour, where that is what is to be said."""
    return saying.chance.choice([one for one in saying.manner.said[about] if "{hour}" in one or not timed])


def time_words(saying: Saying, at: datetime, says: datetime) -> dict[str, str]:
    """A later day, as somebody says it at a time: "Friday" and "on Friday"; and the hour."""
    ahead, manner, chance = (says.date() - day_of(at)).days, saying.manner, saying.chance
    hour = chance.choice(manner.hours)
    written = {"at": says, "nth": f"{says.day}{ENDINGS.get(says.day, 'th')}", "hour": says.hour % NOON or NOON}
    if ahead == 1 and chance.random() < TOMORROW:
        return {"day": "tomorrow", "on_day": "tomorrow", "hour": hour.format(**written)}
    known = [*manner.far, *(manner.soon if ahead <= MONTH else ()), *(manner.near * 3 if ahead <= WEEK else ())]
    day = chance.choice(known).format(**written)
    return {"day": day, "on_day": day if day.startswith("this ") else f"on {day}", "hour": hour.format(**written)}


def talk(saying: Saying, about: str, number: str, at: datetime, said: str) -> Talk:
    """A question, with the number of what it is about where that has one, and the answer of that time."""
    chance, name = saying.chance, saying.person.name
    subject, asked = chance.choice(ASKED[about])
    opening = f"about {number}: {asked}" if number else asked
    asking = Letter(later(chance, at, ASKS), False, f"Hello,\n\n{opening}\n\n{name}\n")
    text = " ".join(filter(None, (chance.choice(BEFORE), said, chance.choice(AFTER))))
    if about == ABSENCE:
        return Talk(subject, (asking, Letter(at, True, f"Dear {name},\n\n{text}\n\n{IDA_NAME}\n", signed=True)))
    return Talk(subject, (asking, Letter(at, True, ours(saying.person, text))))
