"""The mark of a mailbox: all mail up to it is stored. It moves in one transaction with the rows it stands for."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from django.db import transaction

from regulars.engine.durability import durable
from regulars.intake import acts, rules
from regulars.intake.acts import Kept, Raw
from regulars.intake.models import Mailbox
from regulars.intake.rules import Boundary, Listed

log = logging.getLogger(__name__)

ROAD = "imap"


class Moved(Exception):
    """Somebody else reads this mailbox too and was faster. Nothing was stored; look again."""


class Numbered(Protocol):
    """A folder's numbering as its server tells it."""

    uid_validity: int
    uid_next: int

    def top(self) -> int:
        """The highest UID."""


def settle(mailbox: Mailbox, folder: Numbered) -> None:
    """Set the mark anew where it does not fit the folder just opened: at the first connection, after a renumbering.

    A server that was restored from a backup may forget to renumber; then its next UID lies at or below our mark.
    Source: RFC 3501, section 2.3.1.1.
    """
    same = mailbox.uid_validity == folder.uid_validity
    if same and not 0 < folder.uid_next <= mailbox.last_uid:
        return
    boundary = Boundary(folder.top())
    if mailbox.uid_validity is not None:
        log.warning("%s: its server renumbered the folder, which is read again from the start", mailbox.inbox.address)
        boundary = rules.boundary_after_renumbering(boundary.until_uid, mailbox.checked_at)
    with durable(), transaction.atomic():
        change = {
            "uid_validity": folder.uid_validity,
            "last_uid": 0,
            "history_until_uid": boundary.until_uid,
            "live_since": boundary.live_since,
        }
        move(mailbox, change)


def wanted(mailbox: Mailbox, listed: Sequence[Listed]) -> list[Listed]:
    """Those of `listed` that are to be stored: history from before a person's choice stays on the server."""
    if mailbox.history_since is None:
        return list(listed)
    boundary, since = boundary_of(mailbox), mailbox.history_since
    return [
        one
        for one in listed
        if one.came_at is None or one.came_at >= since or not boundary.is_history(one.uid, one.came_at)
    ]


def boundary_of(mailbox: Mailbox) -> Boundary:
    """Where its history ends."""
    return Boundary(mailbox.history_until_uid or 0, mailbox.live_since)


def pass_over(mailbox: Mailbox, uid: int) -> None:
    """Move the mark to `uid` where what lies before it is stored, or was not wanted. Raises DatabaseError or Moved."""
    if uid <= mailbox.last_uid:
        return
    with durable(), transaction.atomic():
        move(mailbox, {"last_uid": uid})
    mailbox.last_uid = uid


def store(mailbox: Mailbox, batch: Sequence[Listed], contents: Mapping[int, bytes], now: datetime) -> None:
    """Store what was fetched of a batch, and move the mark to its end. Raises OSError, DatabaseError or Moved."""
    there = [one for one in batch if one.uid in contents]
    kept = acts.keep([Raw(mailbox.inbox_id, contents[one.uid], one.came_at) for one in there])
    boundary = boundary_of(mailbox)
    history: list[Kept] = []
    live: list[Kept] = []
    for one, raw in zip(there, kept, strict=True):
        (history if boundary.is_history(one.uid, one.came_at) else live).append(raw)
    with durable(), transaction.atomic():
        move(mailbox, {"last_uid": batch[-1].uid} | ({"mail_at": now} if kept else {}))
        acts.record(history, ROAD, now, history=True)
        acts.record(live, ROAD, now)
    mailbox.last_uid = batch[-1].uid


def set_aside(mailbox: Mailbox, one: Listed, head: bytes, cause: str, detail: str, now: datetime) -> None:
    """Record a message that cannot be fetched whole, with its head, for a person to see; and move the mark past it."""
    kept: list[Kept] = acts.keep([Raw(mailbox.inbox_id, head, one.came_at)])
    with durable(), transaction.atomic():
        move(mailbox, {"last_uid": one.uid, "mail_at": now})
        acts.set_aside(kept, ROAD, now, cause, detail)
    mailbox.last_uid = one.uid


def move(mailbox: Mailbox, change: Mapping[str, object]) -> None:
    """Change the mark in this transaction, unless somebody else has meanwhile. Raises Moved."""
    ours = Mailbox.objects.filter(pk=mailbox.pk, uid_validity=mailbox.uid_validity, last_uid=mailbox.last_uid)
    if not ours.update(**change):
        raise Moved(f"{mailbox}: the mark is no longer at {mailbox.last_uid}")
