"""Words by which a file says how far something is, and that nobody here knows yet."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path

from django.utils.functional import Promise

from regulars.book.dealings.rules import ORDER_STATES, VISIT_STATES
from regulars.imports.records.cells import bare, clean
from regulars.imports.records.meant import Meant, status_words
from regulars.imports.records.tables import open_table

LOOKED_AT, MOST, LONGEST = 5000, 20, 60
LABELS: Mapping[str, Mapping[str, str | Promise]] = {"order": ORDER_STATES, "visit": VISIT_STATES, "reward": {}}


def unknown(path: Path, meant: Meant, delimiter: str = "") -> list[str]:
    """Those words in the first rows of a file, as they are written first. Raises OSError."""
    column = next((column for column, name in meant.mapping.items() if name == "status"), None)
    if column is None:
        return []
    known, found = status_words(replace(meant, statuses={})), dict[str, str]()
    with path.open("rb") as file:
        for row in islice(open_table(file, delimiter).rows, LOOKED_AT):
            cell = "" if row.wrong else clean(row.cells.get(column, ""))
            if cell and len(cell) <= LONGEST and bare(cell) not in known:
                found.setdefault(bare(cell), cell)
    return list(found.values())[:MOST]
