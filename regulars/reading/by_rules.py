"""What the words themselves say: every reader that goes by rules, asked about one text."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache

from regulars.reading.rulebook import SHELVES
from regulars.reading.slots import Reader, present
from regulars.reading.values import Clean, Reading, Speaker
from regulars.reading.wording import heard

logger = logging.getLogger(__name__)
_failed: set[str] = set()
# "Will do!" is too short to tell its language by. Rules go by English words, which no other language has.
USUAL = "en"


@cache
def _asked(speaker: Speaker, language: str) -> tuple[Reader, ...]:
    """The readers that may speak here. They are files, so nothing is added while a process runs."""
    return tuple(
        reader
        for reader in present().values()
        if reader.find and speaker in reader.speakers and language in reader.languages
    )


def rules_only(clean: Clean, but: Collection[str] = ()) -> tuple[Reading, ...]:
    """All that rules read in it, as it stands in the text, `but` for some kinds. Empty where no reader knows the
    language; where nobody can tell it, English words are looked for."""
    found = [reading for reader in _worth_asking(clean, but) for reading in _read(reader, clean)]
    return tuple(sorted(found, key=lambda reading: (reading.start, reading.end))) if len(found) > 1 else tuple(found)


def _worth_asking(clean: Clean, but: Collection[str]) -> list[Reader]:
    """The readers that may speak here, but for those of which no words are there: of eight mostly six."""
    speaker = clean.said.speaker
    asked = [one for one in _asked(speaker, clean.language.code or USUAL) if one.kind not in but]
    if not asked:
        return asked
    shelf = SHELVES[speaker]
    tried = shelf.tried(heard(clean))
    # One that is not on the shelf was never asked, or its file is damaged.
    return [one for one in asked if not one.ruled or one.kind in tried or one.kind not in shelf]


def _read(reader: Reader, clean: Clean) -> Sequence[Reading]:
    assert reader.find is not None  # noqa: S101 - chosen by it
    try:
        found = list(reader.find(clean))
    except Exception:
        # Once is enough: what is wrong with it is wrong in every message.
        if reader.kind not in _failed:
            _failed.add(reader.kind)
            logger.exception("The reader of %s failed; the others are heard", reader.kind)
        return ()
    return [_judged(reading, reader) for reading in found if reading.score >= reader.floor] if found else ()


def _judged(reading: Reading, reader: Reader) -> Reading:
    sure = reading.sure and reading.score >= reader.threshold
    return reading if sure == reading.sure else replace(reading, sure=sure)
