"""Plain text as its writer meant it: line breaks that a mail program put in at its own width are taken out again.

Read at another measure they make every second line a short one. What a person broke stays: verses, lists, addresses.
"""

import re

NARROWEST, WIDEST = 60, 130
# A line that is a point of a list, a quote, a rule, indented, or in columns was set so on purpose.
ON_PURPOSE = re.compile(r"[\s\-*+>|#=_~\u2022\u2013\u2014]|\w{1,3}[.)]\s")
COLUMNS = re.compile(r"\S(?: {2,}|\t|\s*\|\s*)\S")
# Scripts from here on are written without blanks between words, so a line's end there says nothing.
WITHOUT_BLANKS = "\u2e80"


def begins_anew(line: str, following: str, after: str) -> bool:
    """Whether a short `following` stands for itself: a closing, a name, the first line of an address."""
    return bool(after) or (line[-1] in ".!?:," and following[0].isupper())


def broken_by_program(line: str, following: str, after: str, width: int) -> bool:
    """Whether `following` was begun only because its first word did not fit into `width` behind `line`."""
    if not line or not following or ON_PURPOSE.match(following) or COLUMNS.search(line) or COLUMNS.search(following):
        return False
    if max(line[-1], following[0]) >= WITHOUT_BLANKS or len(line) * 3 < width * 2 or len(line) > WIDEST:
        return False
    if len(following) * 3 < width * 2 and begins_anew(line, following, after):
        return False
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width


def unwrapped(text: str) -> str:
    """The same words in the same order, with fewer line breaks. Text without a line of 60 to 130 letters is left alone.

    A program's width is not told, so the longest line stands for it. It errs towards leaving a break in.
    """
    lines = [line.rstrip() for line in text.split("\n")]
    width = max((len(line) for line in lines if len(line) <= WIDEST), default=0)
    if width < NARROWEST:
        return text
    said = [lines[0]]
    for line, following, after in zip(lines, lines[1:], [*lines[2:], ""], strict=False):
        if broken_by_program(line, following, after, width):
            said[-1] = f"{said[-1]} {following}"
        else:
            said.append(following)
    return "\n".join(said)
