"""Writing the archive to disk: streamed, so that memory does not grow with a customer's book."""

import json
import os
import secrets
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation

from regulars.book.leaving.archive import page, parts, records
from regulars.book.leaving.archive.files import attached, named
from regulars.book.leaving.reducing import Reducing
from regulars.book.leaving.slots import LEAVING, Part
from regulars.book.leaving.whose import Whose
from regulars.engine import blobs
from regulars.intake.models import Inbox

FORMAT = "regulars.person.1"
PIECE = 256 * 1024


def write(of: Whose, path: Path, now: datetime) -> None:
    """Write the whole archive to `path`, which is there only once it is whole.

    Raises OSError where the disk does not take it; then nothing is left.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        # Nobody else on this machine may read it.
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, translation.override(language_of(of)):
                fill(archive, of, now)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def fill(archive: zipfile.ZipFile, of: Whose, now: datetime) -> None:
    """The JSON, the page and the files."""
    made = all_parts(of, Reducing(plain(of)))
    with archive.open("person.json", "w", force_zip64=True) as file:
        for piece in pieces(made, of, now):
            file.write(piece.encode())
    with archive.open("index.html", "w", force_zip64=True) as file:
        for piece in page.pieces(made, of.customer.name, now):
            file.write(piece.encode())
    for attachment in attached(of):
        copy(archive, named(attachment), attachment.sha256)


def copy(archive: zipfile.ZipFile, name: str, digest: str) -> None:
    """One file; what is gone from the disk is left out."""
    try:
        content = blobs.open_blob(digest)
    except FileNotFoundError:
        return
    with content, archive.open(name, "w", force_zip64=True) as file:
        shutil.copyfileobj(content, file, PIECE)


def all_parts(of: Whose, reducing: Reducing) -> list[Part]:
    """Those of all rooms."""
    rooms = (room.parts(of, reducing) for _name, room in LEAVING)
    return list(chain(parts.parts(of, reducing), records.parts(of, reducing), *rooms))


def plain(of: Whose) -> frozenset[str]:
    """The addresses that are not others'."""
    return frozenset(of.emails) | {address.lower() for address in Inbox.objects.values_list("address", flat=True)}


def language_of(of: Whose) -> str:
    """The person's, where the desk speaks it; else English."""
    wanted = of.customer.language.partition("-")[0].lower()
    return wanted if wanted in dict(settings.LANGUAGES) else "en"


def pieces(made: Sequence[Part], of: Whose, now: datetime) -> Iterator[str]:
    """The JSON, a row at a time; each part is a list under its name."""
    head = {"format": FORMAT, "made_at": now, "customer": of.customer.public_id}
    yield encoded(head)[:-1]
    for part in made:
        yield f",\n{json.dumps(part.name)}: ["
        for place, row in enumerate(part.rows()):
            yield (",\n" if place else "\n") + encoded(row)
        yield "]"
    yield "}\n"


def encoded(row: Any) -> str:
    """A row as JSON; times in UTC."""
    return json.dumps(row, ensure_ascii=False, default=worded)


def worded(value: Any) -> str:
    """What JSON has no form for."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)
