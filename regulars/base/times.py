"""Times that lie ahead, kept as people say them: wall time, place, and from these the moment in UTC."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from regulars.base.frozen import dataclass


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A wall time (naive) in an IANA zone. Should the zone's rules change, `utc()` changes with them."""

    wall: datetime
    zone: str

    def utc(self) -> datetime:
        """The moment, aware, in UTC. A wall time that the clock skips is read with the offset before the jump; one
        that comes twice means the first. Raises ZoneInfoNotFoundError for an unknown zone. Source: PEP 495."""
        return self.wall.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)
