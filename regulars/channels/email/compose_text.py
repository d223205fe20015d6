"""Text with light marks as simple HTML: paragraphs, lists, links, *bold*. What somebody typed cannot become markup."""

import html
import re
from collections.abc import Iterator
from itertools import groupby

LINK = re.compile(r"https?://[^\s<>\"'\u00ab\u00bb\u201c\u201d]{1,2000}")
TRAILING = ".,;:!?)]}*_"
BOLD = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{0,500}?[^\s*])\*(?![\w*])")
BULLET = re.compile(r"^ {0,3}[-*\u2022] +(?=\S)")
MARK = re.compile(r"^ {0,3}(?:[-*\u2022]|\d{1,4}[.)]) +(?=\S)")
NUMBER = re.compile(r"^ {0,3}(\d{1,4})[.)] +(?=\S)")


def html_of_text(text: str) -> str:
    """HTML of a text: a blank line parts paragraphs, lines that begin with a dash or a number are a list."""
    blocks = re.split(r"\n[ \t]*\n+", text.strip("\n"))
    return "\n".join(piece for block in blocks if block.strip() for piece in pieces(block.split("\n")))


def pieces(lines: list[str]) -> Iterator[str]:
    """The paragraphs and lists of one block."""
    for sort, run in groupby(lines, key=sort_of):
        found = list(run)
        if sort == "p":
            yield "<p>" + "<br>\n".join(map(inline, found)) + "</p>"
        else:
            begin = begun(found[0]) if sort == "ol" else ""
            items = "".join(f"<li>{inline(MARK.sub('', line, count=1))}</li>" for line in found)
            yield f"<{sort}{begin}>{items}</{sort}>"


def sort_of(line: str) -> str:
    """What a line is part of."""
    if BULLET.match(line):
        return "ul"
    return "ol" if NUMBER.match(line) else "p"


def begun(line: str) -> str:
    """The number that a list begins with, where its writer gave it another than 1."""
    first = NUMBER.match(line)
    return f' start="{int(first[1])}"' if first and int(first[1]) != 1 else ""


def inline(line: str) -> str:
    """One line: links and bold words, all else as it was typed."""
    made, end = [], 0
    for match in LINK.finditer(line):
        address = match[0].rstrip(TRAILING)
        made.append(bold(line[end : match.start()]))
        shown = html.escape(address)
        made.append(f'<a href="{shown}">{shown}</a>')
        end = match.start() + len(address)
    return "".join([*made, bold(line[end:])])


def bold(text: str) -> str:
    """Words between stars; blanks in a row stay, as they may line something up."""
    return BOLD.sub(r"<b>\1</b>", html.escape(text)).replace("  ", " &nbsp;")
