"""The files that came and went with a customer's messages, and how they are called in the archive."""

import re
from collections.abc import Iterator

from regulars.book.leaving import letters
from regulars.book.leaving.whose import Whose
from regulars.book.models import Attachment

AT_ONCE = 200
LONGEST = 80
ODD = re.compile(r"[^A-Za-z0-9._-]+")


def named(file: Attachment) -> str:
    """Where a file lies in the archive: no name of a sender's leads out of its folder."""
    name = ODD.sub("-", file.name).lstrip(".-")[-LONGEST:]
    return f"files/{file.public_id}-{name}" if name else f"files/{file.public_id}"


def attached(of: Whose) -> Iterator[Attachment]:
    """The files of every message that is handed out; of texts that were read anew, those of the newest reading."""
    last = 0
    while batch := letters.after(of, last, AT_ONCE):
        yield from newest(batch)
        last = batch[-1]
    yield from newest(letters.elsewhere(of))


def newest(moments: list[int]) -> Iterator[Attachment]:
    """The files of the newest reading of each of these."""
    files = Attachment.objects.filter(message__moment__in=moments).select_related("message")
    found = list(files.order_by("message__moment_id", "message__version", "position"))
    last = {file.message.moment_id: file.message_id for file in found}
    return (file for file in found if last[file.message.moment_id] == file.message_id)
