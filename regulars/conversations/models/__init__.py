"""Threads, and the work on them."""

from regulars.conversations.models.desk import Macro, Notice, Presence, Signature
from regulars.conversations.models.draft import Draft, Enclosure
from regulars.conversations.models.outgoing import Attempt, Outgoing, Undeliverable
from regulars.conversations.models.sorting import Tag, Tagging, View, Workload
from regulars.conversations.models.thread import Event, Link, MailId, Move

__all__ = [
    "Attempt",
    "Draft",
    "Enclosure",
    "Event",
    "Link",
    "Macro",
    "MailId",
    "Move",
    "Notice",
    "Outgoing",
    "Presence",
    "Signature",
    "Tag",
    "Tagging",
    "Undeliverable",
    "View",
    "Workload",
]
