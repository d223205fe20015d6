"""How often readers are right on labelled lines: precision, recall and F1 of each kind, and due dates.

`python -m regulars.reading.evaluation FILE... [--kind promise] [--errors] [--rules]` prints them for lines of
`authored/`.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from pathlib import Path

from regulars.base.frozen import dataclass
from regulars.reading.by_rules import rules_only
from regulars.reading.cleaning import cleaned
from regulars.reading.values import Due, Reading, Speaker, Utterance

Read = Callable[[Utterance], Iterable[Reading]]
PRIOR = 5


@dataclass(frozen=True, slots=True)
class Label:
    """What a person says is there. `due` as written: YYYY-MM-DD (end of that day) or YYYY-MM-DDTHH:MM, or None."""

    kind: str
    label: str
    start: int
    end: int
    due: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One labelled text. All readings of its speaker's kinds are listed, so absence is a negative."""

    id: str
    said: Utterance
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Miss:
    """One error, for reading: `what` is "extra", "missed" or "due"."""

    what: str
    line: Line
    start: int
    end: int
    why: str


@dataclass(slots=True)
class Tally:
    """Counts for one kind. `dues` are labels met where either side names a time, `dues_right` those where the reading
    that shares most with the label agrees."""

    found: int = 0
    right: int = 0
    labelled: int = 0
    met: int = 0
    dues: int = 0
    dues_right: int = 0
    misses: list[Miss] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.met / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def due_accuracy(self) -> float:
        return self.dues_right / self.dues if self.dues else 1.0


def lines(path: Path) -> Iterator[Line]:
    """The labelled lines of a file, in its order. Raises ValueError or KeyError for a line that is not of the form."""
    for written in path.read_text(encoding="utf-8").splitlines():
        if written.strip():
            yield line_of(json.loads(written))


def line_of(row: Mapping[str, object]) -> Line:
    """One line as parsed from JSON."""
    at = datetime.fromisoformat(str(row["at"])) if row.get("at") else None
    said = Utterance(str(row["text"]), Speaker(str(row["speaker"])), at, str(row.get("time_zone") or "UTC"))
    listed = row.get("readings")
    labels = tuple(_label(each) for each in listed) if isinstance(listed, list) else ()
    return Line(str(row["id"]), said, labels)


def _label(row: Mapping[str, object]) -> Label:
    due = row.get("due")
    start, end = int(str(row["start"])), int(str(row["end"]))
    return Label(str(row["kind"]), str(row["label"]), start, end, str(due) if due else None)


def meets(one: Label | Reading, other: Label | Reading) -> bool:
    """Whether two stretches of one kind overlap by at least half of the shorter one."""
    shared = _shared(one, other)
    shorter = min(one.end - one.start, other.end - other.start)
    return one.kind == other.kind and shared > 0 and 2 * shared >= shorter


def _shared(one: Label | Reading, other: Label | Reading) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


def same_time(labelled: str | None, due: Due | None) -> bool:
    """Whether a due time is the labelled one. A label of a day asks for the day only, one with minutes for these."""
    wall = due.time.wall if due and due.time else None
    if labelled is None or wall is None:
        return labelled is None and wall is None
    if "T" in labelled:
        return abs(datetime.fromisoformat(labelled) - wall) <= timedelta(minutes=1)
    return wall.date().isoformat() == labelled


def measured(given: Iterable[Line], read: Read, kinds: Sequence[str] = ()) -> dict[str, Tally]:
    """The tally of each kind over the lines (of `kinds` only, where given). Labels within a kind are not told apart.
    Readings that are not sure count as not found: nobody acts on them."""
    tallies: dict[str, Tally] = {}
    for line in given:
        found = [reading for reading in read(line.said) if reading.sure]
        said = {reading.kind for reading in found} | {label.kind for label in line.labels}
        for kind in sorted(said):
            if not kinds or kind in kinds:
                _count(tallies.setdefault(kind, Tally()), line, [each for each in found if each.kind == kind], kind)
    return tallies


