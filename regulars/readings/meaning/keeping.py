"""Keeping the file of sketches as the rows are. Each machine has its own file, and writes it by itself.

Rows are followed by the time at which they were read; what was erased, or has a newer text, was "read" then, and has
no vector any more. Once a day the whole file is compared with the rows: what slipped through is put right by that.
"""

import contextlib
import json
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from regulars.engine.rows import aware, rows
from regulars.readings.meaning.layout import NOTHING, WIDTH, file_in, sketch_of

AT_ONCE = 2000
# A transaction that is slow to commit has rows older than some that were seen already.
LATE = timedelta(seconds=5)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

READ_SINCE = """
select message_id, vector, read_at from readings_understanding
where read_at is not null and (read_at > %s or (read_at = %s and message_id > %s))
order by read_at, message_id limit %s
"""
BY_ID = """
select message_id, vector from readings_understanding where message_id > %s order by message_id limit %s
"""


def catch_up(folder: Path, now: datetime) -> int:
    """Write what was read since the last time; how many rows were looked at."""
    since, last, count = place(folder), 0, 0
    with opened(folder) as file:
        while found := rows(READ_SINCE, [since, since, last, AT_ONCE]):
            write(file, [(pk, bytes(vector)) for pk, vector, _ in found])
            last, since = found[-1][0], aware(found[-1][2])
            count += len(found)
    if count:
        keep_place(folder, min(since, now - LATE))
    return count


def compare(folder: Path) -> int:
    """Write the whole file anew, in place; how many messages stand in it."""
    last, count = -1, 0
    with opened(folder) as file:
        while found := rows(BY_ID, [last, AT_ONCE]):
            vectors = {pk: bytes(vector) for pk, vector in found}
            # Whatever stands between two rows belongs to nobody any more.
            stretch = b"".join(sketch_of(vectors.get(pk, b"")) for pk in range(last + 1, found[-1][0] + 1))
            os.pwrite(file, stretch, (last + 1) * WIDTH)
            last, count = found[-1][0], count + len(found)
        # Not cut off: whoever looks through it right now would be ended by that.
        os.pwrite(file, bytes(max(0, os.fstat(file).st_size - (last + 1) * WIDTH)), (last + 1) * WIDTH)
    return count


def write(file: int, vectors: Sequence[tuple[int, bytes]]) -> None:
    """Put these in their places; what has no vector is forgotten."""
    size = os.fstat(file).st_size
    for pk, vector in vectors:
        sketch = sketch_of(vector)
        if sketch != NOTHING or pk * WIDTH < size:
            os.pwrite(file, sketch, pk * WIDTH)


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[int]:
    """The file, made where it is missing."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(file_in(folder), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield file
    finally:
        os.close(file)


def place(folder: Path) -> datetime:
    """Up to when the rows were followed. Where the file is gone, from the beginning."""
    if not file_in(folder).exists():
        return LONG_AGO
    try:
        return datetime.fromisoformat(json.loads(place_in(folder).read_text())["until"])
    except (OSError, ValueError, KeyError, TypeError):
        return LONG_AGO


def keep_place(folder: Path, until: datetime) -> None:
    """Write down how far it is. The file itself is flushed first, or a power cut could lose what this says is there."""
    with opened(folder) as file:
        os.fsync(file)
    fresh = place_in(folder).with_suffix(".new")
    fresh.write_text(json.dumps({"until": until.isoformat()}))
    fresh.replace(place_in(folder))


def place_in(folder: Path) -> Path:
    """Where that is written."""
    return file_in(folder).with_suffix(".json")
