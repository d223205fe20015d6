"""Who may do what: permissions by name, roles as named sets of them."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from zoneinfo import available_timezones

PERMISSIONS: Mapping[str, str] = MappingProxyType(
    {
        "book.read": "See customers, conversations and search",
        "conversation.work": "Close and reopen conversations, settle suggestions",
        "quarantine.work": "Turn what could not be read into a conversation",
        "inbox.settle": "Add inboxes and connect mailboxes",
        "engine.operate": "See background jobs and try them again",
    }
)
FRONTLINE = frozenset({"book.read", "conversation.work", "quarantine.work"})
ROLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "owner": frozenset(PERMISSIONS),
        "lead": FRONTLINE | {"engine.operate"},
        "agent": FRONTLINE,
    }
)


def may(role: str, permission: str) -> bool:
    """Whether `role` holds `permission`. An unknown permission is a fault in the program and raises KeyError."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)
    return permission in ROLES.get(role, frozenset())


def is_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone."""
    return name in available_time_zones()


@cache
def available_time_zones() -> frozenset[str]:
    """All of them; asked of the disk once."""
    return frozenset(available_timezones())
