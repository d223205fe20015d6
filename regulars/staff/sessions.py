"""Seats taken in browsers: where they are kept, which ones an agent has, and how they end. Django's SESSION_ENGINE."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, cast

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as RowStore
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from regulars.base.frozen import dataclass
from regulars.engine.rows import aware, parsed, rows
from regulars.staff.devices import device_words
from regulars.staff.models import Agent, Session
from regulars.staff.models.role import holds

AGENT, DEVICE, ADDRESS, BEGUN = "_auth_user_id", "regulars.device", "regulars.address", "regulars.begun"
OF_AGENT = tuple(field.attname for field in Agent._meta.concrete_fields)
LOADED = """
select s.session_data, r.permissions, r.reach, r.contacts, {of_agent} from staff_session s
left join staff_agent a on a.id = s.agent_id left join staff_role r on r.name = a.role
where s.session_key = %s and s.expire_date > %s
""".format(of_agent=", ".join(f"a.{name}" for name in OF_AGENT))


class SessionStore(RowStore):
    """Django's own store, in our table. Source: Django's documentation, "Extending database-backed session engines".

    Every page needs the session, its agent and what they may, so that is read at once: `agent` is whose it was when it
    was read. Whether that agent is signed in, `seat.py` says.
    """

    agent: Agent | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our table."""
        return Session

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing where it is over, and then its key is not used again."""
        found = rows(LOADED, [self.session_key, timezone.now()])
        if not found:
            self._session_key = None
            return {}
        kept, permissions, reach, contacts, *columns = found[0]
        if columns[0] is not None:
            self.agent = read(columns, (parsed(permissions), reach, contacts) if permissions is not None else None)
        return self.decode(kept)

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row for this session as it stands now."""
        row = cast(Session, super().create_model_instance(data))
        row.agent_id = int(data[AGENT]) if AGENT in data else None
        row.device, row.address = data.get(DEVICE, ""), data.get(ADDRESS, "")
        row.begun_at = datetime.fromisoformat(data[BEGUN]) if BEGUN in data else None
        row.seen_at = timezone.now()
        return row


def read(columns: Sequence[Any], role: tuple[Any, str, bool] | None) -> Agent:
    """An agent as LOADED gives one, with what the role holds by its row, if it has one."""
    agent = Agent.from_db("default", OF_AGENT, [aware(one) if isinstance(one, datetime) else one for one in columns])
    agent.settled = holds(agent.role, role)
    return agent


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
