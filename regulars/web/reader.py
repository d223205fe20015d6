"""For whom a page is put into words: asked once for each template, as a page holds hundreds of times and sentences."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo

from django.utils import timezone
from django.utils.translation import get_language

from regulars.base.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Reader:
    """The language in which they are told, and their zone with the time that it is there."""

    language: str | None
    zone: tzinfo
    now: datetime


class Held(threading.local):
    """The reader of the template that this thread is making."""

    reader: Reader | None = None


HELD = Held()


def active() -> Reader:
    """The language and zone that are active now."""
    zone = timezone.get_current_timezone()
    return Reader(get_language(), zone, datetime.now(zone))


def reader() -> Reader:
    """Who reads the template that is being made; outside of one, whoever is active now."""
    return HELD.reader or active()


@contextmanager
def held() -> Iterator[None]:
    """Ask once for as long as this lasts. Nothing inside may change language or zone."""
    before, HELD.reader = HELD.reader, active()
    try:
        yield
    finally:
        HELD.reader = before
