"""Style sheets, scripts, fonts and pictures: a few small files, read once, each named with its content's digest."""

import gzip
import mimetypes
import re
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path

import django_htmx

from regulars.base.registry import Slot


@dataclass(frozen=True)
class File:
    """One file as it goes out."""

    content: bytes
    content_type: str
    version: str

    @cached_property
    def packed(self) -> bytes:
        """Its gzip form, or nothing where that is no smaller. Made when it is asked for: a start does not wait."""
        packed = gzip.compress(self.content, mtime=0)
        return packed if len(packed) < len(self.content) else b""


ROOM = Path(__file__).parent
SHELVES: Slot[tuple[Path, ...]] = Slot("static files")
SHELVES.offer("web", tuple(sorted((ROOM / "static").iterdir())))
SHELVES.offer("fonts", tuple(sorted((ROOM / "fonts").glob("*.woff2"))))
SHELVES.offer("htmx", (Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js",))
# Not every machine's list of types knows it.
KINDS = {".woff2": "font/woff2"}
# How a style sheet and a script name another file of ours.
NAMED = {".css": re.compile(rb"url\(([\w.-]+)\)"), ".js": re.compile(rb"(?:from |import\()\"\./([\w.-]+)\"")}
# What is written for who reads the source, and not sent: comments of style sheets, and lines of scripts that are one.
COMMENTS = {".css": re.compile(rb"/\*.*?\*/\n?", re.DOTALL), ".js": re.compile(rb"^[ \t]*//.*\n", re.MULTILINE)}


def made(name: str, content: bytes) -> File:
    """A file, ready to go out."""
    kind = KINDS.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return File(content, kind, sha256(content).hexdigest()[:12])


def finished(name: str, contents: dict[str, bytes], done: dict[str, File]) -> File:
    """The file, naming others as pages do, so that they are kept too. Raises KeyError where it names an unknown one."""
    if name not in done:
        content, naming = bare(name, contents[name]), NAMED.get(Path(name).suffix)
        for other in sorted(set(naming.findall(content))) if naming else ():
            version = finished(other.decode(), contents, done).version.encode()
            content = re.sub(rb"(?<=[(/])%s(?=[)\"])" % re.escape(other), b"%s?v=%s" % (other, version), content)
        done[name] = made(name, content)
    return done[name]


def bare(name: str, content: bytes) -> bytes:
    """It without its comments."""
    comments = COMMENTS.get(Path(name).suffix)
    return comments.sub(b"", content) if comments else content


@cache
def files() -> dict[str, File]:
    """All of them by name."""
    contents = {path.name: path.read_bytes() for _, shelf in SHELVES for path in shelf}
    done: dict[str, File] = {}
    return {name: finished(name, contents, done) for name in contents}


@cache
def address(name: str) -> str:
    """The path of a static file, for as long as its content is what it is. Raises KeyError for an unknown name."""
    return f"/static/{name}?v={files()[name].version}"
