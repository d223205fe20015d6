"""Which stretches of a text are not the writer's new words, so that they can be folded. Nothing is ever removed.

Own rules, because a fold needs positions in the untouched text and time that grows with its length only.
"""

from dataclasses import dataclass, field

from regulars.base.folds.fold import Fold
from regulars.base.folds.wordings import (
    ATTRIBUTION_END,
    ATTRIBUTION_START,
    CONFIDENTIAL,
    DASHED_LEAD,
    DATE_LIKE,
    FORWARDED,
    FROM_WORDS,
    HEADER_WORDS,
    LIST_FOOTER,
    MAIL_WORDS,
    MOBILE,
    MOBILE_FIRST,
    ORIGINAL,
    SIGNATURE,
    UNDERSCORES,
)

LONGEST_SIGNATURE = 25
LONGEST_LINE = 400
# What lies behind is not folded. Nobody writes so much, and a text can be such that each line is looked at many times.
LONGEST_LOOKED_AT = 500_000
MOST_FOLDS = 1000
SHORTEST_DISCLAIMER = 120
SEPARATING = frozenset("-_=—–―*")
COLONS = frozenset(":：")
# The last sign of a leading line: its colon, or the "e" of a "wrote" that lacks one.
LEADING_ENDS = COLONS | frozenset("e*_")
OPENING = SEPARATING | frozenset(">|")


@dataclass(slots=True)
class _Letter:
    """The lines of a text and the spans found so far, as (first line, line behind the last, kind)."""

    lines: list[str]
    spans: list[tuple[int, int, str]] = field(default_factory=list)
    # What `_named` gave; each line is asked for up to thirty times.
    names: dict[int, str] = field(default_factory=dict)

    def nonblank(self, at: int) -> int:
        """The first line from `at` on that holds something, or the number of lines."""
        while at < len(self.lines) and not self.lines[at].strip():
            at += 1
        return at

    def quoted(self, at: int) -> bool:
        line = self.lines[at].lstrip(" \t") if at < len(self.lines) else ""
        # ">:" is what is left where an address is broken at the end of a leading line.
        return line.startswith((">", "|>")) and line.rstrip() != ">:"

    def quote_end(self, at: int) -> int:
        """The line behind a block of quoted lines, blank lines inside it included."""
        end = at
        while self.quoted(end):
            end += 1
            after = self.nonblank(end)
            if self.quoted(after):
                end = after
        return end

    def rest(self, at: int) -> int:
        """The end of what a leading line opens: the quoted block behind it, else everything."""
        after = self.nonblank(at)
        return self.quote_end(after) if self.quoted(after) else len(self.lines)


def folds(text: str, *, blank: bool = False) -> tuple[Fold, ...]:
    """The folds in order, not overlapping, in code points of `text`.

    Kinds: quote, forward, signature, disclaimer. Where nothing would stay visible nothing is folded; of a mail that
    only forwards another, the copied header lines alone are. With `blank`, for who reads and does not show, all of it
    may be folded.
    """
    letter = _Letter(text[:LONGEST_LOOKED_AT].split("\n"))
    at = 0
    while at < len(letter.lines) and len(letter.spans) < MOST_FOLDS:
        line = letter.lines[at].strip()
        # Most lines can open nothing; to see that costs a tenth of asking every rule.
        if not line or (line[0] not in OPENING and line[-1] not in LEADING_ENDS and not _may(line)):
            at += 1
        else:
            at = _step(letter, at, line)
    low = text.lower()
    if any(word in low for word in CONFIDENTIAL):
        _disclaimers(letter)
    spans = letter.spans
    if not spans:
        return ()
    if not blank and not _visible(letter, spans):
        spans = [(a, _header_end(letter, a), kind) for a, _, kind in spans[:1] if kind == "forward"]
        if not _visible(letter, spans):
            return ()
    return _positions(letter, spans)


def _step(letter: _Letter, at: int, line: str) -> int:
    """Notes a span that starts at this line, and gives the next line to look at."""
    first = line[0]
    if letter.quoted(at):
        return _note(letter, at, letter.quote_end(at), "quote")
    if len(line) > LONGEST_LINE:
        return at + 1
    if first in SEPARATING:
        end, kind = _separated(letter, at, line)
        if end:
            return _note(letter, at, end, kind)
    if ":" in line[:30] or "：" in line[:30] or line[-1] in COLONS:
        end, kind = _introduced(letter, at, line)
        if end:
            return _note(letter, at, end, kind)
    if (lead := _attribution(letter, at)) is not None:
        return _note(letter, lead, letter.rest(at + 1), "quote")
    if _mobile(line):
        return _note(letter, at, at + 1, "signature")
    return at + 1


def _may(line: str) -> bool:
    return ":" in line or "：" in line or _mobile(line)


def _mobile(line: str) -> bool:
    if len(line) > 160:
        return False
    first = line.split(None, 1)[0].strip("*_-—([>\"'").lower()
    return (first in MOBILE_FIRST or first[:2] in ("发自", "從我", "傳送")) and bool(MOBILE.match(line))


def _note(letter: _Letter, start: int, end: int, kind: str) -> int:
    if end > start:
        letter.spans.append((start, end, kind))
    return max(end, start + 1)


def _separated(letter: _Letter, at: int, line: str) -> tuple[int, str]:
    """What a line of dashes or the like opens: (line behind the end or 0, kind)."""
    if FORWARDED.match(line):
        return len(letter.lines), "forward"
    if ORIGINAL.match(line):
        return letter.rest(_header_end(letter, at)), "quote"
    if UNDERSCORES.match(line):
        after = letter.nonblank(at + 1)
        if _is_header(letter, after):
            return letter.rest(_header_end(letter, after)), "quote"
    if DASHED_LEAD.match(line):
        return letter.rest(at + 1), "quote"
    if LIST_FOOTER.match(line) and "mailing list" in " ".join(letter.lines[at + 1 : at + 3]).lower():
        return _signature_end(letter, at), "signature"
    if SIGNATURE.match(line):
        return _signature_end(letter, at), "signature"
    return 0, ""


