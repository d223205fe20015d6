"""When a promise is due: which of the times in a sentence belongs to which clause."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from regulars.base.frozen import dataclass
from regulars.reading.rulefile import Rule
from regulars.reading.times import SOME_DAY, Worded, worded
from regulars.reading.tokens import tokens
from regulars.reading.values import Clean, Due, Sentence
from regulars.reading.wording import Wording

# Rules whose names end so count only with a time ahead in the same clause.
TIMED = "_timed"
# Hours alone do not tell a promise from opening hours, unless they are the customer's.
ADDRESSED = re.compile(r" (?:you|your|yours|u|ya|ihnen|ihre?n?|dir|dich|deine?|euch|hers|his|mine)(?= )")
PASSED = ("since", "ago", "after")
# A time that stands apart from its clause, by a comma: "In two days, I'll have it".
NEAR = 3
# What is on its way is there after a length that is named: "a coach is on its way, 20 minutes".
UNDER_WAY = ("thing_is_arranged", "thing_kept", "on_its_way_to_you")
# A second thing promised in one breath: "ask the nurse and get back to you tomorrow".
ANOTHER = (
    "get back|come back|let you|message|call|ring|text|email|e mail|mail|write|send|update|report|confirm|tell you"
    "|phone|deliver|ship|give you|post|bring|drop|keep you|reply|install|fit|put|add|refund"
)
SECOND = re.compile(rf" (?:and|und) (?=(?:then |will |also ){{0,2}}(?:{ANOTHER}) )")


# Somebody or something else of which something is said, too: "I'm sending it now and the invoice will follow".
ALSO = re.compile(
    r" (?:and|und|but) (?=(?!i |we |you |he |she |it |they )(?:[a-z0-9'-]+ ){1,5}(?:will|shall|is|are|'s|wird|werden) )"
)
# Rules for what we will not do, or let befall them.
NOT_DONE = ("you_not", "thing_not", "we_not_going", "we_not_acting", "policy_not_charged")
# Of whom or what it holds, whoever it is.
WHICHEVER = re.compile(r"\b(?:that|which|who)\b", re.IGNORECASE)
WHOEVER = re.compile(r"\W*(?:any(?:thing|one|body)?|every(?:thing|one|body)?|whoever|whatever)\b", re.IGNORECASE)
# "The Tuesday slot": a day that only tells which.
WHICH = re.compile(r"\b(?:the|your|our|his|her|that|my|a)\s", re.IGNORECASE)
TELLS_WHICH = re.compile(
    r"['’]s\b|\s+(?!(?:at|by|on|before|after|and|or|to|for|in|with|from|until|till|when|if|so|as|but|we|i|you|he|she|it"
    r"|they|is|are|will|about|latest)\b)[a-z]",
    re.IGNORECASE,
)
# "Next month's on us": a stretch that is given, and no time by which something is done.
GIVEN = re.compile(
    r"(?:['’]s\b|\s+(?:is|are|will be)\b)(?:\s+\w+){0,3}?\s+(?:on (?:us|me|the house)|free|gratis|for free)\b",
    re.IGNORECASE,
)
# "Orders placed before noon": of what it holds.
BEFALLS = re.compile(
    r"\b(?:received|placed|ordered|booked|made|submitted|sent|requested|reported|posted|paid|returned|cancell?ed|in)\s*$",
    re.IGNORECASE,
)
# What stands before a time and one of these belongs to another clause: "I'll ask on Wednesday, and you'll hear".
JOINED = re.compile(r"[\s,;]*(?:and|but|so)\b", re.IGNORECASE)
ASKED_FOR = re.compile(r"\b(?:give (?:me|us)|let (?:me|us) have|allow (?:me|us))\s+(?:\w+\s+)?$", re.IGNORECASE)
LATEST = re.compile(r"latest$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that fired: the clause around its words in code points of the wording, and both in those of the text."""

    rule: Rule
    clause: tuple[int, int]
    start: int
    end: int
    fired: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Group:
    """The rules that fired in one clause, and where it stands in the text."""

    hits: tuple[Hit, ...]
    start: int
    end: int


def times(clean: Clean, sentence: Sentence) -> Sequence[Worded]:
    """The times of a sentence that lie ahead, and the vague ones. Where nobody knows when it was said they are counted
    from some day, to tell those that could be worked out from those that could not."""
    said = clean.said
    at = said.at or SOME_DAY
    shown = sentence.text if sentence.places is None else "".join(sentence.text[place] for place in sentence.places)
    now = at.astimezone(ZoneInfo(said.zone)).replace(tzinfo=None, second=0, microsecond=0)
    return [
        replace(each, due=_placed(sentence, each.due))
        for each in worded(tokens(shown), at, said.zone, clean.language.code or "en")
        if each.link not in PASSED and (each.due.time is None or each.due.time.wall >= now) and not _begins(each, now)
    ]


def _begins(time: Worded, now: datetime) -> bool:
    """From today: it has begun, and nobody said when it ends."""
    due = time.due
    return time.link == "from" and due.time is not None and due.grain == "day" and due.time.wall.date() == now.date()


def _placed(sentence: Sentence, due: Due) -> Due:
    start, end = sentence.span(due.start, due.end)
    return Due(start, end, due.time, due.grain)


