"""Reading a mailbox: everything above its mark, and a way past a message that the server cannot give out."""

import imaplib
import logging
from collections import Counter
from collections.abc import Sequence

from django.utils import timezone

from regulars.intake import marks, rules
from regulars.intake.imap import FAULTS, Folder
from regulars.intake.models import Mailbox
from regulars.intake.rules import Listed

log = logging.getLogger(__name__)

LARGEST = 100 * 1024 * 1024
STRIKES = 5
TOO_LARGE, NOT_GIVEN = "too_large", "not_given_out"


class Reader:
    """Reads one mailbox into its inbox, over as many connections as it takes.

    It remembers which messages the server failed to give out: one that makes it fail time and again is set aside with
    what can be had of it, so that a single broken message cannot hold up all that came after it.
    """

    def __init__(self, mailbox_id: int, *, largest: int = LARGEST) -> None:
        self.mailbox_id = mailbox_id
        self.largest = largest
        self._strikes: Counter[int] = Counter()

    def begin(self, folder: Folder) -> None:
        """Make the mark fit a folder that was just opened. Raises as `read_new` does."""
        marks.settle(Mailbox.objects.select_related("inbox").get(pk=self.mailbox_id), folder)

    def read_new(self, folder: Folder) -> int:
        """Store all mail above the mark that is wanted; how many messages.

        Raises one of `imap.FAULTS` (OSError also where our disk is full), marks.Moved, or DatabaseError. What is below
        the mark then is stored; nothing else is.
        """
        mailbox = Mailbox.objects.select_related("inbox").get(pk=self.mailbox_id)
        count = 0
        for listed in folder.listing(mailbox.last_uid, folder.top()):
            for batch in rules.batches(marks.wanted(mailbox, listed)):
                count += self._read_batch(mailbox, folder, batch)
            marks.pass_over(mailbox, listed[-1].uid)
        return count

    def _read_batch(self, mailbox: Mailbox, folder: Folder, batch: Sequence[Listed]) -> int:
        """Store a batch. After a strike against one of it, the messages come one by one, to find which it is."""
        if len(batch) > 1 and any(self._strikes[one.uid] or one.size > self.largest for one in batch):
            return sum(self._read_batch(mailbox, folder, [one]) for one in batch)
        first = batch[0]
        if first.size > self.largest:
            detail = f"{first.size:,} bytes; up to {self.largest:,} are fetched. UID {first.uid} in {mailbox.folder}."
            return self._set_aside(mailbox, folder, first, TOO_LARGE, detail)
        if self._strikes[first.uid] >= STRIKES:
            detail = f"The server failed {STRIKES} times to give it out. UID {first.uid} in {mailbox.folder}."
            return self._set_aside(mailbox, folder, first, NOT_GIVEN, detail)
        contents = self._contents(folder, [one.uid for one in batch])
        marks.store(mailbox, batch, contents, timezone.now())
        for one in batch:
            self._strikes.pop(one.uid, None)
        return len(contents)

    def _contents(self, folder: Folder, uids: list[int]) -> dict[int, bytes]:
        """The bodies of all that are still in the folder. What fails counts against each that was asked for."""
        try:
            contents = folder.bodies(uids)
            withheld = folder.present([uid for uid in uids if uid not in contents])
        except FAULTS:
            self._strikes.update(uids)
            raise
        if withheld:
            self._strikes.update(withheld)
            raise imaplib.IMAP4.error(f"the server lists messages that it does not give out: UID {sorted(withheld)}")
        return contents

    def _set_aside(self, mailbox: Mailbox, folder: Folder, one: Listed, cause: str, detail: str) -> int:
        log.warning("%s: a message is set aside (%s): %s", mailbox.inbox.address, cause, detail)
        marks.set_aside(mailbox, one, self._head(folder, one.uid), cause, detail, timezone.now())
        return 1

    def _head(self, folder: Folder, uid: int) -> bytes:
        """The header, if the server gives at least that. One that breaks the connection is not asked for it again."""
        if self._strikes[uid] > STRIKES:
            return b""
        try:
            return folder.heads([uid]).get(uid, b"")
        except FAULTS:
            self._strikes[uid] = STRIKES + 1
            raise
