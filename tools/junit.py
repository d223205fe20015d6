"""What a run of pytest found, read from the JUnit file it wrote."""

import ast
import contextlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

KINDS = {"failure": "failed", "error": "errors", "skipped": "skipped"}


@dataclass(slots=True)
class Findings:
    """Counts by outcome (passed, failed, errors, skipped, xfailed), and what was skipped with its reason."""

    counts: Counter[str] = field(default_factory=Counter)
    skipped: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: "Findings") -> None:
        """Take in another run. A test that both runs skipped for one reason is listed once."""
        self.counts.update(other.counts)
        self.skipped.extend(one for one in other.skipped if one not in self.skipped)


def reason(skip: ET.Element) -> str:
    """Why; a file skipped as a whole holds it as the text of (path, line, "Skipped: why")."""
    message = skip.get("message", "")
    if message == "collection skipped":
        with contextlib.suppress(ValueError, SyntaxError, IndexError):
            message = str(ast.literal_eval(skip.text or "")[2])
    return message.removeprefix("Skipped: ") or "no reason given"


def read(path: Path) -> Findings:
    """All outcomes in the file; none where pytest stopped before it wrote one."""
    found = Findings()
    # Written by our own pytest a moment ago, so it is no hostile XML.
    cases = ET.parse(path).iter("testcase") if path.exists() else ()  # noqa: S314
    for case in cases:
        marks = [child for child in case if child.tag in KINDS]
        skip = next((mark for mark in marks if mark.tag == "skipped"), None)
        if skip is not None and skip.get("type") == "pytest.xfail":
            found.counts["xfailed"] += 1
            continue
        found.counts.update([KINDS[mark.tag] for mark in marks] or ["passed"])
        if skip is not None:
            where = ".".join(filter(None, [case.get("classname"), case.get("name")]))
            found.skipped.append((where, reason(skip)))
    return found
