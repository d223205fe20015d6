"""Where sentences end. Own rules, because each sentence must know its place and time must grow with length only."""

import re

# A longer one is cut at a space: what a rule looks at twice, it looks at twice some hundred times at most.
LONGEST = 600
# Marks that end a sentence with and without a space behind them.
SPACED, UNSPACED = ".!?…", "。！？｡؟۔।॥"
ENDS = re.compile(rf"[{SPACED}{UNSPACED}]+[\"'”’»」』）)\]}}*_]*")
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
BULLET = re.compile(r"(?:[-*+•·‣◦▪●–—>]+\s+|[•·‣◦▪●]|\(?\d{1,2}[.)]\s+|\(?[a-zA-Z]\)\s+)?")
WORDY = re.compile(r"[^\W_]|[^\x00-\xbf]")


def split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of `text[start:end]`, which is one paragraph, as offsets, in order, without white space around."""
    found: list[tuple[int, int]] = []
    at = start
    for mark in ENDS.finditer(text, start, end):
        if _ends(text, at, *mark.span(), end):
            _add(found, text, at, mark.end())
            at = mark.end()
    if at < end:
        _add(found, text, at, end)
    return found


def _ends(text: str, start: int, at: int, behind: int, end: int) -> bool:
    """Whether the marks at `at` end the sentence that began at `start`."""
    if behind >= end:
        return True
    if not text[behind].isspace():
        return text[at] in UNSPACED or _space_is_missing(text, start, at, behind, end)
    if text[at] not in ".…":
        return True
    mark = text[at:behind]
    follows = text[behind : behind + 3].lstrip()[:1]
    if mark == ".":
        return _ends_behind(text, start, at, follows, end)
    # Three dots in the middle of a thought.
    return (mark[0] != "…" and mark[:2] != "..") or not follows.islower()


def _space_is_missing(text: str, start: int, at: int, behind: int, end: int) -> bool:
    """As in "the refund.Please". In an address no capital begins a word behind small letters."""
    before, follows = text[max(start, at - 2) : at], text[behind : min(behind + 2, end)]
    if len(before) < 2 or not (before.isalpha() and before.islower() and follows[:1].isupper()):
        return False
    return text[behind - 1] in SPACED and (follows[1:].islower() or follows[1:] in ("'", "’", " "))


def _ends_behind(text: str, start: int, at: int, follows: str, end: int) -> bool:
    """Whether a single full stop at `at`, with a space behind it, ends a sentence: not behind a short form."""
    word = WORD_BEFORE.search(text, max(start, at - 12), at)
    if word is None or not follows:
        return True
    before = word.group().lower()
    if before in SHORT:
        return before in ENDING_TOO and follows.isupper() and not DATED.match(text, at + 1, end)
    if before.isdigit():
        # "on the 3. of March", "am 3. März", and the number of a point in a list.
        return not follows.islower() and word.start() > start and not DATED.match(text, at + 1, end)
    return not (len(before) == 1 and before != "i" and word.group().isupper() and follows.isupper())


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while end - start > LONGEST:
        space = text.rfind(" ", start + 1, start + LONGEST)
        middle = space if space > start else start + LONGEST
        _add(found, text, start, middle)
        start = middle
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end and (not text[start].isalpha() or text[start + 1 : start + 2] == ")"):
        bullet = BULLET.match(text, start, end)
        start = bullet.end() if bullet else start
        if not WORDY.search(text, start, end):
            return
    if start < end:
        found.append((start, end))
