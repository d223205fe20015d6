"""What our words claim: that a reward ends then, a parcel comes then, a table is booked for then, we are there then.

Only plain statements about a time that could be worked out count: no questions, no conditions, nothing that might be,
nothing that is past. What is claimed is held against the records in `rules`. Pure.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from regulars.base.frozen import dataclass
from regulars.base.times import LocalTime
from regulars.practices.promises.checking.phrases import (
    CARRIER,
    CLOSED,
    COME_BY,
    COMES,
    FIRM,
    GAINED,
    GUEST,
    HAS,
    HEDGED,
    IT,
    LEAVES,
    MINE,
    MOVES,
    OTHER_MATTERS,
    OTHER_THINGS,
    PARCEL,
    REWARD,
    RUNS_OUT,
    SHAKY,
    STANDS,
    TABLE,
    THEM,
    USED,
    WE_ACT,
    YOUR,
)
from regulars.reading.clauses import clause, parts
from regulars.reading.cleaning import cleaned
from regulars.reading.times import Worded, worded
from regulars.reading.tokens import tokens
from regulars.reading.values import Sentence, Speaker, Utterance

ENDS, UNTIL, DELIVERY, BOOKING, OPEN, ACT = "ends", "until", "delivery", "booking", "open", "act"
KNOWN = ("en", "de")


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement with its time: `start` to `end` is the sentence in the text, `due_start` to `due_end` the words that
    name the time. `due` is the latest that keeps to them, `grain` how exact they are, `link` the small word before
    them. `named` are words of the sentence, by which a record may be meant. `mine`: the writer speaks of themselves."""

    sort: str
    start: int
    end: int
    quote: str
    due: LocalTime
    due_start: int
    due_end: int
    grain: str
    link: str
    language: str
    named: frozenset[str] = frozenset()
    mine: bool = False


# "Come by on Sunday": the first word belongs to the verb.
EATEN = re.compile(r"by (on|at)\b", re.IGNORECASE)
GOES_ON = re.compile(r"\s*(?:and|or|but|und|oder) (?:can|could|do|does|is|are|will|would|should|may|now|then)\b")
SAYS = re.compile(r"\w")
WORDS = re.compile(r"[^\W\d_]{3,}|[\w-]*\d[\w-]*")


def claims(
    text: str, at: datetime, zone: str, articles: frozenset[str] = frozenset(), booked: frozenset[str] = frozenset()
) -> list[Claim]:
    """What a text of ours claims, in order. `at` (aware) is when it is said, `zone` where the customer lives.

    `articles` and `booked` are words of what they have ordered and booked, small. [] in a language that nobody taught
    us.
    """
    clean = cleaned(Utterance(text, Speaker.STAFF, at, zone))
    language = clean.language.code or "en"
    if language not in KNOWN:
        return []
    found: list[Claim] = []
    before = ""
    for sentence in clean.sentences:
        found += _in_sentence(sentence, before, _Said(at, zone, language, articles, booked))
        before = sentence.plain
    return found


