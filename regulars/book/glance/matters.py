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
from regulars.engine.rows import aware, rows
from regulars.web.templating import url
from regulars.web.words import hour

MOST = 8
SORTS = ("trouble", "promise", "due", "task", "open", "asleep")
SOON = timedelta(hours=24)
OPEN = """
select c.subject, c.public_id, c.opened_at, c.status from book_conversation c
where c.customer_id = %s and c.status in ('open', 'snoozed') and c.joined_to_id is null and c.id <> %s and {seen}
order by c.last_at desc limit %s
"""
TASKS = """
select t.title, t.reason, t.due_at, c.public_id from book_task t
left join book_conversation c on c.id = t.conversation_id and {seen}
where t.customer_id = %s and t.done_at is null order by t.due_at is null, t.due_at, t.id limit %s
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


def open_of(customer: Customer, eyes: Eyes, beside: Conversation | None) -> list[Matter]:
    """Tasks by their time, then conversations with the newest first; none that these eyes may not see, nor the
    one that it is seen beside. At most MOST + 1 of either."""
    tasks = rows(TASKS.format(seen=eyes.sees()), [customer.pk, MOST + 1])
    own = beside.pk if beside else 0
    opened = rows(OPEN.format(seen=eyes.sees()), [customer.pk, own, MOST + 1])
    return [
        *(Matter(title, to(of), reason, aware(due) if due else None) for title, reason, due, of in tasks),
        *(
            Matter(subject or _("Without a subject"), to(of), opened=aware(at), asleep=status == Conversation.SNOOZED)
            for subject, of, at, status in opened
        ),
    ]


def to(conversation: str | None) -> str:
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