def _count(tally: Tally, line: Line, found: Sequence[Reading], kind: str) -> None:
    labels = [label for label in line.labels if label.kind == kind]
    tally.labelled += len(labels)
    tally.found += len(found)
    for reading in found:
        label = next((each for each in labels if meets(reading, each)), None)
        if label is None:
            tally.misses.append(Miss("extra", line, reading.start, reading.end, reading.rule))
            continue
        tally.right += 1
    for label in labels:
        meeting = [reading for reading in found if meets(reading, label)]
        if meeting:
            tally.met += 1
            _count_due(tally, line, max(meeting, key=lambda each: _shared(each, label)), label)
        else:
            tally.misses.append(Miss("missed", line, label.start, label.end, label.label))


def _count_due(tally: Tally, line: Line, reading: Reading, label: Label) -> None:
    named = reading.due is not None and reading.due.time is not None
    if label.due is None and not named:
        return
    tally.dues += 1
    if same_time(label.due, reading.due):
        tally.dues_right += 1
    else:
        wall = reading.due.time.wall if reading.due and reading.due.time else None
        tally.misses.append(Miss("due", line, reading.start, reading.end, f"{label.due} read as {wall}"))


def table(tallies: Mapping[str, Tally]) -> str:
    """One line a kind, in order of the kinds' names."""
    rows = ["kind          found labelled precision recall     f1   dues  right"]
    for kind, tally in sorted(tallies.items()):
        figures = (
            f"{tally.precision:9.3f} {tally.recall:6.3f} {tally.f1:6.3f} {tally.dues:6d} {tally.due_accuracy:6.3f}"
        )
        rows.append(f"{kind:12} {tally.found:6d} {tally.labelled:8d} {figures}")
    return "\n".join(rows)


def faults(tallies: Mapping[str, Tally]) -> str:
    """Every error on a line of its own: what it is, why, and the words."""
    every = [(kind, miss) for kind, tally in sorted(tallies.items()) for miss in tally.misses]
    return "\n".join(
        f"{miss.what:6} {kind} [{miss.why}] {miss.line.id}: {miss.line.said.text[miss.start : miss.end]!r}"
        f" in {miss.line.said.text!r} ({miss.line.said.at or 'no time'})"
        for kind, miss in every
    )


def smoothed(given: Iterable[Line], read: Read, kinds: Sequence[str] = ()) -> dict[str, float]:
    """The share of each rule's readings that are right, by "kind.rule". A rule that fired seldom stays near the rate of
    its kind, as if it had fired five times more at that rate."""
    fired, right = Counter[str](), Counter[str]()
    for line in given:
        for reading in read(line.said):
            if reading.rule and (not kinds or reading.kind in kinds):
                good = any(meets(reading, label) for label in line.labels)
                for name in (f"{reading.kind}.{reading.rule}", reading.kind):
                    fired[name] += 1
                    right[name] += good
    rate = {name: right[name] / fired[name] for name in fired}
    kind_of = {name: name.partition(".")[0] for name in fired}
    return {
        name: round((right[name] + PRIOR * rate[kind_of[name]]) / (fired[name] + PRIOR), 3) for name in sorted(fired)
    }


def by_words(said: Utterance) -> Iterable[Reading]:
    """What the readers whose words decide find in it; no model is asked."""
    return rules_only(cleaned(said))


def main(words: Sequence[str] | None = None) -> None:
    """The command of this file."""
    parser = argparse.ArgumentParser(description="How often readers are right on labelled lines.")
    parser.add_argument("file", nargs="+", type=Path)
    parser.add_argument("--kind", action="append", default=[], help="only this kind; may be given more than once")
    parser.add_argument("--errors", action="store_true", help="print every error too")
    parser.add_argument("--rules", action="store_true", help="print how often each rule was right")
    asked = parser.parse_args(words)
    given = [line for path in asked.file for line in lines(path)]
    tallies = measured(given, by_words, asked.kind)
    told = [table(tallies)] + [faults(tallies)] * asked.errors
    if asked.rules:
        told += [f"{name} {share}" for name, share in smoothed(given, by_words, asked.kind).items()]
    sys.stdout.write("\n".join(told) + "\n")


if __name__ == "__main__":
    main()
