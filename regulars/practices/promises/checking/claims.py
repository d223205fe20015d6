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


REWARD = re.compile(
    r"\b(?:rewards?|bonus(?: points)?|loyalty points?|points|vouchers?|gift cards?|store credit|free nights?|miles"
    r"|stars|prämien?|punkte|gutscheine?|bonuspunkte|guthaben|freinächte)\b"
)
THEM = re.compile(r"\b(?:it|them|they|these|sie|es|ihn|diese)\b")
RUNS_OUT = re.compile(
    r"\b(?:(?:will )?expires?\b|expiring|will expire|runs? out|run out|lapses?|expiry(?: date)? is"
    r"|expiration(?: date)? is|verfällt|verfallen|läuft .*\bab\b|laufen .*\bab\b|endet|enden)"
)
LASTS = re.compile(
    r"\b(?:(?:is|are|stays?|remains?|still) (?:\w+ ){0,2}(?:valid|good|available|usable)"
    r"|(?:you|you'll|you will) (?:\w+ ){0,2}have (?:\w+ ){0,2}(?:until|till)|valid (?:until|till|through)"
    r"|(?:can|may) (?:\w+ ){0,2}(?:use|redeem|spend|cash in)|have time (?:until|till)"
    r"|(?:ist|sind|bleibt|bleiben) (?:\w+ ){0,3}gültig|gültig bis|einlösen|einlösbar|haben .*\bzeit bis)\b"
)
PARCEL = re.compile(r"\b(?:order|parcel|package|shipment|delivery|bestellung|paket|lieferung|sendung)\b")
COMES = re.compile(
    r"(?:\b(?:will|'ll) (?:\w+ ){0,2}(?:arrive|reach you|be delivered|be with you|be there|come|get there|get to you)\b"
    r"|\b(?:arrives|is delivered|is arriving|is being delivered|gets? to you|is out for delivery"
    r"|is scheduled for delivery)\b"
    r"|\bdelivery (?:date )?is\b|\b(?:is|be) (?:due|scheduled|set) (?:to arrive|for delivery)\b"
    r"|\b(?:you'll|you will) (?:\w+ ){0,1}(?:have|receive|get)\b"
    r"|\b(?:we'll|we will|we) deliver\b"
    r"|\b(?:kommt|trifft .*\bein|wird .*(?:geliefert|zugestellt)|ist .*\bbei ihnen|erhalten sie|bekommen sie)\b)"
)
TABLE = re.compile(
    r"\b(?:booking|reservation|appointment|table|room|stay|check-in|check in|visit"
    r"|buchung|reservierung|termin|tisch|zimmer|aufenthalt|anreise|besuch)\b"
)
BOOKED = re.compile(
    r"(?:\b(?:is|are|starts?|begins?)(?: \w+){0,2}?(?: (?:booked|confirmed|reserved|scheduled|set|fixed))?"
    r"(?: (?:for|on|at|from))?\s*$"
    r"|\b(?:booked|confirmed|reserved|scheduled)(?: \w+){0,3}?(?: (?:for|on|at|from))?\s*$"
    r"|\b(?:ist|sind|beginnt)(?: \w+){0,3}?\s*$|\b(?:gebucht|reserviert|bestätigt)(?: \w+){0,3}?\s*$)"
)
YOUR = re.compile(r"\b(?:your|the|ihre?n?|dein|der|die|das|you are|you're|sie sind)\b")
MOVES = re.compile(
    r"\b(?:mov(?:e|ed|ing)|chang(?:e|ed|ing)|reschedul\w*|instead|rebook\w*|another|alternativ\w*|offer|free|new"
    r"|postpon\w*|verschieb\w*|verschoben|statt|stattdessen|ander\w+|neue?n?|frei)\b"
)
COME_BY = re.compile(
    r"\b(?:come (?:by|in|over|along|round)|drop (?:by|in)|stop by|pop (?:by|in|over)|visit (?:us|our|the shop)"
    r"|visit the store|we(?:'re| are) (?:\w+ )?open|(?:shop|store|desk|office|branch) is (?:\w+ )?open"
    r"|(?:can|may) (?:pick|collect)\b|ready to (?:pick|collect)|call us|ring us|reach us"
    r"|kommen sie .*vorbei|schauen sie .*vorbei|(?:wir|haben) .*(?:geöffnet|offen)|können sie .*abholen)\b"
)
WE_ACT = re.compile(
    r"\b(?:(?:i|we)(?:'ll| will| shall| am going to| are going to|'m going to|'re going to)"
    r"|(?:ich|wir) (?:werden?|rufen?|melden?|komm\w*|schick\w*|lieferen?))\b"
)
ON_THE_DAY = re.compile(
    r"\b(?:call|ring|phone|telephone|come|visit|meet|be (?:in|there|at)|drop|get back|reply|answer|write|look|check"
    r"|send|speak|talk|rufen?|anrufen|melden?|komm\w*|treffen|schreib\w*|antworten)\b"
)
MINE = re.compile(r"\b(?:i'll|i will|i shall|i am going to|i'm going to|ich)\b")
CLOSED = re.compile(r"\b(?:closed?|shut|not open|geschlossen|zu)\b")
# What takes a statement back: might be, was, others say, on a condition, or said to be otherwise.
SHAKY = re.compile(
    r"\b(?:if|unless|in case|once|when(?:ever)?|whether|would|could|might|should|may be|maybe|perhaps|possibly|probably"
    r"|hopefully|usually|normally|typically|about|around|approximately|roughly|estimated|expected|hope|think|believe|guess"
    r"|can you|could you|do you|did|was|were|had|not|no|never|n't|cannot|can't|won't|isn't|aren't|said|says|told|tells"
    r"|wrote|sorry|unfortunately|late|later|delay\w*|or|either|between"
    r"|falls|wenn|sobald|ob|könnte\w*|würde\w*|sollte\w*|vielleicht|vermutlich|wahrscheinlich|voraussichtlich|etwa|ca"
    r"|nicht|kein\w*|nie|war|waren|leider|später|verspät\w*|oder|zwischen)\b|n't\b"
)
MAY = re.compile(r"\bmay\b")
# Of another thing that comes, or is had: no parcel.
OTHER_THINGS = re.compile(
    r"\b(?:refunds?|reply|answer|response|e-?mail|mail|message|call|callback|invoice|receipt|code|link|credit|money|news"
    r"|update|confirmation|technician|engineer|colleague|letter|payment|voucher|quote|offer|replacement|label"
    r"|erstattung|antwort|nachricht|anruf|rechnung|gutschrift|geld|techniker|kollegin?|angebot|ersatz)\b"
)
# "Come by on Sunday": the first word belongs to the verb.
EATEN = re.compile(r"by (on|at)\b", re.IGNORECASE)
WORDS = re.compile(r"[^\W\d_]{3,}|[\w-]*\d[\w-]*")


