"""Files that are to go with a draft: kept at once, so that they are still there after a reload."""

from collections.abc import Iterable, Sequence
from typing import IO, TypeAlias

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.models import Attachment
from regulars.conversations.drafts.acts import shut
from regulars.conversations.drafts.rules import MOST_BYTES
from regulars.conversations.models import Draft, Enclosure
from regulars.engine import blobs
from regulars.staff.models import Agent
from regulars.web.words import size

Upload: TypeAlias = "UploadedFile[IO[bytes]]"
MOST_FILES = 50
UNKNOWN = "application/octet-stream"


def room_for(draft: Draft, sizes: Sequence[int]) -> Refused | None:
    """Why these cannot go with it, too."""
    there = draft.enclosures.aggregate(sum=Sum("size"))["sum"] or 0
    if there + sum(sizes) > MOST_BYTES:
        return Refused(
            _("Together the files are %(sum)s; mail carries at most %(most)s. Leave one out, or send it another way.")
            % {"sum": size(there + sum(sizes)), "most": size(MOST_BYTES)},
            "files",
        )
    if draft.enclosures.count() + len(sizes) > MOST_FILES:
        return Refused(_("At most %(most)s files go with one mail.") % {"most": MOST_FILES}, "files")
    return None


def enclose(draft: Draft, files: Sequence[Upload]) -> Refused | None:
    """Put files with a draft; all of them, or none and why."""
    if refused := shut(draft) or room_for(draft, [file.size or 0 for file in files]):
        return refused
    rows = [row(draft, file, blobs.put(file.read())) for file in files]
    with transaction.atomic():
        Enclosure.objects.bulk_create(rows)
    return None


def row(draft: Draft, file: Upload, sha256: str) -> Enclosure:
    """One of them, not written yet."""
    name = (file.name or "").replace("\0", "")[:255] or _("file")
    kind = (file.content_type or UNKNOWN)[:127]
    return Enclosure(draft=draft, name=name, content_type=kind, sha256=sha256, size=file.size or 0)


def enclose_again(draft: Draft, attachments: Iterable[Attachment]) -> None:
    """Put files that came to us with a draft: their bytes lie there already."""
    rows = [
        Enclosure(draft=draft, name=file.name, content_type=file.content_type, sha256=file.sha256, size=file.size)
        for file in attachments
    ]
    with transaction.atomic():
        Enclosure.objects.bulk_create(rows)


def take_out(agent: Agent, public_id: str) -> bool:
    """Take a file from a draft that was not sent; whether there was one. Its bytes are swept when nobody names them."""
    own = Enclosure.objects.filter(public_id=public_id, draft__agent=agent, draft__sent_at=None)
    with transaction.atomic():
        return own.delete()[0] > 0
