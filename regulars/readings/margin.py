"""What was read, as quiet notes beside the words it was read in."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regulars.base.registry import Slot
from regulars.book.margins import OWN_MARGINS, Note, Remark, Way
from regulars.book.view import MomentView
from regulars.engine.rows import marks, rows
from regulars.readings.layers import RIGHT, WRONG, Shown
from regulars.readings.models import Correction
from regulars.readings.shown import readings_of
from regulars.readings.wording import label_name
from regulars.web.templating import url
from regulars.web.words import full, manner

# The newest version of each text, as far as a page shows it.
NEWEST = """
select t.id, m.public_id, substr(t.text, 1, 20000) from book_moment m join book_message t on t.moment_id = m.id
where m.public_id in ({ids}) and not exists
(select 1 from book_message newer where newer.moment_id = t.moment_id and newer.version > t.version)
"""
# What is worth a line beside a letter, the weightiest first. All else stands on the page of its readings.
WORTH = (
    ("leaving", "threat"),
    ("promise", "explicit"),
    ("promise", "implied"),
    ("promise", "policy"),
    ("failure", ""),
    ("rule", "complaint"),
    ("repeat", "repeat"),
    ("feeling", ""),
    ("apology", "hollow"),
    ("refusal", "rule"),
    ("amends", "offered"),
    ("urgency", "deadline"),
    ("urgency", "urgent"),
    ("expectation", "expectation"),
    ("preference", ""),
    ("thanks", "delight"),
)
WEIGHT = {pair: place for place, pair in enumerate(WORTH)}
READERS = sorted({reader for reader, _label in WORTH})
EXACT = frozenset({"minute", "hour", "part"})
EACH = frozenset({"preference"})
# A guess beside the text is a help, a row of guesses is none.
MOST_GUESSES = 1

# What else can be done with readings (public id of the moment, reading), by their place in what is asked about.
WAYS: Slot[Callable[[Sequence[tuple[str, Shown]], datetime], Mapping[int, Way]]] = Slot("ways on from readings")


def look(seen: Sequence[MomentView], now: datetime) -> Iterable[Remark]:
    """The notes beside these moments."""
    texts = {view.message: (view.public_id, view.whole) for view in seen if view.message}
    read = readings_of(list(texts), readers=READERS)
    beside = [(texts[message], one) for message, shown in read.items() for one in worth(shown)]
    onward = ways_on([(moment, one) for (moment, _text), one in beside], now)
    for place, ((moment, text), one) in enumerate(beside):
        answers = (*onward.get(place, ()), *ways(moment, one))
        yield Remark(moment, said(one), words=text[one.start : one.end], perhaps=not one.sure, ways=answers)


def ways_on(asked: Sequence[tuple[str, Shown]], now: datetime) -> Mapping[int, list[Way]]:
    """What other rooms offer for these readings, by their place."""
    found: dict[int, list[Way]] = {}
    for _name, offer in WAYS if asked else ():
        for place, way in offer(asked, now).items():
            found.setdefault(place, []).append(way)
    return found


def newest_texts(moments: Sequence[str]) -> dict[int, tuple[str, str]]:
    """The newest text of each of these moments (public ids): by its row id, whose it is and what it says."""
    if not moments:
        return {}
    found = rows(NEWEST.format(ids=marks(moments)), list(moments))
    return {message: (moment, text) for message, moment, text in found}


def weight(one: Shown) -> int | None:
    """How near the top a reading belongs; None where it has no line of its own."""
    return WEIGHT.get((one.reader, one.label), WEIGHT.get((one.reader, "")))


def worth(shown: Collection[Shown]) -> list[Shown]:
    """Those that get a line, the weightiest first: each thing once, and hardly a guess."""
    ranked = sorted(
        (one for one in shown if weight(one) is not None), key=lambda one: (not one.sure, weight(one), -one.score)
    )
    kept: dict[tuple[str, str, datetime | int | None], Shown] = {}
    for one in ranked:
        # Two promises with a day each are two, and so are two needs; a feeling that stands in three sentences is one.
        apart = one.start if one.reader in EACH else one.due.wall if one.due else None
        kept.setdefault((one.reader, one.label, apart), one)
    known = [one for one in kept.values() if one.sure]
    guesses = [one for one in kept.values() if not one.sure]
    return known + guesses[: max(0, MOST_GUESSES - len(known))]


def said(one: Shown) -> str:
    """A reading as a sentence, with the time that it names and who stands behind it."""
    what = label_name(one.reader, one.label)
    if one.due is not None:
        what = _("%(what)s: %(when)s") % {"what": what, "when": named_time(one.due.wall, one.grain)}
    if not one.sure:
        return _("perhaps %(what)s") % {"what": what}
    return _("%(what)s, says %(name)s") % {"what": what, "name": one.word.by} if one.word else what


def named_time(wall: datetime, grain: str) -> str:
    """A time as exactly as it was named: its hour only where there was one."""
    if grain in EXACT:
        return full(wall)
    words = manner(get_language())
    day = words.day % {"day": wall.day, "month": words.months[wall.month - 1]}
    return _("%(weekday)s, %(day)s") % {"weekday": words.weekdays[wall.weekday()], "day": day}


def ways(moment: str, one: Shown) -> tuple[Way, ...]:
    """What can be said of it with one click."""
    if one.word is not None:
        return (Way(_("Take that back"), url("unsay_reading", public_id=one.word.public_id)),)
    return (
        Way(_("That is right"), judged_at(moment, one, RIGHT)),
        Way(_("Not so"), judged_at(moment, one, WRONG)),
    )


def judged_at(moment: str, one: Shown, verdict: str) -> str:
    """Where a verdict on a reading is sent."""
    return url(
        "judge_reading",
        public_id=moment,
        reader=one.reader,
        label=one.label,
        start=one.start,
        end=one.end,
        verdict=verdict,
    )


def note_of(word: Correction, text: str) -> Note:
    """What stands in the margin where somebody has just given their word."""
    label = label_name(word.reader, word.instead or word.label)
    what = _("Not so: %(what)s. Noted, thank you.") if word.verdict == WRONG else _("%(what)s. Noted, thank you.")
    back = Way(_("Take that back"), url("unsay_reading", public_id=word.public_id))
    return Note(what % {"what": label}, text[word.start : word.end], ways=(back,))


OWN_MARGINS.offer("readings", look)
