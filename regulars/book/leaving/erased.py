"""The list of the erased: a file beside the database, so that an old backup put back does not bring anybody back.

A line says when, which books (by their ids, which say nothing) and which handles, as digests under a key of their own.
Source: RFC 2104 (HMAC).
"""

import fcntl
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from regulars.base.frozen import dataclass
from regulars.book.leaving.whose import Whose
from regulars.engine.keys import kept_key

INSTEAD, SHOWN = "erased-", 8


@dataclass(frozen=True, slots=True)
class Erased:
    """One person who was erased."""

    at: datetime
    customers: tuple[str, ...]
    identities: frozenset[str]


def place() -> Path:
    """The file."""
    return Path(settings.REGULARS_HOME) / "erased.jsonl"


def note(of: Whose, now: datetime) -> None:
    """Put somebody on the list; on disk when this returns. Who stands there already under the same books and handles
    is not put there again."""
    handles = {digest_of(kind, value) for kind, value in of.handles}
    if any(set(of.public_ids) <= set(one.customers) and handles <= one.identities for one in listed()):
        return
    line = {"at": now.astimezone(UTC).isoformat(), "customers": of.public_ids, "identities": sorted(handles)}
    file = os.open(place(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        # The break before it parts it from a line that a crash cut short.
        os.write(file, f"\n{json.dumps(line)}\n".encode())
        os.fsync(file)
    finally:
        os.close(file)


def listed(path: Path | None = None) -> Iterator[Erased]:
    """All who were erased, oldest first; none where there is no list. A line that a crash cut short is passed over.

    Raises OSError where the file is there and cannot be read.
    """
    try:
        lines = (path or place()).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            found = json.loads(line)
            yield Erased(datetime.fromisoformat(found["at"]), tuple(found["customers"]), frozenset(found["identities"]))
        except (ValueError, KeyError, TypeError):
            continue


def digest_of(kind: str, value: str) -> str:
    """A handle's digest under the desk's own key."""
    return digest(kept_key(key_place()), kind, value)


def digest(key: str, kind: str, value: str) -> str:
    """The same under that key."""
    return hmac.new(key.encode(), f"{kind}\n{value}".encode(), "sha256").hexdigest()


def key_place() -> Path:
    """Where the key lies, once a digest was made."""
    return Path(settings.REGULARS_HOME) / "keys" / "erased.key"


def id_in_place(noun: str, source: str, source_id: str) -> str:
    """What stands instead of an id of a source's record that told of somebody who was erased: always the same, so that
    the record is known when it comes again."""
    return f"{INSTEAD}{digest_of(f'{noun} of {source}', source_id)}"


def ids_in_place(noun: str, source: str, ids: Iterable[str]) -> dict[str, str]:
    """These ids, by what would stand instead of them; none as long as nobody was erased."""
    if not key_place().exists():
        return {}
    key = kept_key(key_place())
    return {f"{INSTEAD}{digest(key, f'{noun} of {source}', one)}": one for one in ids}


def short(instead: str) -> str:
    """What stands instead of an id, as people can read it out: "erased-3f2a9c1b"."""
    return instead[: len(INSTEAD) + SHOWN]
