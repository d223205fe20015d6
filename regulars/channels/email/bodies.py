"""Which parts are the letter itself, and which are files."""

from dataclasses import dataclass, field

from regulars.channels.contract import File
from regulars.channels.email.charsets import text_of
from regulars.channels.email.markup import text_of_html
from regulars.channels.email.parts import file_of
from regulars.channels.email.tnef import is_tnef, opened
from regulars.channels.email.tree import Part, octets_of, regrown

TEXTS = ("text/plain", "text/html")
# With what lies in winmail.dat: a mail of 7 MB could hold 200,000 files there.
MOST_FILES = 1000
TOO_MANY_FILES = f"more than {MOST_FILES} files: the rest is only in winmail.dat"


@dataclass(slots=True)
class Body:
    """One inline text, not yet decoded further than to bytes."""

    part: Part
    octets: bytes

    @property
    def html(self) -> bool:
        return self.part.type == "text/html"

    def blank(self) -> bool:
        return not self.octets.strip()

    def decoded(self, marks: list[str]) -> str:
        """The part's own text: HTML stays HTML. Line ends are LF."""
        label = self.part.parameter("content-type", "charset")
        text, repaired = text_of(self.octets, label)
        if repaired:
            marks.append(f"charset repaired: {label[:40] or 'none'} -> {repaired}")
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    def text(self, marks: list[str]) -> str:
        """What a person reads."""
        return text_of_html(self.decoded(marks)) if self.html else self.decoded(marks)


@dataclass(slots=True)
class Found:
    """What a walk through the tree brings: HTML, file leaves, a letter from winmail.dat, what was mended."""

    marks: list[str]
    html: list[Body] = field(default_factory=list)
    leaves: list[tuple[Part, bytes]] = field(default_factory=list)
    letter: str = ""

    def files(self) -> list[File]:
        """The file leaves in their order in the mail, each winmail.dat followed by what it held."""
        seen = b"".join(body.octets for body in self.html) if self.leaves else b""
        every: list[File] = []
        for part, octets in self.leaves:
            every.append(file_of(part, octets, seen))
            if is_tnef(part.type, every[-1].name):
                every += self.opened(octets, MOST_FILES - len(every))
        return every

    def opened(self, octets: bytes, most: int) -> list[File]:
        """The files in a winmail.dat, as far as there is room; its letter is kept in `letter`."""
        if most <= 0:
            self.marks.append(TOO_MANY_FILES)
            return []
        inner = opened(octets)
        self.marks.append("winmail.dat damaged: opened as far as it goes" if inner.damaged else "winmail.dat opened")
        self.letter = self.letter or inner.text
        if len(inner.files) > most:
            self.marks.append(TOO_MANY_FILES)
        return inner.files[:most]


def bodies(part: Part, found: Found, first: bool = True) -> list[Body]:
    """The texts to show, in order; of alternatives the plain one if it holds anything. Files go to `found`.

    Source: RFC 2046 section 5.1.4 for alternatives, RFC 2183 for dispositions.
    """
    if part.type.startswith("multipart/"):
        children = part.children()
        if children:
            return _chosen(part, children, found, first)
        again = regrown(part, found.marks)
        if again:
            return _chosen(again, again.children(), found, first)
        found.marks.append("multipart without parts: shown as text")
    return _leaf(part, found, first)


def _chosen(part: Part, children: list[Part], found: Found, first: bool) -> list[Body]:
    every: list[list[Body]] = []
    for child in children:
        every.append(bodies(child, found, first and (part.type == "multipart/alternative" or not any(every))))
    if part.type != "multipart/alternative":
        return [body for some in every for body in some]
    filled = [some for some in every if any(not body.blank() for body in some)]
    for some in filled:
        if not any(body.html for body in some):
            return some
    return filled[-1] if filled else []


def _leaf(part: Part, found: Found, first: bool) -> list[Body]:
    octets = octets_of(part, found.marks)
    if _is_file(part, first):
        found.leaves.append((part, octets))
        return []
    body = Body(part, octets)
    if body.html:
        found.html.append(body)
    return [body]


def _is_file(part: Part, first: bool) -> bool:
    """A text is a file when its sender says attachment, or names it and it is not the first text."""
    if part.type not in TEXTS and not part.type.startswith("multipart/"):
        return True
    if "content-disposition" in part.fields:
        disposition = part.first("content-disposition").partition(";")[0].strip().lower()
        if disposition == "attachment":
            return True
        if part.parameter("content-disposition", "filename"):
            return True
    return not first and bool(part.parameter("content-type", "name"))


def joined(some: list[Body], marks: list[str]) -> str:
    """The texts one under the other; an HTML copy of the plain text before it is not repeated."""
    texts: list[str] = []
    for body in some:
        text = body.text(marks)
        if body.html and texts and text.split() == texts[-1].split():
            continue
        if text.strip():
            texts.append(text)
    return "\n\n".join([text.strip("\n") for text in texts[:-1]] + texts[-1:])