def claims(text: str, at: datetime, zone: str, articles: frozenset[str] = frozenset()) -> list[Claim]:
    """What a text of ours claims, in order. `at` (aware) is when it is said, `zone` where the customer lives.

    `articles` are words of what they have ordered, small. [] in a language that nobody taught us.
    """
    clean = cleaned(Utterance(text, Speaker.STAFF, at, zone))
    language = clean.language.code or "en"
    if language not in KNOWN:
        return []
    found: list[Claim] = []
    before = ""
    for sentence in clean.sentences:
        found += _in_sentence(sentence, before, _Said(at, zone, language, articles))
        before = sentence.plain
    return found


@dataclass(frozen=True, slots=True)
class _Said:
    at: datetime
    zone: str
    language: str
    articles: frozenset[str]


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
        and one.link not in ("since", "ago", "after", "within", "between", "from")
    ]
    begins = parts(sentence.text.lower()) if times else []
    for one in times:
        first, last = clause(sentence.text.lower(), begins, one.due.start, one.due.end)
        # Two times in one clause are a choice, or a span: which of them is claimed nobody can tell.
        if any(other is not one and first <= other.due.start < last for other in times):
            continue
        yield from _of_time(sentence, before, one, (first, last), said)


def _of_time(sentence: Sentence, before: str, one: Worded, span: tuple[int, int], said: _Said) -> Iterator[Claim]:
    words = straight(sentence.text[span[0] : span[1]])
    head, rest = straight(sentence.text[span[0] : one.due.start]), straight(sentence.text[one.due.end : span[1]])
    if SHAKY.search(MAY.sub("", f"{head} {rest}")):
        return
    eaten = EATEN.match(sentence.text, one.due.start)
    link, begins = (eaten[1].lower(), one.due.start + 3) if eaten else (one.link, one.due.start)
    sort = _sort(words, head, straight(before), straight(sentence.text), link, said.articles)
    due = one.due.time
    if sort is None or due is None:
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
        MINE.search(words) is not None,
    )


def straight(text: str) -> str:
    """Small letters, straight quotes, single blanks."""
    return " ".join(text.lower().replace("’", "'").split())


def _sort(words: str, head: str, before: str, sentence: str, link: str, articles: frozenset[str]) -> str | None:
    """What a clause claims; `head` is what of it stands before the time, `before` the sentence before."""
    about_reward = REWARD.search(words) or (REWARD.search(before) and THEM.search(words))
    if about_reward and RUNS_OUT.search(words):
        return ENDS
    if about_reward and LASTS.search(words) and link in ("until", "by", "before", "on", ""):
        return UNTIL
    if REWARD.search(words):
        return None
    if (
        link not in ("until", "by", "before")
        and TABLE.search(head)
        and YOUR.search(head)
        and BOOKED.search(head)
        and not MOVES.search(sentence)
    ):
        return BOOKING
    if CLOSED.search(words):
        return None
    if COMES.search(words) and _of_parcel(words, before, articles):
        return DELIVERY
    if COME_BY.search(words) and link in ("on", "at", "") and not MOVES.search(words):
        return OPEN
    if WE_ACT.search(head):
        return ACT
    return None


def _of_parcel(words: str, before: str, articles: frozenset[str]) -> bool:
    if OTHER_THINGS.search(words):
        return False
    said = set(WORDS.findall(words))
    if PARCEL.search(words) or said & articles:
        return True
    ahead = PARCEL.search(before) or set(WORDS.findall(before)) & articles
    return bool(ahead and THEM.search(words) and not OTHER_THINGS.search(before))
