"""Brakes on everything that the desk sends by itself, so that two machines never talk to each other for long.

Pure but for `spend`, which counts. Source: RFC 3834, sections 2 and 4.
"""

import hashlib
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.conversations.rules import subject_stem
from regulars.engine import limits

PERIOD = timedelta(hours=3)
MOST = 10
# The third with one subject says nothing that the first two have not said.
MOST_ALIKE = 2
FLOOD_PERIOD, FLOOD = timedelta(hours=1), 30
OURS, MACHINE, RETURNED, FLOODING, TOO_MANY, ALIKE = "ours", "machine", "returned", "flooding", "too_many", "alike"


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known before a mail is sent by the desk itself.

    `ours`: it would go to one of our own inboxes. `by_machine`: what it answers was sent by one. `returned`: mail to
    this address comes back. `heard`: how many messages came from there within the last hour.
    """

    ours: bool = False
    by_machine: bool = False
    returned: bool = False
    heard: int = 0


def brake(situation: Situation) -> str:
    """Why nothing may be sent, or "". Who floods us is left alone until the last hour holds less of it."""
    if situation.ours:
        return OURS
    if situation.by_machine:
        return MACHINE
    if situation.returned:
        return RETURNED
    return FLOODING if situation.heard >= FLOOD else ""


def spend(address: str, subject: str, now: datetime) -> str:
    """Count one more mail to an address, unless it has had enough: why it may not be sent, or ""."""
    seconds = int(PERIOD.total_seconds())
    alike = hashlib.sha256(f"{address}\n{subject_stem(subject)}".encode("utf-8", "replace")).hexdigest()[:32]
    if not limits.allow(f"automatic alike {alike}", MOST_ALIKE, seconds, now):
        return ALIKE
    whose = hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()[:32]
    return "" if limits.allow(f"automatic to {whose}", MOST, seconds, now) else TOO_MANY


def in_words(reason: str, address: str) -> str:
    """The brake, for a person."""
    sentences = {
        OURS: _("%(address)s is one of our own inboxes, so nothing is sent there automatically."),
        MACHINE: _("A machine wrote from %(address)s, and machines are not answered automatically."),
        RETURNED: _("Mail to %(address)s comes back, so nothing is sent there automatically."),
        FLOODING: _("%(address)s has written very often within an hour; nothing is sent there automatically for now."),
        TOO_MANY: _("%(address)s has got ten automatic mails within three hours. Nothing more is sent for now."),
        ALIKE: _("%(address)s has got this mail twice within three hours. It is not sent a third time for now."),
    }
    return sentences[reason] % {"address": address}
