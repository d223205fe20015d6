"""Having the record follow what was said: its own system is asked, or a person where none is set for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from regulars.base.times import LocalTime
from regulars.book.acts import plan_tasks
from regulars.book.models import Order, Reward, Task, Visit
from regulars.book.practice import Due
from regulars.gestures.models import Sending
from regulars.gestures.webhooks import queueing
from regulars.gestures.webhooks.queueing import Wish
from regulars.practices.promises.checking import words
from regulars.practices.promises.models import Contradiction

PRACTICE = "promises"
ASKER, TYPE, FOLLOW = "contradictions", "record.wanted", "follow"
# What a system can be asked for, by the sort of a contradiction.
CODES = {"reward": "record.reward", "delivery": "record.delivery", "booking": "record.booking"}
Record = Reward | Order | Visit


def ask(row: Contradiction, reason: str, now: datetime) -> None:
    """Have the record follow; `reason` is what a person is told. In the caller's transaction."""
    if not queueing.ask(wish(row), now):
        ask_person(row, reason, now)


def ask_person(row: Contradiction, reason: str, now: datetime) -> None:
    """A task for a colleague. Once it is there it is not made again; where it was done, it is open again."""
    due = Due(task_key(row), FOLLOW, title(row), reason, said_of(row))
    if not plan_tasks(PRACTICE, row.customer, [due], now):
        open_again = {"reason": reason[:300], "done_at": None, "done_by": None}
        Task.objects.filter(practice=PRACTICE, key=due.key).update(**open_again)


def close(row: Contradiction, now: datetime) -> None:
    """Nobody needs to see to it any more."""
    Task.objects.filter(practice=PRACTICE, key=task_key(row), done_at=None).update(done_at=now)
    queueing.stop(Sending.objects.filter(asker=ASKER, about=row.public_id), now)


def task_key(row: Contradiction) -> str:
    """The key of its task."""
    return f"{FOLLOW}:{row.key}"


def said_of(row: Contradiction) -> LocalTime | None:
    """The time that our words name."""
    return LocalTime(datetime.fromisoformat(row.said_local), row.said_zone) if row.said_local else None


def title(row: Contradiction) -> str:
    """What the record has to do to follow our words; "" where it cannot."""
    said = said_of(row)
    return words.to_do(row.sort, row.holds, said) if said else ""


def wish(row: Contradiction) -> Wish:
    """What its system is asked for."""
    code = CODES.get(row.sort, "")
    told = {"contradiction": row.public_id, "code": code, "customer": row.customer.public_id, "detail": detail(row)}
    return Wish(ASKER, code, TYPE, told, about=row.public_id)


def detail(row: Contradiction) -> Mapping[str, Any]:
    """The record, as its system knows it, and what it is to hold: wall times, each with its zone."""
    record, said = record_of(row), {"local": row.said_local, "zone": row.said_zone}
    match record:
        case Reward():
            held = {"reward": record.public_id, "programme": record.programme, "until": said}
            holds = {"local": record.expires_local, "zone": record.expires_zone}
        case Order():
            held = {"order": record.public_id, "number": record.number, "by": said}
            holds = {"local": record.promised_local, "zone": record.promised_zone}
        case Visit():
            held = {"visit": record.public_id, "number": record.number, "starts": said}
            holds = {"local": record.starts_local, "zone": record.zone}
        case None:
            return {}
    return {**held, "holds": holds, "source": record.source, "source_id": record.source_id}


def record_of(row: Contradiction) -> Record | None:
    """The record that contradicts it, as it is now."""
    noun, _colon, public_id = row.concerns.partition(":")
    found: dict[str, type[Record]] = {"reward": Reward, "order": Order, "visit": Visit}
    of = found.get(noun)
    return of.objects.filter(public_id=public_id).first() if of else None


def is_followed(row: Contradiction) -> bool:
    """Whether the record holds what was said by now: a reward as long, a delivery as early, a booking then."""
    record, said = record_of(row), row.said_local
    match record:
        case Reward():
            return not record.expires_local or record.expires_local[:10] >= said[:10]
        case Order():
            return (
                record.status not in (Order.CANCELLED, Order.RETURNED) and "" < record.promised_local[:10] <= said[:10]
            )
        case Visit():
            exact = said[11:16] not in ("00:00", "23:59")
            same = record.starts_local[:16] == said[:16] if exact else record.starts_local[:10] == said[:10]
            return record.status == Visit.BOOKED and same
        case None:
            return False
