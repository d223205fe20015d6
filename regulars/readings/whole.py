"""All that was read in one message, as its page shows it."""

from collections.abc import Iterable
from itertools import groupby

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.book.glance.look import language_name
from regulars.engine.rows import rows
from regulars.readings.layers import Shown
from regulars.readings.margin import newest_texts, said
from regulars.readings.shown import readings_of
from regulars.readings.wording import KINDS, kind_name
from regulars.staff.models import Agent

UNDERSTOOD = "select language, language_score, tier, edition from readings_understanding where message_id = %s"
# What the words say is told first, then how they sound.
ORDER = {kind: place for place, kind in enumerate((*list(KINDS)[5:], *list(KINDS)[:5]))}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A reading with the words it stands on: `quote` is the stretch, `because` the words in it that decided."""

    shown: Shown
    said: str
    quote: str
    because: tuple[str, ...]

    @property
    def of_ten(self) -> int:
        """In how many of ten such cases it is right."""
        return round(self.shown.score * 10)


@dataclass(frozen=True, slots=True)
class Kind:
    """All readings of one kind."""

    name: str
    found: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """All that is known of a message's words. `language` is its ISO 639-1 code, "" where nobody could tell; `tier` is
    how much was spent on it, "" where it was not read yet."""

    message: int
    text: str
    language: str
    tier: str
    kinds: tuple[Kind, ...]


def whole(moment: str, agent: Agent) -> Whole | None:
    """What was read in the newest text of a moment (public id); None where it has no text."""
    for message, (_of, text) in newest_texts([moment]).items():
        understood = rows(UNDERSTOOD, [message])
        language, _sureness, tier, _edition = understood[0] if understood else ("", 0.0, "", "")
        found = readings_of([message], agent).get(message, [])
        return Whole(message, text, language, tier, tuple(kinds(found, text)))
    return None


def kinds(found: Iterable[Shown], text: str) -> Iterable[Kind]:
    """Readings by kind, in the order in which a person would ask."""
    ranked = sorted(found, key=lambda one: (ORDER.get(one.reader, len(ORDER)), one.reader, -one.score))
    for reader, same in groupby(ranked, key=lambda one: one.reader):
        yield Kind(kind_name(reader), tuple(evidence(one, text) for one in same))


def evidence(one: Shown, text: str) -> Evidence:
    """A reading with its words."""
    because = tuple(dict.fromkeys(text[start:end] for start, end in one.fired))
    return Evidence(one, said(one), text[one.start : one.end], because)


def read_as(whole: Whole) -> str:
    """In a sentence: in what language it was read, or why it was not."""
    if not whole.tier:
        return _("It has not been read yet.")
    if not whole.language:
        return _("Its language could not be told, so hardly anything was read.")
    return _("Read as %(language)s.") % {"language": language_name(whole.language)}
