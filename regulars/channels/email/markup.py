"""HTML to readable text in one pass: no tree, so neither depth nor open ends can hurt."""

import re
from html import unescape

from regulars.channels.email.charsets import plain

# Attribute values may hold ">", so quoted runs are taken whole; the counts keep unclosed quotes linear.
TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9:\-]{0,40})((?:[^<>"']|"[^"]{0,4000}"|'[^']{0,4000}'|["'])*+)>?""")
ATTRIBUTE = re.compile(r"""\b(href|class|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
SILENT = frozenset(
    "script style head title template noscript object applet iframe textarea select svg math xml".split()
)
BREAKS = frozenset(
    "br tr div section article header footer address form table dd dt center main figure hr li ul ol".split()
)
APART = frozenset("p h1 h2 h3 h4 h5 h6 pre blockquote".split())
SPACES = re.compile(r"[ \t\r\n\f\v]+")
EMPTY_LINES = re.compile(r"\n{3,}")
LONGEST_LINK = 2000
DEEPEST_QUOTE = 8


def text_of_html(html: str) -> str:
    """The text with line breaks where blocks end, quoted blocks behind "> ", list items behind "- ".

    Scripts, styles, comments and the head are left out. Links show their target where it says more than their text.
    Never raises; time grows with the length only.
    """
    writer = _Writer()
    position, length = 0, len(html)
    while position < length:
        opening = html.find("<", position)
        if opening < 0:
            break
        writer.text(html[position:opening])
        position = _tag(html, opening, writer)
    if position < length:
        writer.text(html[position:])
    return writer.result()


def _tag(html: str, at: int, writer: "_Writer") -> int:
    """Deals with what starts at `at` and gives the position behind it."""
    if html.startswith("<!--", at):
        # An unclosed comment hides only its own sign, else one stray sign would hide the letter.
        end = writer.find(html, "-->", at + 2)
        return end + 3 if end >= 0 else at + 4
    if html.startswith(("<!", "<?"), at):
        end = writer.find(html, ">", at)
        return end + 1 if end >= 0 else at + 2
    match = TAG.match(html, at)
    if not match:
        writer.text("<")
        return at + 1
    closing, name = match[1] == "/", match[2].lower()
    if name in SILENT and not closing:
        return _behind(html, name, match.end(), writer)
    writer.tag(name, closing, match[3])
    return match.end()


def _behind(html: str, name: str, at: int, writer: "_Writer") -> int:
    """The position behind the closing tag of an element that shows nothing; a head also ends where the body starts."""
    if name in writer.missing:
        return at
    pattern = r"</head|<body" if name == "head" else rf"</{name}"
    match = re.compile(pattern, re.IGNORECASE).search(html, at)
    if not match:
        writer.missing.add(name)
        return len(html) if name in ("script", "style") else at
    if html[match.start() + 1] != "/":
        return match.start()
    end = html.find(">", match.end())
    return end + 1 if end >= 0 else len(html)


class _Writer:
    """Collects lines; knows the quote depth, whether blanks count, and the link that is open."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quotes = 0
        self.pre = 0
        # The quote depth of the empty line that is due before the next text.
        self.gap: int | None = None
        self.link: tuple[str, int] | None = None
        self.missing: set[str] = set()

    def find(self, html: str, sign: str, at: int) -> int:
        """Where the sign comes next, or -1; what was missed once is not looked for again, to stay linear."""
        found = -1 if sign in self.missing else html.find(sign, at)
        if found < 0:
            self.missing.add(sign)
        return found

    def text(self, raw: str) -> None:
        if not raw:
            return
        text = unescape(raw) if "&" in raw else raw
        if self.pre:
            first, *more = text.replace("\r\n", "\n").split("\n")
            self.line.append(first)
            for one in more:
                self.newline()
                self.line.append(one)
            return
        self.line.append(SPACES.sub(" ", text))

    def newline(self) -> None:
        line = "".join(self.line)
        self.line = []
        line = line if self.pre else SPACES.sub(" ", line).strip()
        if self.gap is not None and line.strip():
            if self.lines and self.lines[-1].strip("> "):
                self.lines.append(("> " * self.gap).rstrip())
            self.gap = None
        self.lines.append("> " * self.quotes + line if self.quotes else line)

    def block(self, apart: bool) -> None:
        if any(part.strip() for part in self.line):
            self.newline()
        self.line = []
        if apart:
            self.gap = self.quotes if self.gap is None else min(self.gap, self.quotes)

    def tag(self, name: str, closing: bool, attributes: str) -> None:
        if name == "br":
            self.newline()
        elif name == "a":
            self.anchor(closing, attributes)
        elif name == "img" and not closing:
            self.line.append(_attributes(attributes).get("alt", ""))
        elif name in ("td", "th"):
            self.line.append(" ")
        elif name in APART or name in BREAKS:
            self.block(apart=name in APART)
            self.deeper(name, closing)

    def deeper(self, name: str, closing: bool) -> None:
        step = -1 if closing else 1
        if name == "blockquote":
            self.quotes = min(DEEPEST_QUOTE, max(0, self.quotes + step))
        elif name == "pre":
            self.pre = max(0, self.pre + step)
        elif name == "li" and not closing:
            self.line.append("- ")

    def anchor(self, closing: bool, attributes: str) -> None:
        if not closing:
            href = unescape(_attributes(attributes).get("href", "")).strip()
            usable = href.lower().startswith(("http:", "https:")) and len(href) < LONGEST_LINK
            self.link = (href, len(self.line)) if usable else None
        elif self.link:
            href, start = self.link
            shown = "".join(self.line[start:]).strip()
            bare = href.partition("://")[2].rstrip("/")
            if shown and bare not in shown and shown.rstrip("/") not in (bare, href):
                self.line.append(f" <{href}>")
            self.link = None

    def result(self) -> str:
        self.block(apart=False)
        text = "\n".join(self.lines).replace("\xa0", " ")
        return plain(EMPTY_LINES.sub("\n\n", text).strip("\n"))


def _attributes(raw: str) -> dict[str, str]:
    return {m[1].lower(): m[2] or m[3] or m[4] or "" for m in ATTRIBUTE.finditer(raw[:8000])}
