"""Style sheets, scripts and pictures: a few small files, read once, each named with its content's digest."""

import gzip
import mimetypes
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import django_htmx

from regulars.base.registry import Slot


@dataclass(frozen=True, slots=True)
class File:
    """One file as it goes out. `packed` is its gzip form, or nothing where that is no smaller."""

    content: bytes
    packed: bytes
    content_type: str
    version: str


SHELVES: Slot[tuple[Path, ...]] = Slot("static files")
SHELVES.offer("web", tuple(sorted((Path(__file__).parent / "static").iterdir())))
SHELVES.offer("htmx", (Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js",))


def read(path: Path) -> File:
    """A file, ready to go out."""
    content = path.read_bytes()
    packed = gzip.compress(content, mtime=0)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    version = sha256(content).hexdigest()[:12]
    return File(content, packed if len(packed) < len(content) else b"", kind, version)


@cache
def files() -> dict[str, File]:
    """All of them by name."""
    return {path.name: read(path) for _, shelf in SHELVES for path in shelf}


@cache
def address(name: str) -> str:
    """The path of a static file, for as long as its content is what it is. Raises KeyError for an unknown name."""
    return f"/static/{name}?v={files()[name].version}"
