"""What is open with somebody: conversations that nobody has closed, and tasks."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.book.eyes import Eyes
from regulars.book.glance.days import day_words
from regulars.book.glance.rules import Line
from regulars.book.models import Conversation, Customer
from regulars.book.once import once
from regulars.engine.rows import aware, rows
from regulars.web.templating import url
from regulars.web.words import hour

MOST, MOST_TASKS = 8, 20
SORTS = ("trouble", "promise", "due", "task", "open", "asleep")
SOON = timedelta(hours=24)
OPEN = """
select c.subject, c.public_id, c.opened_at, c.status from book_conversation c
where c.customer_id = %s and c.status in ('open', 'snoozed') and c.joined_to_id is null and c.id <> %s and {seen}
order by c.last_at desc limit %s
"""
TASKS = """
select t.public_id, t.practice, t.title, t.reason, t.due_at, c.public_id from book_task t
left join book_conversation c on c.id = t.conversation_id
where t.customer_id = %s and t.done_at is null and {seen} order by t.due_at is null, t.due_at, t.id limit %s
"""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something open: a task, or a conversation, which has a time when it began and none by which it is due."""

    text: str
    link: str
    reason: str = ""
    due: datetime | None = None
    opened: datetime | None = None
    asleep: bool = False


@dataclass(frozen=True, slots=True)
class ToDo:
    """A task as pages show it. `at` is the public id of its conversation, if it belongs to one."""

    public_id: str
    practice: str
    title: str
    reason: str
    due_at: datetime | None
    at: str


def open_of(customer: Customer, eyes: Eyes, beside: Conversation | None) -> list[Matter]:
    """Tasks by their time, then conversations with the newest first; none that these eyes may not see, nor the
    one that it is seen beside. At most MOST + 1 of either."""
    own = beside.pk if beside else 0
    here = f"{url('customer', public_id=customer.public_id)}#tasks"
    opened = rows(OPEN.format(seen=eyes.sees()), [customer.pk, own, MOST + 1])
    return [
        *(Matter(one.title, to(one.at) or here, one.reason, one.due_at) for one in tasks(customer, eyes)[: MOST + 1]),
        *(
            Matter(subject or _("Without a subject"), to(of), opened=aware(at), asleep=status == Conversation.SNOOZED)
            for subject, of, at, status in opened
        ),
    ]


def tasks(customer: Customer, eyes: Eyes) -> list[ToDo]:
    """What is to be done for a customer, by its time, but for what belongs to a conversation that these eyes may not
    see; asked once for a page."""
    return once(customer, "tasks", lambda: ask_tasks(customer, eyes))


def ask_tasks(customer: Customer, eyes: Eyes) -> list[ToDo]:
    """The same, asked now. At most MOST_TASKS."""
    found = rows(TASKS.format(seen=eyes.sees()), [customer.pk, MOST_TASKS])
    return [
        ToDo(public_id, practice, title, reason, aware(due) if due else None, at or "")
        for public_id, practice, title, reason, due, at in found
    ]


def to(conversation: str) -> str:
    """The path of a conversation, if there is one."""
    return f"{url('conversation', public_id=conversation)}#latest" if conversation else ""


def why(one: Matter, now: datetime) -> str:
    """Why it is open, in a few words."""
    today = timezone.localtime(now).date()
    if one.opened is not None:
        named = {"day": day_words(timezone.localtime(one.opened).date(), today)}
        return (_("Put off, begun %(day)s") if one.asleep else _("Open, begun %(day)s")) % named
    by = ""
    if one.due is not None:
        at = timezone.localtime(one.due)
        said = _("Was due %(day)s at %(hour)s") if one.due < now else _("Due %(day)s at %(hour)s")
        by = said % {"day": day_words(at.date(), today), "hour": hour(at)}
    return " · ".join(part for part in (by, one.reason) if part)


def lines(found: Sequence[Matter], now: datetime) -> list[Line]:
    """Each as a line: tasks whose time has come or soon does stand before others."""
    return [
        Line(sort_of(one, now), one.text, why(one, now), one.link, late=one.due is not None and one.due < now)
        for one in found
    ]


def sort_of(one: Matter, now: datetime) -> str:
    """Which sort of line it is."""
    if one.opened is not None:
        return "asleep" if one.asleep else "open"
    return "due" if one.due is not None and one.due < now + SOON else "task"
