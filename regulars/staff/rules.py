"""Who may do what: permissions by name, roles as named sets of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from types import MappingProxyType
from zoneinfo import available_timezones

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PERMISSIONS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "book.read": _("See customers, conversations and search"),
        "conversation.reply": _("Answer customers, write notes"),
        "conversation.work": _("Close, assign, tag, snooze and merge conversations, settle suggestions"),
        "book.write": _("Write in books: names, facts, relations, forms and links for customers"),
        "book.merge": _("Merge books, undo that, and settle who is who"),
        "fact.sensitive": _("Look at what is marked as sensitive"),
        "records.import": _("Bring in orders, visits and rewards, and undo that"),
        "book.erase": _("Export and erase customers"),
        "gesture.give": _("Offer amends, give and redeem, within an allowance"),
        "gesture.review": _("Look at what was given beyond an allowance, and at what is left"),
        "allowance.settle": _("Settle allowances and amends"),
        "webhook.settle": _("Settle which outside systems are asked to carry amends out"),
        "recovery.settle": _("Settle whether a lot decides about extras"),
        "api.settle": _("Make and withdraw tokens for programs"),
        "reading.correct": _("Say whether what was read in a message is right"),
        "quarantine.work": _("Turn what could not be read into a conversation"),
        "mail.release": _("Let held mail go, stop and start sending"),
        "desk.settle": _("Settle the macros, tags, views and assignment that all share"),
        "inbox.settle": _("Add inboxes and connect mailboxes"),
        "staff.manage": _("Invite people, settle roles and teams"),
        "audit.read": _("Read the audit trail"),
        "engine.operate": _("See background jobs and try them again"),
    }
)
OWNER = "owner"
ALL = frozenset(PERMISSIONS)
FRONTLINE = frozenset(
    {
        "book.read",
        "book.write",
        "book.merge",
        "fact.sensitive",
        "gesture.give",
        "conversation.reply",
        "conversation.work",
        "reading.correct",
        "quarantine.work",
    }
)
# As they are until the owner changes them. The owner's own cannot be changed.
ROLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        OWNER: ALL,
        "lead": FRONTLINE
        | {"records.import", "book.erase", "mail.release", "desk.settle", "engine.operate"}
        | {"gesture.review", "allowance.settle"},
        "agent": FRONTLINE,
    }
)
# What nobody does without seeing mail addresses and telephone numbers of customers.
NEEDS_CONTACTS = frozenset(
    {
        *("conversation.reply", "book.write", "book.merge", "book.erase", "records.import", "quarantine.work"),
        *("mail.release", "inbox.settle", "api.settle", "webhook.settle", "staff.manage", "audit.read"),
        "engine.operate",
    }
)
# What somebody needs to have a conversation in hand, and to be given one that waits for an answer.
HOLDS = frozenset({"book.read", "conversation.work"})
ANSWERS = HOLDS | {"conversation.reply"}
PRESENT = timedelta(minutes=15)
EVERYBODYS, FREE, OWN = "all", "free", "own"
# Of whose conversations a role sees any, the widest first.
REACHES: Mapping[str, str | Promise] = MappingProxyType(
    {
        EVERYBODYS: _("All conversations"),
        FREE: _("Their own, and those that nobody holds"),
        OWN: _("Only their own"),
    }
)


def known(permissions: Iterable[object]) -> frozenset[str]:
    """Those that there are: what an older or newer release called otherwise gives nobody anything."""
    return frozenset(one for one in permissions if isinstance(one, str) and one in PERMISSIONS)


def is_wider(one: str, other: str) -> bool:
    """Whether the reach `one` shows conversations that the reach `other` does not."""
    widest_first = list(REACHES)
    return widest_first.index(one) < widest_first.index(other)


def is_present(active: bool, away_since: datetime | None, seen_at: datetime | None, now: datetime) -> bool:
    """Whether somebody is at the desk: not switched off, not away, and seen in the last 15 minutes."""
    return active and away_since is None and seen_at is not None and now - seen_at < PRESENT


def is_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone."""
    return name in available_time_zones()


@cache
def available_time_zones() -> frozenset[str]:
    """All of them; asked of the disk once."""
    return frozenset(available_timezones())
