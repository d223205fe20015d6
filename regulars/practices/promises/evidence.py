"""Files that show a promise or its keeping: kept by content, named by rows, shown to who may see the promise."""

from collections.abc import Sequence
from datetime import datetime
from typing import IO, TypeAlias

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.shells import sealed
from regulars.engine import blobs
from regulars.practices.promises.ledger import tell
from regulars.practices.promises.models import Evidence, Promise
from regulars.staff.models import Agent
from regulars.web.words import size

Upload: TypeAlias = "UploadedFile[IO[bytes]]"
MOST_BYTES, MOST_FILES = 20_000_000, 20
UNKNOWN = "application/octet-stream"


def attach(promise: Promise, files: Sequence[Upload], agent: Agent, now: datetime) -> Refused | None:
    """Put files with a promise; all of them, or none and why."""
    if refused := fault(promise, files):
        return refused
    made = [row(promise, file, blobs.put(file.read()), agent, now) for file in files]
    with transaction.atomic():
        Evidence.objects.bulk_create(made)
        if made:
            tell(promise)
    return None


def fault(promise: Promise, files: Sequence[Upload]) -> Refused | None:
    """Why these cannot be kept with it."""
    if erased := sealed(promise.customer):
        return erased
    if sum(file.size or 0 for file in files) > MOST_BYTES:
        return Refused(_("Together the files are larger than %(most)s.") % {"most": size(MOST_BYTES)}, "files")
    if promise.evidence.count() + len(files) > MOST_FILES:
        return Refused(_("At most %(most)s files go with one promise.") % {"most": MOST_FILES}, "files")
    return None


def row(promise: Promise, file: Upload, sha256: str, agent: Agent, now: datetime) -> Evidence:
    """One of them, not written yet."""
    name = (file.name or "").replace("\0", "")[:255] or _("file")
    kind = (file.content_type or UNKNOWN)[:127]
    return Evidence(
        promise=promise, name=name, content_type=kind, sha256=sha256, size=file.size or 0, agent=agent, at=now
    )
