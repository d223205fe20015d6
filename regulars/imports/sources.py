"""Where mail can be read from: an mbox, a Maildir, a folder of .eml files, one file."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from itertools import chain, pairwise
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.channels.email.headers import decoded, unfolded
from regulars.imports import maildirs

# A line that begins a message names a sender, and most often a time. So may a sentence that starts with "From", and not
# every program escapes those: without a date as programs write it, a header has to follow.
SEPARATOR = re.compile(rb"From (?:.*\d{1,2}:\d\d|\S+@\S+\s*$)")
DATED = re.compile(
    rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +(?:\d{1,2} +)?"
    rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b.*\d{1,2}:\d\d"
)
# Some programs put no blank line before it. Then there is an address, all of the date, and a header behind it.
UNMISTAKABLE = re.compile(
    rb"From (?:\S+@\S+|-|MAILER-DAEMON) +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +(?:\d{1,2} +)?"
    rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b(?=.* \d{4}\b).* \d{1,2}:\d\d:\d\d\b"
)
FIELD = re.compile(rb">?From |[!-9;-~]{1,76}:")
HEADER = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:From .*\r?\n|[ \t].*\r?\n)*[!-9;-~]{1,76}:[ \t\r\n]")
BOM = b"\xef\xbb\xbf"
LABELLED, LABELS_WITHIN = b"X-Gmail-Labels:", 4096
HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
LABELS = re.compile(rb"^X-Gmail-Labels:[ \t]*(.*(?:\r?\n[ \t].*)*)", re.MULTILINE)
ESCAPED = re.compile(rb"^>+From ")


NOTHING: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Found:
    """One message in a source; `size` is how much of the source was read for it, for showing progress."""

    content: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Source:
    """Something that holds mail. `size` in bytes. `left_out` counts, by folder or label, what is passed over; labels
    are known once all was read."""

    kind: str
    path: Path
    files: tuple[Path, ...]
    size: int
    left_out: Counter[str] = field(default_factory=Counter)

    def messages(self) -> Iterator[Found]:
        """All messages, one after the other; never more than one in memory. Raises OSError."""
        for file in self.files:
            if self.kind == "mbox":
                with file.open("rb") as lines:
                    yield from self.wanted(split_mbox(lines))
            else:
                content = file.read_bytes()
                yield Found(content, len(content))

    def wanted(self, found: Iterable[Found]) -> Iterator[Found]:
        """Without what Gmail's label calls spam, trash or a draft: its archive holds all of it in one mbox."""
        for one in found:
            if label := unwanted_label(one.content):
                self.left_out[label] += 1
            else:
                yield one


def unwanted_label(content: bytes) -> str:
    """The label for which a mail is passed over, or "". Source: mbox files of Google Takeout."""
    begun = content[:LABELS_WITHIN]
    labels = LABELS.search(HEAD_ENDS.split(begun, maxsplit=1)[0]) if LABELLED in begun else None
    named = decoded(unfolded(labels[1].decode("utf-8", "replace"))).split(",") if labels else []
    return next((name.strip() for name in named if maildirs.unwanted(name)), "")


def split_mbox(lines: BinaryIO | Iterable[bytes]) -> Iterator[Found]:
    """The messages of an mbox, with one `>` taken off lines that were escaped on the way in.

    Source: the mboxrd form, qmail's mbox(5); in the older mboxo form the same unescaping is right for `>From `.
    """
    message: list[bytes] = []
    size, before, inside = 0, b"\n", False
    rest = iter(lines)
    first = next(rest, b"").removeprefix(BOM)
    for line, following in pairwise(chain((first,), rest, (b"",))):
        if line.startswith(b"From ") and (begins(before, line, following) if inside else SEPARATOR.match(line)):
            if inside:
                yield whole(message, size)
            message, size, inside = [], len(line), True
        elif inside:
            message.append(line[1:] if line.startswith(b">") and ESCAPED.match(line) else line)
            size += len(line)
        before = line
    if inside:
        yield whole(message, size)


def begins(before: bytes, line: bytes, following: bytes) -> bool:
    """Whether a line begins the next message, and is no sentence of this one."""
    if before.strip(b"\r\n"):
        return bool(UNMISTAKABLE.match(line) and FIELD.match(following))
    return bool(DATED.match(line) or (SEPARATOR.match(line) and FIELD.match(following)))


def whole(lines: list[bytes], size: int) -> Found:
    """The lines of a message without the blank line that ends it in an mbox."""
    end = len(lines) - 1 if lines and not lines[-1].strip(b"\r\n") else len(lines)
    return Found(b"".join(lines[:end]), size)


def is_mbox(path: Path) -> bool:
    """Whether a file begins as an mbox does. Blank lines before it are no reason to take a mailbox for one mail."""
    with path.open("rb") as file:
        begun = file.read(4000).removeprefix(BOM).lstrip(b"\r\n")
    return bool(SEPARATOR.match(begun.partition(b"\n")[0]))


def is_mail(path: Path) -> bool:
    """Whether a file begins with a header, as mails do."""
    with path.open("rb") as file:
        return bool(HEADER.match(file.read(4000)))


def make(kind: str, path: Path, files: list[Path], left_out: Mapping[str, int] = NOTHING) -> Source:
    """A source of these files."""
    return Source(kind, path, tuple(files), sum(file.stat().st_size for file in files), Counter(left_out))


def open_source(path: Path) -> Source | Refused:
    """What is at `path`, told by looking at it."""
    try:
        return look(path)
    except OSError as fault:
        return Refused(f"{path} cannot be read: {fault.strerror}. Name a file or folder that this user may read.")


def look(path: Path) -> Source | Refused:
    """The same; raises OSError."""
    if not path.exists():
        return Refused(f"There is nothing at {path}. Name an mbox file, a Maildir, an .eml file or a folder of them.")
    if path.is_dir() and any(True for _ in maildirs.folders(path)):
        return make("maildir", path, *maildirs.read(path))
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix.lower() == ".eml" and file.is_file())
        if not files:
            return Refused(f"The folder {path} is no Maildir (it lacks cur and new) and holds no .eml files.")
        return make("eml", path, files)
    if path.stat().st_size == 0:
        return Refused(f"{path} is empty.")
    if is_mbox(path):
        return make("mbox", path, [path])
    if path.suffix.lower() == ".mbox":
        return Refused(
            f"{path} does not begin with a “From ” line as an mbox does. If it is one message, call it .eml."
        )
    # What is called a mail is taken as one, however it was damaged: quarantine keeps it.
    if path.suffix.lower() != ".eml" and not is_mail(path):
        return Refused(f"{path} is neither an mbox nor a mail: it does not begin with lines such as “From: …”.")
    return make("eml", path, [path])
