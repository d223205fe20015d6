"""Looking into a mailbox before anything of it is taken: read-only, only beginnings, and never for long."""

import time
from datetime import datetime

from django.utils import timezone

from regulars.base.frozen import dataclass
from regulars.channels.beginnings import preview
from regulars.channels.contract import Inbound
from regulars.channels.email.mail import parse
from regulars.intake.connecting.rules import Counted, Letter, counted
from regulars.intake.imap import Folder
from regulars.intake.rules import Listed

STRETCH = 2000
MOST_LOOKED_AT = 100_000
SECONDS = 10.0
NEWEST = 20
LONGEST_WORDS = 200
# Holds the longest headers that servers leave behind, and the first words of most letters after them.
BEGINNING = 32_768


@dataclass(frozen=True, slots=True)
class Preview:
    """What a folder holds, and its newest letters. `uid_validity` and `top` say up to where all is history."""

    counted: Counted
    newest: tuple[Letter, ...]
    uid_validity: int
    top: int


def look(folder: Folder, now: datetime) -> Preview:
    """A look at an open folder. Raises one of `imap.FAULTS`.

    `top` is read first: what arrives while we look, or while a person thinks about it, is live mail.
    """
    top = folder.top()
    listed = newest_listed(folder)
    shown = sorted(listed, key=lambda one: one.uid, reverse=True)[:NEWEST]
    begun = folder.beginnings([one.uid for one in shown], BEGINNING) if shown else {}
    letters = tuple(letter(one, begun[one.uid]) for one in shown if one.uid in begun)
    return Preview(counted(listed, folder.count, timezone.localtime(now)), letters, folder.uid_validity, top)


def newest_listed(folder: Folder) -> list[Listed]:
    """The newest messages, up to 100,000 or as many as the server lists in ten seconds."""
    found: list[Listed] = []
    last, end = folder.count, time.monotonic() + SECONDS
    while last > 0 and len(found) < MOST_LOOKED_AT and time.monotonic() < end:
        first = max(last - STRETCH + 1, 1)
        found += folder.stretch(first, last)
        last = first - 1
    return found


def letter(one: Listed, beginning: bytes) -> Letter:
    """A message by its beginning, as it will be shown once it is filed."""
    read = parse(beginning)
    if not isinstance(read, Inbound):
        return Letter(one.came_at, "", "", "")
    sender = (read.sender.name or read.sender.email) if read.sender else ""
    return Letter(one.came_at, sender[:LONGEST_WORDS], read.subject[:LONGEST_WORDS], preview(read, LONGEST_WORDS))
