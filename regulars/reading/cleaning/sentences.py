"""Where sentences end. Own rules, because each sentence must know its place and time must grow with length only."""

import re
from collections.abc import Iterator

# A longer one is cut at a space: what a rule looks at twice, it looks at twice some hundred times at most.
LONGEST = 600
CLOSING = r"[\"'”’»)\]}*_]"
ENDS = re.compile(
    rf"(?<![.!?…])[.!?…]++{CLOSING}*+(?=\s|\Z)"
    rf"|[。！？｡؟۔।॥]++[\"'”’»」』）)]*+"
    # A space is missing: "the refund.Please". In an address no capital begins a word behind small letters.
    rf"|(?<=[^\W\d_A-Z]{{2}})[.!?…]++(?=[A-Z](?:[a-z]|['’ ]))"
)
SHORT = frozenset(
    "mr mrs ms dr prof st sr jr e.g i.e eg ie vs etc approx ca cf no nr nos tel ext incl excl resp inc ltd co corp dept"
    " est fig vol min max hr hrs mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct"
    " nov dec p.s a.m p.m u.s u.k z.b d.h u.a bzw usw evtl ggf inkl zzgl str hr fr mme mlle p.ex av sig sra srta ud uds"
    " bv p art abs".split()
)
# Behind these a sentence may end all the same; a capital tells.
ENDING_TOO = frozenset("etc inc ltd co corp a.m p.m u.s u.k usw no min max hr hrs p art st sat sun mon".split())
WORD_BEFORE = re.compile(r"[^\W_](?:[^\W_]|\.(?=[^\W_]))*\Z")
DATED = re.compile(
    r"\s?(?:mon|tues|wednes|thurs|fri|satur|sun)day|\s?(?:mon|diens|donners|frei|sams|sonn)tag|\s?mittwoch"
    r"|\s?(?:jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)[^\W\d]{0,7}\b",
    re.IGNORECASE,
)
BULLET = re.compile(r"\s*(?:[-*+•·‣◦▪●–—>]+\s+|[•·‣◦▪●]|\(?\d{1,2}[.)]\s+|\(?[a-zA-Z]\)\s+)?")
WORDY = re.compile(r"[^\W_]|[^\x00-\xbf]")


def split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of `text[start:end]`, which is one paragraph, as offsets, in order, without white space around."""
    at = start
    for found in ENDS.finditer(text, start, end):
        if _ends(text, at, found.start(), found.end(), end):
            yield from _cut(text, at, found.end())
            at = found.end()
    yield from _cut(text, at, end)


def _ends(text: str, start: int, at: int, behind: int, end: int) -> bool:
    """Whether the marks at `at` end the sentence that began at `start`."""
    mark = text[at:behind]
    if mark[0] not in ".…":
        return True
    follows = text[behind : behind + 3].lstrip()[:1] if behind < end else ""
    if mark != ".":
        # Three dots in the middle of a thought.
        return (mark[0] != "…" and not mark.startswith("..")) or not follows.islower()
    word = WORD_BEFORE.search(text, max(start, at - 12), at)
    if word is None or not follows:
        return True
    before = word.group().lower()
    if before in SHORT:
        return before in ENDING_TOO and follows.isupper() and not DATED.match(text, behind, end)
    if before.isdigit():
        # "on the 3. of March", "am 3. März", and the number of a point in a list.
        return not follows.islower() and word.start() > start and not DATED.match(text, behind, end)
    return not (len(before) == 1 and before != "i" and word.group().isupper() and follows.isupper())


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        space = text.rfind(" ", start + 1, start + LONGEST)
        middle = space if space > start else start + LONGEST
        yield from _tidy(text, start, middle)
        start = middle
    yield from _tidy(text, start, end)


def _tidy(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    bullet = BULLET.match(text, start, end)
    start = bullet.end() if bullet else start
    while end > start and text[end - 1].isspace():
        end -= 1
    if WORDY.search(text, start, end):
        yield start, end
