"""By when a customer needs something: the time that stands in, or next to, the words that say so."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from regulars.reading.times import dues
from regulars.reading.values import Clean, Due, Reading


def dated(clean: Clean, found: Iterable[Reading]) -> Iterator[Reading]:
    """The readings, deadlines with their due time: of those named in the clause, else in its sentence, the first that
    could be worked out."""
    times: list[Due] | None = None
    for reading in found:
        if reading.label != "deadline":
            yield reading
            continue
        if times is None:
            times = list(_timed(clean))
        yield replace(reading, due=_nearest(clean, reading, times))


def _timed(clean: Clean) -> Iterator[Due]:
    """The times that are named and can be worked out: none where nobody knows when it was said."""
    said = clean.said
    if said.at:
        yield from (due for due in dues(said.text, said.at, said.zone, clean.language.code) if due.time)


def _nearest(clean: Clean, reading: Reading, times: list[Due]) -> Due | None:
    for start, end in ((reading.start, reading.end), _sentence(clean, reading)):
        for due in times:
            if start <= due.start < end:
                return due
    return None


def _sentence(clean: Clean, reading: Reading) -> tuple[int, int]:
    around = [each for each in clean.sentences if each.start <= reading.start < each.end]
    return (around[0].start, around[0].end) if around else (reading.start, reading.end)