def _introduced(letter: _Letter, at: int, line: str) -> tuple[int, str]:
    """What a line with a colon opens: (line behind the end or 0, kind)."""
    if FORWARDED.match(line):
        return len(letter.lines), "forward"
    if _is_header(letter, at):
        return letter.rest(_header_end(letter, at)), "quote"
    return 0, ""


def _attribution(letter: _Letter, at: int) -> int | None:
    """The first line of "On such a day somebody wrote:" that ends here, possibly wrapped; None where it does not."""
    if letter.lines[at].rstrip()[-1:] not in LEADING_ENDS:
        return None
    quoted = letter.quoted(letter.nonblank(at + 1))
    lead, found = "", None
    for start in range(at, max(at - 4, -1), -1):
        piece = letter.lines[start].strip()
        if not piece or len(lead) + len(piece) > LONGEST_LINE or letter.quoted(start):
            break
        lead = f"{piece} {lead}" if lead else piece
        leads = ATTRIBUTION_START.match(lead) and ATTRIBUTION_END.search(lead)
        if leads and (DATE_LIKE.search(lead) or (quoted and found is None)):
            found = start
    return found


def _named(letter: _Letter, at: int) -> str:
    """The header name that the line starts with as in a copied header ("from", "betreff"), or ""."""
    if at not in letter.names:
        letter.names[at] = _header_name(letter.lines[at])
    return letter.names[at]


def _header_name(line: str) -> str:
    name, colon, _ = line[:60].replace("：", ":").partition(":")
    name = name.strip(" \t\xa0>*|").lower() if colon else ""
    return name if name in FROM_WORDS or name in HEADER_WORDS else ""


def _is_header(letter: _Letter, at: int) -> bool:
    """Three copied header lines in a row of lines, one of them the sender's."""
    if at >= len(letter.lines) or not _named(letter, at):
        return False
    names = {_named(letter, line) for line in range(at, _header_end(letter, at))} - {""}
    return len(names) >= 3 and bool(names & FROM_WORDS)


def _header_end(letter: _Letter, at: int) -> int:
    """The line behind a block of copied header lines that starts at, or right behind, `at`."""
    end = at if at < len(letter.lines) and _named(letter, at) else letter.nonblank(at + 1)
    last = min(at + 1, len(letter.lines))
    stop = min(end + 16, len(letter.lines))
    while end < stop:
        named = _named(letter, end)
        # One blank line between header lines happens in text made from HTML.
        if not named and ((not letter.lines[end].strip() and last < end) or end - last >= 2):
            break
        end += 1
        last = end if named else last
    return last


def _signature_end(letter: _Letter, at: int) -> int:
    """The line before the next quote, separator or the end; 0 where too much follows for a signature."""
    end = at + 1
    while end < len(letter.lines) and end - at <= LONGEST_SIGNATURE:
        line = letter.lines[end].strip()
        if line and len(line) <= LONGEST_LINE and (SIGNATURE.match(line) or _opens_quote(letter, end, line)):
            return end
        end += 1
    return end if end == len(letter.lines) else 0


def _leads_wrapped(letter: _Letter, at: int) -> bool:
    return any(_attribution(letter, end) == at for end in range(at, min(at + 4, len(letter.lines))))


def _opens_quote(letter: _Letter, at: int, line: str) -> bool:
    if letter.quoted(at) or ORIGINAL.match(line) or FORWARDED.match(line):
        return True
    return _is_header(letter, at) or _leads_wrapped(letter, at)


def _disclaimers(letter: _Letter) -> None:
    """Adds the paragraphs outside of other spans that speak of confidential mail; never the first paragraph."""
    at = paragraphs = 0
    spans = {a: b for a, b, _ in letter.spans}
    while at < len(letter.lines):
        if at in spans:
            at = spans[at]
            continue
        if not letter.lines[at].strip():
            at += 1
            continue
        end = at
        while end < len(letter.lines) and letter.lines[end].strip() and end not in spans:
            end += 1
        paragraph = "\n".join(letter.lines[at:end])
        if paragraphs and len(paragraph) > SHORTEST_DISCLAIMER and _disclaims(paragraph):
            letter.spans.append((at, end, "disclaimer"))
        paragraphs += 1
        at = end
    letter.spans.sort()


def _disclaims(paragraph: str) -> bool:
    low = paragraph.lower()
    return (
        any(word in low for word in CONFIDENTIAL) and any(word in low for word in MAIL_WORDS) and not low.endswith("?")
    )


def _visible(letter: _Letter, spans: list[tuple[int, int, str]]) -> bool:
    at = 0
    for start, end, _ in [*spans, (len(letter.lines), 0, "")]:
        if any(line.strip() for line in letter.lines[at:start]):
            return True
        at = end
    return False


def _positions(letter: _Letter, spans: list[tuple[int, int, str]]) -> tuple[Fold, ...]:
    """Lines to code points; blank lines at the end of a span stay outside."""
    starts, position = [], 0
    for line in letter.lines:
        starts.append(position)
        position += len(line) + 1
    made: list[Fold] = []
    behind = 0
    for start, end, kind in spans:
        # A leading line is found from its end, and may reach back into what was noted before.
        start = max(start, behind)
        behind = max(behind, end)
        while end > start and not letter.lines[end - 1].strip():
            end -= 1
        if end > start:
            made.append(Fold(starts[start], starts[end - 1] + len(letter.lines[end - 1]), kind))
    return tuple(made)