@dataclass(frozen=True, slots=True)
class _Said:
    at: datetime
    zone: str
    language: str
    articles: frozenset[str]
    booked: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a time, small and straight: `words` is its clause, `head` what of that stands before it,
    `bare` the clause without the time; `before` is what was said before the clause. `link` leads the time in."""

    words: str
    head: str
    bare: str
    before: str
    sentence: str
    link: str


def _in_sentence(sentence: Sentence, before: str, said: _Said) -> Iterator[Claim]:
    if "?" in sentence.text:
        return
    now = said.at.astimezone(ZoneInfo(said.zone)).replace(tzinfo=None)
    times = [
        one
        for one in worded(tokens(sentence.text), said.at, said.zone, said.language)
        if one.due.time is not None
        and not one.length
        and one.due.time.wall >= now
        and one.link not in ("since", "ago", "after", "within", "between")
    ]
    # "On Friday, before six": an hour beside a day is an hour of that day.
    times = [one for one in times if not one.dayless] or times
    begins = parts(sentence.text.lower()) if times else []
    for one in times:
        first, last = _clause(sentence.text, begins, one)
        # Two times in one clause are a choice, or a span: which of them is claimed nobody can tell.
        if any(first <= other.due.start < last and _differ(one, other) for other in times):
            continue
        yield from _of_time(sentence, before, one, (first, last), said)


def _differ(one: Worded, other: Worded) -> bool:
    """Whether two times are not the same day said twice ("Friday (27 November)"), of which the first counts."""
    if one is other or one.due.time is None or other.due.time is None:
        return False
    return one.due.time.wall.date() != other.due.time.wall.date() or other.due.start < one.due.start


def _clause(text: str, begins: list[int], one: Worded) -> tuple[int, int]:
    """The clause of a time. One that says nothing for itself ("Confirmed: Friday", "and will be there on Friday")
    stands with the clause that it goes on from."""
    first, last = clause(text.lower(), begins, one.due.start, one.due.end)
    while not SAYS.search(GOES_ON.sub("", text[first : one.due.start].lower())) or GOES_ON.match(text.lower(), first):
        earlier = [each for each in begins if each < first]
        if not earlier:
            break
        first = max(earlier)
    return first, last


def _of_time(sentence: Sentence, before: str, one: Worded, span: tuple[int, int], said: _Said) -> Iterator[Claim]:
    head, rest = straight(sentence.text[span[0] : one.due.start]), straight(sentence.text[one.due.end : span[1]])
    eaten = EATEN.match(sentence.text, one.due.start)
    link, begins = (eaten[1].lower(), one.due.start + 3) if eaten else (one.link, one.due.start)
    around = _Around(
        straight(sentence.text[span[0] : span[1]]),
        head,
        f"{head} {rest}",
        f"{straight(before)} {straight(sentence.text[: span[0]])}",
        straight(sentence.text),
        link,
    )
    due, sort = one.due.time, _sort(around, said)
    # "See you at seven": on which day, both know.
    if sort is None or due is None or (one.dayless and sort in (BOOKING, DELIVERY)):
        return
    yield Claim(
        sort,
        sentence.start,
        sentence.end,
        sentence.text,
        due,
        sentence.start + begins,
        sentence.start + one.due.end,
        one.due.grain,
        link,
        said.language,
        # "At 3 pm" does not name room 3.
        frozenset(WORDS.findall(straight(f"{sentence.text[: one.due.start]} {sentence.text[one.due.end :]}"))),
        MINE.search(around.words) is not None,
    )


def straight(text: str) -> str:
    """Small letters, straight quotes, single blanks."""
    return " ".join(text.lower().replace("’", "'").split())


def _sort(around: _Around, said: _Said) -> str | None:
    """What a clause claims; None where it claims nothing, or takes it back."""
    firm = FIRM.sub("", around.bare)
    if SHAKY.search(firm):
        return None
    hedged = HEDGED.search(firm) is not None
    if REWARD.search(around.words) or (REWARD.search(around.before) and THEM.search(around.bare)):
        if hedged:
            return None
        sort = _of_reward(around)
        if sort or REWARD.search(around.words):
            return sort
    if _of_table(around, said.booked):
        return BOOKING
    if CLOSED.search(around.words):
        return None
    if _of_parcel(around, said.articles):
        return DELIVERY
    if hedged or around.link == "from":
        return None
    if COME_BY.search(around.words) and around.link in ("on", "at", "") and not MOVES.search(around.words):
        return OPEN
    return ACT if WE_ACT.search(around.head) else None


def _of_reward(around: _Around) -> str | None:
    """Whether its end is named, or that it is there so long."""
    if RUNS_OUT.search(around.bare):
        return ENDS
    if around.link == "until" and not GAINED.search(around.head):
        return UNTIL
    if around.link in ("by", "before", "on", "") and USED.search(around.bare) and not GAINED.search(around.bare):
        return UNTIL
    return None


def _of_table(around: _Around, booked: frozenset[str]) -> bool:
    if around.link in ("until", "by", "before") or MOVES.search(around.sentence) or OTHER_MATTERS.search(around.words):
        return False
    if GUEST.search(around.words):
        return True
    if OTHER_THINGS.search(around.words) or PARCEL.search(around.words):
        return False
    if frozenset(WORDS.findall(around.bare)) & booked:
        return True
    return bool(TABLE.search(around.bare) and (YOUR.search(around.bare) or STANDS.search(around.bare)))


def _of_parcel(around: _Around, articles: frozenset[str]) -> bool:
    """Whether a thing that they ordered is said to come then. What "it" is, the sentences before say, or nobody."""
    if around.link in ("until", "from") or OTHER_THINGS.search(around.words):
        return False
    words = frozenset(WORDS.findall(around.bare))
    named = PARCEL.search(around.bare) or words & articles
    spoken = IT.search(around.bare) and not OTHER_THINGS.search(around.before)
    comes = COMES.search(around.bare)
    if LEAVES.search(around.head) and not COMES.search(around.head):
        return False
    if named or CARRIER.search(around.bare) or (comes and spoken and articles):
        return not OTHER_MATTERS.search(around.words) and not MOVES.search(around.words)
    if not HAS.search(around.bare):
        return False
    ahead = PARCEL.search(around.before) or frozenset(WORDS.findall(around.before)) & articles
    return bool(spoken and ahead)
