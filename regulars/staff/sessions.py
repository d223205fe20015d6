"""Seats taken in browsers: where they are kept, which ones an agent has, and how they end. Django's SESSION_ENGINE."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, cast

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as RowStore
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from regulars.staff.devices import device_words
from regulars.staff.models import Agent, Session

AGENT, DEVICE, ADDRESS, BEGUN = "_auth_user_id", "regulars.device", "regulars.address", "regulars.begun"


class SessionStore(RowStore):
    """Django's own store, in our table. Source: Django's documentation, "Extending database-backed session engines"."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row for this session as it stands now."""
        row = cast(Session, super().create_model_instance(data))
        row.agent_id = int(data[AGENT]) if AGENT in data else None
        row.device, row.address = data.get(DEVICE, ""), data.get(ADDRESS, "")
        row.begun_at = datetime.fromisoformat(data[BEGUN]) if BEGUN in data else None
        row.seen_at = timezone.now()
        return row


@dataclass(frozen=True, slots=True)
class Seat:
    """One of an agent's sessions as a page shows it. `mark` stands for its key, which no page may show."""

    mark: str
    device: str
    address: str
    begun_at: datetime | None
    seen_at: datetime | None
    here: bool


def note_where(session: SessionBase, request: HttpRequest, address: str, now: datetime) -> None:
    """Write into a new session from where it was begun."""
    session[DEVICE] = request.headers.get("User-Agent", "")[:300]
    session[ADDRESS] = address
    session[BEGUN] = now.isoformat()


def mark_of(key: str) -> str:
    """What stands for a session's key on a page: nobody gets a seat with it."""
    return sha256(f"regulars.session {key}".encode()).hexdigest()[:16]


def seats(agent: Agent, own_key: str, now: datetime) -> list[Seat]:
    """Where an agent is signed in, the one seen last first."""
    rows = Session.objects.filter(agent=agent, expire_date__gt=now).order_by("-seen_at")
    return [
        Seat(
            mark_of(row.session_key),
            device_words(row.device),
            row.address,
            row.begun_at,
            row.seen_at,
            row.session_key == own_key,
        )
        for row in rows
    ]


def end_one(agent: Agent, mark: str) -> bool:
    """Sign an agent out of the session with this mark; whether there was one."""
    keys = Session.objects.filter(agent=agent).values_list("session_key", flat=True)
    found = [key for key in keys if mark_of(key) == mark]
    with transaction.atomic():
        return bool(Session.objects.filter(session_key__in=found).delete()[0])


def end_all(agent: Agent, but: str = "") -> int:
    """Sign an agent out everywhere, `but` for the session with that key; how many ended."""
    with transaction.atomic():
        return Session.objects.filter(agent=agent).exclude(session_key=but).delete()[0]


def forget_expired(now: datetime) -> int:
    """Delete sessions that can no longer be used; how many."""
    with transaction.atomic():
        return Session.objects.filter(expire_date__lt=now).delete()[0]
