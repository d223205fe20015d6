"""What is decided while mail comes in, without I/O: addresses, what is history, batches, pauses."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from regulars.base.frozen import dataclass

LONGEST_ADDRESS = 254
BATCH_COUNT = 200
BATCH_BYTES = 16 * 1024 * 1024
FIRST_PAUSE, LONGEST_PAUSE, REFUSED_PAUSE = 5.0, 300.0, 900.0
CLOCKS_DIFFER = timedelta(hours=1)
UNPRINTABLE = re.compile(r"[\x00-\x20\x7f<>(),;:\\\"\[\]]")


def normal_address(address: str) -> str:
    """An address as it is stored and compared: lower-cased, the domain as it travels in DNS; "" for what is none.

    The part before the @ may tell upper from lower case by RFC 5321, section 2.4; no server that people use does.
    """
    local, _, domain = address.strip().removeprefix("<").removesuffix(">").rpartition("@")
    try:
        name = domain.encode("idna").decode("ascii").lower().rstrip(".")
        local.encode("utf-8")
    except UnicodeError:
        return ""
    if not local or not name or UNPRINTABLE.search(local + name) or "@" in local:
        return ""
    made = f"{local.lower()}@{name}"
    return made if len(made) <= LONGEST_ADDRESS else ""


def without_token(address: str) -> str:
    """`local+token@domain` as `local@domain`; anything else as it is. Source: RFC 5233, section 1."""
    local, _, domain = address.rpartition("@")
    base = local.partition("+")[0]
    return f"{base}@{domain}" if base else address


@dataclass(frozen=True, slots=True)
class Listed:
    """A message as the server lists it. `size` is in bytes, by the server's word; `came_at` its INTERNALDATE."""

    uid: int
    size: int
    came_at: datetime | None


def batches(
    listed: Sequence[Listed], count: int = BATCH_COUNT, size: int = BATCH_BYTES
) -> Iterator[tuple[Listed, ...]]:
    """`listed` in order, in runs of at most `count` messages and `size` bytes; a larger message comes alone."""
    batch: list[Listed] = []
    weight = 0
    for one in listed:
        if batch and (len(batch) == count or weight + one.size > size):
            yield tuple(batch)
            batch, weight = [], 0
        batch.append(one)
        weight += one.size
    if batch:
        yield tuple(batch)


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where a folder's history ends; see `Mailbox`."""

    until_uid: int
    live_since: datetime | None = None

    def is_history(self, uid: int, came_at: datetime | None) -> bool:
        """Whether a message was there before the desk looked after this folder."""
        if uid > self.until_uid:
            return False
        return self.live_since is None or (came_at is not None and came_at < self.live_since)


def boundary_after_renumbering(top: int, checked_at: datetime | None) -> Boundary:
    """The boundary once a server has given every message of a folder a new UID, up to `top`.

    What came before our last look is stored already, or was moved here from elsewhere: nobody waits for an answer to
    it. Later mail is live. Without a last look all is history, as at the first connection.
    """
    return Boundary(top, checked_at - CLOCKS_DIFFER if checked_at else None)


def pause(tries: int, chance: float, *, refused: bool) -> float:
    """Seconds until a mailbox that failed `tries` times in a row is tried again, doubling from 5 s to 5 minutes.

    A refused login waits 15 minutes, since servers lock accounts after many wrong ones. `chance` in [0, 1) spreads it.
    """
    if refused:
        return REFUSED_PAUSE
    return min(FIRST_PAUSE * 2.0 ** min(max(tries, 1) - 1, 16), LONGEST_PAUSE) * (1 + chance) / 2
