"""Letters in which the house says when something is, or when somebody will act: mostly as the records have it.

Whatever is said wrongly would cost the customer something: a parcel said to come sooner, a reward said to last longer,
a booking on another day or at another hour, a call by somebody who is not there then.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from regulars.base.frozen import dataclass
from regulars.book.models import Visit
from regulars.book.records.rows import Row
from regulars.demo.generator.bought import Bought
from regulars.demo.generator.saying import Saying, day_of, sentence, talk, time_words
from regulars.demo.generator.talks import HOUR, Talk, later
from regulars.demo.generator.told_wordings import ABSENCE, BOOKING, DELIVERY, REWARD

SHARES = {DELIVERY: 0.4, BOOKING: 0.4, REWARD: 0.7, ABSENCE: 0.15}
WRONG, WRONG_HOUR = 0.15, 0.4
# Hours after ordering, booking, and before or after coming.
AFTER_ORDER, AFTER_BOOKING, BEFORE_VISIT, AROUND = (10, 30), 10, 36, (-40, 200)
EARLIER, LONGER = (1, 2, 3), (1, 2, 3, 4, 5)
OTHER_DAYS = (-7, -3, -2, -1, 1, 2, 3, 7)
TABLE_HOURS, ROOM_HOURS = (-2, -1, 1, 2), (-2, -1)
# Within so many days Ida promises to act; at most so many days ago somebody asked for their reward.
SOON, ASKED_AGO = 9, (0.1, 250)
DAY, SUNDAY = timedelta(days=1), 6
OFF = (2, 3, 4)


@dataclass(frozen=True, slots=True)
class Told:
    """What the last letter of `talk` says: of which record ("" where it is of who writes), that it is then (a wall
    time; its day only unless `exact`), and what `holds`, as text: the wall time of the record, the days on which Ida is
    away ("2026-05-06/2026-05-08"), or "" where she is there."""

    about: str
    record: str
    says: datetime
    exact: bool
    holds: str
    contradicts: bool
    talk: Talk


def told(saying: Saying, purchases: Sequence[Bought], rewards: Sequence[Row]) -> list[Told]:
    """All that was said for certain until now."""
    found = [one for each in purchases for one in of_purchase(saying, each, purchases)]
    found += [of_reward(saying, row) for row in rewards if saying.chance.random() < SHARES[REWARD]]
    return [one for one in found if one.talk.letters[-1].at <= saying.now]


def of_purchase(saying: Saying, one: Bought, purchases: Sequence[Bought]) -> Iterator[Told]:
    """What was said about one purchase, whenever."""
    if saying.chance.random() < SHARES[BOOKING if one.noun == "visit" else DELIVERY]:
        yield of_visit(saying, one, purchases) if one.noun == "visit" else of_order(saying, one)
    if saying.chance.random() < SHARES[ABSENCE]:
        yield of_ida(saying, one)


def of_order(saying: Saying, one: Bought) -> Told:
    """When a parcel comes, soon after it was ordered; wrongly some days too early."""
    chance, at = saying.chance, later(saying.chance, one.at, AFTER_ORDER)
    holds = says = datetime.fromisoformat(one.row.said["promised_local"])
    wrong = chance.random() < WRONG
    if wrong:
        says = max(holds - DAY * chance.choice(EARLIER), datetime.combine(day_of(at) + DAY, holds.time()))
    return about_record(saying, DELIVERY, one.row, at, (says, holds, wrong), {"number": one.row.said["number"]})


def of_visit(saying: Saying, one: Bought, purchases: Sequence[Bought]) -> Told:
    """When a booking begins; wrongly at another hour, or on a day on which they have booked nothing."""
    chance, booked = saying.chance, one.row.times[Visit.BOOKED]
    at = later(chance, booked, (AFTER_BOOKING, (one.at - booked).total_seconds() / HOUR - BEFORE_VISIT))
    holds = says = datetime.fromisoformat(one.row.said["starts_local"])
    is_table = holds.date() == datetime.fromisoformat(one.row.said["ends_local"]).date()
    words = {"number": one.row.said["number"], "unit": "table" if is_table else "room"}
    wrong = chance.random() < WRONG
    if wrong and chance.random() < WRONG_HOUR:
        # Who has a room may come later than from when it is theirs.
        says = holds + timedelta(hours=chance.choice(TABLE_HOURS if is_table else ROOM_HOURS))
    elif wrong:
        free = [day for day in other_days(holds.date(), purchases) if day > day_of(at)]
        wrong = bool(free)
        says = datetime.combine(chance.choice(free), holds.time()) if free else holds
    return about_record(saying, BOOKING, one.row, at, (says, holds, wrong), words)


def other_days(starts: date, purchases: Sequence[Bought]) -> list[date]:
    """Days around one on which somebody has nothing booked."""
    taken = [one.row.said for one in purchases if one.noun == "visit"]
    spans = [(one["starts_local"][:10], one["ends_local"][:10]) for one in taken]
    days = [starts + DAY * days for days in OTHER_DAYS]
    return [day for day in days if not any(first <= day.isoformat() <= last for first, last in spans)]


def of_reward(saying: Saying, row: Row) -> Told:
    """Until when points last, while they do; wrongly some days too long."""
    chance, since = saying.chance, row.times["granted"] + DAY
    at = max(since, saying.now - DAY * chance.uniform(*ASKED_AGO)).replace(microsecond=0)
    holds = datetime.fromisoformat(row.said["expires_local"])
    wrong = chance.random() < WRONG
    says = holds + DAY * chance.choice(LONGER) if wrong else holds
    return about_record(saying, REWARD, row, at, (says, holds, wrong), {"balance": f"{row.said['balance']}"})


def about_record(
    saying: Saying, about: str, row: Row, at: datetime, when: tuple[datetime, datetime, bool], words: dict[str, str]
) -> Told:
    """The talk in which it is said; `when` is what is said, what the record holds, and whether these contradict."""
    says, holds, wrong = when
    said = sentence(saying, about, timed=says.date() == holds.date() and wrong)
    text = said.format(**words, **time_words(saying, at, says))
    exchanged = talk(saying, about, row.said.get("number", ""), at, text)
    return Told(about, row.source_id, says, "{hour}" in said, holds.isoformat(), wrong, exchanged)


def of_ida(saying: Saying, one: Bought) -> Told:
    """When Ida will act, on a day on which she works; wrongly on one on which she is away."""
    chance, at = saying.chance, later(saying.chance, one.at, AROUND)
    while is_away(day_of(at)):
        at += DAY
    ahead = [day_of(at) + DAY * days for days in range(1, SOON + 1)]
    away = [day for day in ahead if is_away(day)]
    wrong = bool(away) and chance.random() < WRONG
    day = chance.choice(away if wrong else [day for day in ahead if day not in away and day.weekday() != SUNDAY])
    says = datetime.combine(day, time())
    text = sentence(saying, ABSENCE, timed=False).format(**time_words(saying, at, says))
    return Told(ABSENCE, "", says, False, absence(day) if wrong else "", wrong, talk(saying, ABSENCE, "", at, text))


def is_away(day: date) -> bool:
    """Whether Ida is away: from Wednesday to Friday, every second week."""
    return day.weekday() in OFF and (day.toordinal() - 1) // 7 % 2 == 0


def absence(day: date) -> str:
    """The absence within which a day is: its first and last day."""
    first = day - DAY * (day.weekday() - OFF[0])
    return f"{first}/{first + DAY * (len(OFF) - 1)}"


def absences(since: date, until: date) -> Iterator[tuple[date, date]]:
    """Her absences that begin within these days: first and last day of each."""
    for days in range((until - since).days + 1):
        day = since + DAY * days
        if day.weekday() == OFF[0] and is_away(day):
            yield day, day + DAY * (len(OFF) - 1)
