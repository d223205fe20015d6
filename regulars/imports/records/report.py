"""What became of each row, as a CSV beside the file, and in numbers."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from regulars.book.records.rows import OUTCOMES, REFUSED, Fate

COLUMNS = ("line", "id", "outcome", "reason", "record")
# A spreadsheet would carry out what begins so.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
SHOWN = 20


@dataclass(slots=True)
class Report:
    """Counts by outcome, the first reasons, and what writes a line of CSV for each row, if there is a file."""

    writer: Any = None
    counts: Counter[str] = field(default_factory=Counter)
    reasons: list[Fate] = field(default_factory=list)
    noted: int = 0

    def add(self, fate: Fate, lines: Sequence[int]) -> None:
        """Write down what became of a record, for each of the lines on which a row of it begins."""
        self.counts[fate.outcome] += 1
        if fate.reason:
            self.noted += 1
            if len(self.reasons) < SHOWN:
                self.reasons.append(fate)
        if self.writer is not None:
            row = safe(fate.source_id), fate.outcome, safe(fate.reason), fate.public_id
            self.writer.writerows([(line, *row) for line in lines])

    def kept(self) -> dict[str, Any]:
        """The counts for the batch."""
        return {name: self.counts[name] for name in OUTCOMES}

    @property
    def refused(self) -> int:
        """How many were."""
        return self.counts[REFUSED]


@contextmanager
def report_at(path: Path | None) -> Iterator[Report]:
    """A report that is written to `path`; without one it only counts. Raises OSError."""
    if path is None:
        yield Report()
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        yield Report(writer)


def safe(text: str) -> str:
    """A text that a spreadsheet takes for a text."""
    return f"'{text}" if text.startswith(FORMULA) else text
