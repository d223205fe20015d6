"""A certificate in words: what went, what stays and why, and whether it is still what was written."""

from datetime import UTC, datetime
from typing import Any

from regulars.base.frozen import dataclass
from regulars.book.leaving.carrying import digest_of
from regulars.book.leaving.slots import Count
from regulars.book.models import Erasure
from regulars.web.words import full


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a page shows of it. Not `intact`: it is not what was written."""

    asked: str
    done: str
    erased: list[Count]
    stays: list[Count]
    books: int
    digest: str
    intact: bool


def of(erasure: Erasure) -> Certificate:
    """The certificate of an erasure that was carried out."""
    said: dict[str, Any] = erasure.certificate
    return Certificate(
        spelled(said["asked_at"]),
        spelled(said["done_at"]),
        [Count(code, number) for code, number in said["erased"].items()],
        [Count(code, number) for code, number in said["stays"].items()],
        said["books"],
        said["digest"],
        said["digest"] == digest_of(said),
    )


def spelled(at: str) -> str:
    """A time of a certificate, in words and in UTC: it is to say the same for ever and everywhere."""
    return f"{full(datetime.fromisoformat(at).astimezone(UTC))} UTC"