def in_time(hit: Hit, named: Sequence[Worded], wording: Wording) -> bool:
    """Whether a rule that wants a time has one in its clause."""
    mine = ADDRESSED.search(f" {wording.text[hit.clause[0] : hit.clause[1]]} ") is not None
    if hit.rule.name == "thing_will_you" and mine:
        return True
    if not hit.rule.name.endswith(TIMED) and hit.rule.name != "thing_will_you":
        return True
    inside = [each for each in named if each.due.start < hit.end and each.due.end > hit.start]
    return any(_tells(each, hit.rule, mine) for each in inside)


def _tells(time: Worded, rule: Rule, mine: bool) -> bool:
    if time.due.time is None:
        return rule.name.startswith("we_acting") and not time.length
    if time.length:
        return rule.name.startswith("give_us")
    by_the_hour = time.dayless and time.link in ("at", "", "between", "until", "from")
    return mine or not by_the_hour or rule.name.startswith("we_")


def apart(groups: Iterable[Group], named: Sequence[Worded], wording: Wording) -> Iterator[Group]:
    """A clause that promises two things, the second of them with a time of its own, as two."""
    for group in groups:
        first, last = min(hit.clause[0] for hit in group.hits), max(hit.clause[1] for hit in group.hits)
        second = SECOND.search(wording.text, first, last)
        cut = wording.place(second.end(), second.end() + 1)[0] if second else group.end
        if second and cut > group.start and any(cut <= each.due.start < group.end for each in named):
            yield replace(group, end=wording.place(first, second.start())[1])
            yield replace(group, start=cut)
        else:
            yield from _of_two(group, first, last, wording)


def _of_two(group: Group, first: int, last: int, wording: Wording) -> Iterator[Group]:
    """The clause in two where its second half speaks of something else, and rules fired in either half."""
    for also in ALSO.finditer(wording.text, first, last):
        end, start = wording.place(first, also.start())[1], wording.place(also.end(), also.end() + 1)[0]
        before = tuple(hit for hit in group.hits if hit.fired[1] <= end)
        behind = tuple(hit for hit in group.hits if hit.fired[0] >= start)
        if before and behind and len(before) + len(behind) == len(group.hits):
            yield Group(before, group.start, end)
            yield Group(behind, start, group.end)
            return
    yield group


def due(group: Group, groups: Sequence[Group], named: Sequence[Worded], text: str) -> Due | None:
    """The time in the clause, or one beside it that belongs to no other clause: "I'll ask her when she's in on Monday".
    `text` is the untouched one, in which they have their places."""
    inside = [each for each in named if group.start < each.due.end and each.due.start < group.end]
    free = [each for each in named if not any(one.start < each.due.end and each.due.start < one.end for one in groups)]
    near = [each for each in free if _beside(each.due, group, text)]
    return _first(group, inside, text) or _first(group, near, text)


def _beside(time: Due, group: Group, text: str) -> bool:
    when = text[group.end : max(time.start, group.end)].lower().startswith((" when ", " once ", " as soon as "))
    joined = JOINED.match(text, group.start) is not None or JOINED.search(text, time.end, group.start) is not None
    before = 0 <= group.start - time.end <= NEAR and (not joined or ASKED_FOR.search(text, 0, time.start) is not None)
    return when or before or 0 <= time.start - group.end <= NEAR


def _first(group: Group, named: Sequence[Worded], text: str) -> Due | None:
    timed = [each.due for each in named if each.due.time is not None and _counts(each, group, text)]
    timed.sort(key=lambda due: (_tells_which(due, text), LATEST.search(text, due.start, due.end) is None))
    vague = [each.due for each in named if each.due.time is None]
    return next(iter([*_to_the_hour(timed), *vague]), None)


def _to_the_hour(timed: Sequence[Due]) -> Sequence[Due]:
    """Of "on Friday I'll ring at ten" the hour first: it is on the day that was named."""
    days = [due.time.wall.date() for due in timed[:1] if due.time and due.grain == "day"]
    hours = [due for due in timed[1:] if due.time and due.grain in ("minute", "hour") and due.time.wall.date() in days]
    return [*hours, *timed]


def _tells_which(due: Due, text: str) -> bool:
    """Whether a time only says which one is meant. It counts where no other is named."""
    return (
        TELLS_WHICH.match(text, due.end) is not None and WHICH.search(text, max(0, due.start - 6), due.end) is not None
    )


def _counts(time: Worded, group: Group, text: str) -> bool:
    """Whether a promise is due then. A length begins now only where the words say so. What holds for everybody is due
    at a day named behind the words that say it: "bouquets that wilt within a week get replaced" is not, nor is what can
    come back within 30 days of whatever befalls them. What we will not do is due where a time ends that."""
    if time.length:
        return any(hit.rule.name.startswith("give_us") or hit.rule.name in UNDER_WAY for hit in group.hits)
    if all(hit.rule.name in NOT_DONE for hit in group.hits):
        return time.link in ("until", "by", "before")
    said = text[time.due.start : time.due.end]
    if GIVEN.match(text, time.due.end - 2 * said.lower().endswith(("'s", "’s"))):
        return False
    begun = text[group.start : time.due.start]
    if BEFALLS.search(begun) and time.due.end <= max(hit.fired[1] for hit in group.hits):
        return False
    if WHICHEVER.search(begun) and time.due.end <= min(hit.fired[0] for hit in group.hits):
        return False
    everybody = all(hit.rule.label == "policy" for hit in group.hits) or WHOEVER.match(begun) is not None
    if not everybody or group.hits[0].rule.name == "gilt":
        return True
    # "Before noon": of what day, only those know whom it befalls.
    told = not time.dayless and time.link != "within"
    return told and time.due.end >= max(hit.fired[1] for hit in group.hits)
