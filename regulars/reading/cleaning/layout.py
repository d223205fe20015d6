"""What stands in a message without being said: tags, tables, logs, code, what was encoded."""

import re
from collections.abc import Iterator

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})(?=[\s/>])[^<>]{0,2000}>|<!--|-->|<[!?][a-zA-Z][^<>]{0,500}>")
# Tags of a text's look inside a sentence (bold, links) part nothing.
PARTING = frozenset(
    "p div br hr li ul ol dl dt dd table thead tbody tfoot tr td th h1 h2 h3 h4 h5 h6 html body head title style script"
    " blockquote pre center section article header footer form fieldset address noscript svg iframe object".split()
)
# What stands between these is not the writer's words: how it looks, what runs, what is quoted.
UNSAID = frozenset("head style script title blockquote noscript svg iframe object pre".split())
FENCE = ("```", "~~~")
# Wider than any word and narrower than the lines of a mail program that wraps what it encoded.
ENCODED = re.compile(r"\s*(?:data:[a-z/;,0-9-]*)?[A-Za-z0-9+/=_%-]{40,}\s*$")
LOGGED = re.compile(
    r"\s*(?:\W?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d|.{0,30}?\b(?:ERROR|WARN|INFO|DEBUG|FATAL)\b)"
    r"|\W?\d\d:\d\d:\d\d\b|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d |\d+\.\d+\.\d+\.\d+ - "
    r"|\[?(?:ERROR|WARN|WARNING|INFO|DEBUG|TRACE|FATAL|CRITICAL)[\]: ]+\S*[\w.]"
    r"|at [\w.$<>/]+\(|File \"[^\"]{0,300}\", line \d|Traceback \(|Caused by: |[\w.]*[a-z](?:Error|Exception)\b[:(]"
    r"|-----(?:BEGIN|END) )"
)
CODE = re.compile(r"\s*(?:[{}\[\]();,]+\s*$|\"[\w-]+\"\s*:\s|#include\b)")
GAPS = re.compile(r"\S(?: {3,}|\t)")
MOST_LINES = 4_000


def stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What of `text[start:end]` stands between the tags of HTML that part it; all of it where there are none."""
    unsaid = ""
    depth = 0
    for tag in TAG.finditer(text, start, end):
        name = (tag[2] or tag[0]).lower()
        if unsaid:
            depth += (1 if not tag[1] else -1) if name == unsaid else 0
            if depth == 0 or (unsaid == "<!--" and name == "-->"):
                unsaid, start = "", tag.end()
        elif name in PARTING or (not tag[2] and name != "-->"):
            yield start, tag.start()
            start = tag.end()
            if name == "<!--" or (name in UNSAID and not tag[1]):
                unsaid, depth = name, 1
    if not unsaid:
        yield start, end


def said(text: str, lines: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The lines that somebody may have written as words, at most so many of them."""
    fenced = False
    for count, (start, end) in enumerate(lines):
        if count >= MOST_LINES:
            return
        line = text[start:end]
        if line.lstrip().startswith(FENCE):
            fenced = not fenced
        elif not fenced and not unsaid(line):
            yield start, end


def unsaid(line: str) -> bool:
    """Whether a line is a row of a table, a log, code, or encoded, rather than words."""
    if LOGGED.match(line) or CODE.match(line):
        return True
    if len(line.split(None, 1)) == 1:
        return bool(ENCODED.match(line)) and "://" not in line
    return _row(line) or _code(line) or _mostly_signs(line)


def _code(line: str) -> bool:
    return line.rstrip()[-1] in ";{" and ("(" in line or "=" in line)


def _row(line: str) -> bool:
    pipes = line.count("|")
    if pipes > 2 or (pipes == 2 and line.strip()[0] == "|"):
        return True
    if line.count(";") > 3 and line.count("; ") < 2:
        return True
    return len(GAPS.findall(line.strip())) > 1 and len(line.split()) < 30


def _mostly_signs(line: str) -> bool:
    written = line.replace(" ", "")
    return len(written) > 20 and sum(map(str.isalpha, written[:400])) * 5 < len(written[:400]) and line.isascii()
