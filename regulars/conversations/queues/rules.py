"""Which queues there are, and why a conversation stands in one: pure, from what is known of the row."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base.frozen import dataclass

OPEN, CLOSED, AUTOMATIC, SNOOZED, SPAM = "open", "closed", "automatic", "snoozed", "spam"
MINE, UNASSIGNED = "mine", "unassigned"
FRESH = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Queue:
    """A list that everybody has. `empty` says what will come there; `status` is what all in it have in common."""

    key: str
    label: str | Promise
    status: str
    nothing: str | Promise
    comes: str | Promise


QUEUES: Mapping[str, Queue] = {
    queue.key: queue
    for queue in (
        Queue(
            MINE,
            gettext_lazy("Mine"),
            OPEN,
            gettext_lazy("Nothing is with you"),
            gettext_lazy("What you take, or what somebody gives you, stands here until it is closed."),
        ),
        Queue(
            UNASSIGNED,
            gettext_lazy("Unassigned"),
            OPEN,
            gettext_lazy("Somebody has everything"),
            gettext_lazy("A new message that nobody has taken yet will stand here."),
        ),
        Queue(
            OPEN,
            gettext_lazy("Open"),
            OPEN,
            gettext_lazy("Nothing is open"),
            gettext_lazy("A new message to one of your inboxes will stand here, the newest first."),
        ),
        Queue(
            SNOOZED,
            gettext_lazy("Snoozed"),
            SNOOZED,
            gettext_lazy("Nothing sleeps"),
            gettext_lazy("What you put off goes here. It wakes at its time, or when the customer writes."),
        ),
        Queue(
            CLOSED,
            gettext_lazy("Closed"),
            CLOSED,
            gettext_lazy("Nothing is closed"),
            gettext_lazy("Conversations that are settled go here, and come back when the customer writes again."),
        ),
        Queue(
            AUTOMATIC,
            gettext_lazy("Automatic"),
            AUTOMATIC,
            gettext_lazy("No automatic mail"),
            gettext_lazy("Newsletters, out-of-office notes and the like go here, and never disturb the inbox."),
        ),
        Queue(
            SPAM,
            gettext_lazy("Spam"),
            SPAM,
            gettext_lazy("No spam"),
            gettext_lazy("What somebody has called spam lies here. Nothing is deleted, and it can be brought back."),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Happened:
    """The last thing that was done with a conversation. `by` is empty where the desk did it."""

    kind: str
    by: str
    by_me: bool
    at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a row beside its columns. `waiting_since`: the oldest message of theirs that nobody answered."""

    status: str
    mine: bool
    waiting_since: datetime | None = None
    snoozed_until: str = ""
    suggestion: str = ""
    mentioned: bool = False
    draft: bool = False
    last: Happened | None = None


def why(row: Known, now: datetime) -> str:
    """The most telling reason why a row stands where it does, as a sentence without a capital or a stop."""
    if row.mentioned:
        return _("somebody mentioned you in a note")
    if row.status == SNOOZED:
        return asleep(row)
    if row.status in (CLOSED, SPAM, AUTOMATIC):
        return put_away(row)
    return open_because(row, now)


def asleep(row: Known) -> str:
    """When it wakes, and who let it sleep, and why."""
    until = row.snoozed_until
    said = _("sleeps until %(time)s") % {"time": until} if until else _("sleeps until they write")
    who = row.last.by if row.last and row.last.kind == "snoozed" else ""
    reason = str(row.last.payload.get("why", "")) if row.last and row.last.kind == "snoozed" else ""
    if who and reason:
        return _("%(asleep)s · %(who)s: %(why)s") % {"asleep": said, "who": who, "why": reason}
    return _("%(asleep)s · %(who)s") % {"asleep": said, "who": who} if who else said


def put_away(row: Known) -> str:
    """Why it bothers nobody."""
    if row.last and row.last.by and row.last.kind == row.status:
        said = _("closed by %(who)s") if row.status == CLOSED else _("called spam by %(who)s")
        return said % {"who": row.last.by}
    if row.status == AUTOMATIC:
        return _("only machines wrote")
    return _("its sender wrote spam before") if row.status == SPAM else _("answered, and nothing came since")


def open_because(row: Known, now: datetime) -> str:
    """Why somebody should look at it."""
    if row.draft:
        return _("a draft of yours is waiting")
    last = row.last
    if last and last.kind == "assigned" and row.mine and not last.by_me:
        return _("given to you by %(who)s") % {"who": last.by} if last.by else _("given to you by the desk")
    if last and last.kind == "woken":
        because = {"reply": _("woke since they wrote"), "call": _("woke since they called")}
        return because.get(last.payload.get("because", ""), _("woke: its time has come"))
    if last and last.kind == "reopened" and last.payload.get("because") == "reread":
        return _("a person wrote it, and the desk had taken it for automatic mail")
    if row.suggestion == "stranger":
        return _("from somebody new to the conversation that it answers")
    if row.suggestion == "continuation":
        return _("perhaps goes on from another")
    if row.waiting_since:
        return unanswered(now - row.waiting_since)
    return _("answered, and still open")


def unanswered(since: timedelta) -> str:
    """For how long they have been waiting."""
    if since < FRESH:
        return _("just came in")
    minutes = int(since.total_seconds() // 60)
    if minutes < 60:
        return _("unanswered for %(n)s min") % {"n": minutes}
    if minutes < 48 * 60:
        return _("unanswered for %(n)s h") % {"n": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("unanswered for %(n)s day", "unanswered for %(n)s days", days) % {"n": days}
