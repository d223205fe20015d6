"""Readings for other programs: a JSON object on each line in, one on each line out, in the same order."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NoReturn, Protocol
from zoneinfo import ZoneInfo

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.reading.values import Read, Reading, Speaker, Utterance

# A text of five megabytes, each character of it written as \uXXXX.
LONGEST_LINE = 32 * 1024 * 1024
MOST_AT_ONCE = 256
AT_ONCE = 64 * 1024
SPEAKERS = ", ".join(f"“{speaker}”" for speaker in Speaker)
# Made once: json.dumps makes one for each line.
ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
SCORES = ("sentiment", "emotion", "failure")

Readers = Callable[[Sequence[Utterance]], Sequence[Read]]


class Source(Protocol):
    """Bytes that come in; `read1` gives what is there, waits only where nothing is, and b"" at the end."""

    def read1(self, size: int, /) -> bytes: ...


class Sink(Protocol):
    """Where bytes go."""

    def write(self, text: bytes, /) -> object: ...
    def flush(self) -> object: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """One line understood: `id` as it was given, None where none was."""

    id: str | int | float | None
    said: Utterance | Refused


def serve(source: Source, sink: Sink, read: Readers, *, whole: bool = False) -> int:
    """Answers line by line until the input ends; gives back the exit code, 1 where a line could not be read.

    Answers are written whenever the input pauses, so a program may ask, wait for the answer, and ask again. With
    `whole` each answer has all that was read: what a reader is not sure of, its version, the words that fired, the
    vector.
    """
    wrong = False
    for batch in _batches(source):
        asked = [_asked(line) for line in batch]
        answers = iter(read([one.said for one in asked if isinstance(one.said, Utterance)]))
        for one in asked:
            if isinstance(one.said, Refused):
                wrong = True
                line = ENCODER.encode({"id": one.id, "error": one.said.reason})
            else:
                line = line_of(one.id, next(answers), whole=whole)
            sink.write(line.encode() + b"\n")
        sink.flush()
    return int(wrong)


def _batches(source: Source) -> Iterator[list[bytes]]:
    """The lines that came at once, not empty ones, at most so many. An endless line comes cut, once."""
    begun: list[bytes] = []
    length = 0
    while chunk := source.read1(AT_ONCE):
        *lines, rest = chunk.split(b"\n")
        if lines:
            lines[0] = b"".join([*begun, lines[0]])
            begun, length = [], 0
            yield from _portions(lines)
        if length <= LONGEST_LINE:
            begun.append(rest)
            length += len(rest)
    yield from _portions([b"".join(begun)])


def _portions(lines: list[bytes]) -> Iterator[list[bytes]]:
    lines = [line for line in lines if line.strip()]
    for at in range(0, len(lines), MOST_AT_ONCE):
        yield lines[at : at + MOST_AT_ONCE]


def _asked(line: bytes) -> Asked:
    if len(line) > LONGEST_LINE:
        return Asked(None, Refused(f"The line is longer than {LONGEST_LINE} bytes. Send its text in parts."))
    try:
        given = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError) as fault:
        return Asked(None, Refused(f"The line is no JSON ({fault}). Write one object on each line."))
    if not isinstance(given, dict):
        return Asked(None, Refused('The line is no JSON object. Write it as {"id": "1", "text": "..."}.'))
    name = given.get("id")
    if name is not None and (isinstance(name, bool) or not isinstance(name, str | int | float)):
        return Asked(None, Refused("id: it must be a text or a number."))
    return Asked(name, utterance_of(given))


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def utterance_of(given: Mapping[str, Any]) -> Utterance | Refused:
    """What one object says, or what is wrong with it, where, and what would be right."""
    text = given.get("text")
    if not isinstance(text, str):
        return Refused("text: it is missing. Give the message as a text." if text is None else "text: it is no text.")
    speaker = given.get("speaker") or Speaker.CUSTOMER
    if speaker not in tuple(Speaker):
        return Refused(f"speaker: {_short(speaker)} is not known. It is one of {SPEAKERS}.")
    at = _time(given.get("at"))
    if isinstance(at, Refused):
        return at
    zone = _zone(given.get("time_zone"))
    if isinstance(zone, Refused):
        return zone
    return Utterance(text, Speaker(speaker), at, zone)


def _time(given: object) -> datetime | Refused | None:
    if given is None or given == "":
        return None
    right = "Write it as 2026-03-05T14:20:00+01:00."
    if not isinstance(given, str):
        return Refused(f"at: it must be a text. {right}")
    try:
        time = datetime.fromisoformat(given)
        return time if time.utcoffset() is not None else Refused(f"at: {_short(given)} has no offset. {right}")
    except (ValueError, OverflowError):
        return Refused(f"at: {_short(given)} is no time. {right}")


def _zone(given: object) -> str | Refused:
    if given is None or given == "":
        return "UTC"
    try:
        if isinstance(given, str):
            ZoneInfo(given)
            return given
    except (ValueError, LookupError, OSError):
        pass
    return Refused(f"time_zone: {_short(given)} is not known. Write an IANA name such as Europe/Berlin.")


def _short(given: object) -> str:
    return f"“{str(given)[:60]}”"


def line_of(name: str | int | float | None, found: Read, *, whole: bool = False) -> str:
    """One answer as JSON. `start` and `end` count code points; `due` is a wall time with its offset, or None."""
    told: dict[str, Any] = {
        "id": name,
        "language": found.language.code,
        "readings": [_told(one, whole=whole) for one in found.readings if one.sure or whole],
    }
    if whole:
        told |= {
            "sureness": round(found.language.sureness, 4),
            "vector": base64.b64encode(found.vector).decode(),
        }
    kinds = dict.fromkeys((*SCORES, *found.scores)) if whole else SCORES
    scores = ",".join([f'"{kind}":{_scored(found.scores.get(kind, {}))}' for kind in kinds])
    return f'{ENCODER.encode(told)[:-1]},"scores":{{{scores}}}}}'


def _told(one: Reading, *, whole: bool) -> dict[str, Any]:
    due = local(one.due.time) if one.due and one.due.time else None
    told = {"kind": one.kind, "label": one.label, "score": round(one.score, 4), "start": one.start, "end": one.end}
    if not whole:
        return told | {"due": due}
    return told | {"due": due, "sure": one.sure, "version": one.version, "rule": one.rule, "fired": one.fired}


def local(time: LocalTime) -> str:
    """A wall time with the offset that its zone has then. Source: ISO 8601."""
    return time.wall.replace(tzinfo=ZoneInfo(time.zone)).isoformat()


def _scored(scores: Mapping[str, float]) -> str:
    """An object of numbers of four digits. They are most of an answer, and to round each takes as long as a rule."""
    return _form(tuple(scores)) % tuple(scores.values())


@lru_cache(maxsize=256)
def _form(labels: tuple[str, ...]) -> str:
    """Where the number of each label goes."""
    named = (ENCODER.encode(label).replace("%", "%%") for label in labels)
    return f"{{{','.join(f'{name}:%.4f' for name in named)}}}"
