"""The demo mailbox as it is written down: one file a story, its letters divided by lines of equal signs.

Above a letter's first empty line stand its headings. `Age` says how long before now it was sent ("2d 6h"), `Answers`
names the letter it answers, the others are those of the mail itself or say what is in it.
"""

import re
from datetime import timedelta
from pathlib import Path

from regulars.base.frozen import dataclass

FOLDER = Path(__file__).parent / "letters"
DIVIDER = re.compile(r"^=====\n", re.MULTILINE)
SPAN = re.compile(r"(\d+)([dhm])")
UNITS = {"d": "days", "h": "hours", "m": "minutes"}


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: its headings by name, and its text."""

    headings: dict[str, str]
    text: str

    @property
    def age(self) -> timedelta:
        """How long before now it was sent."""
        return sum((timedelta(**{UNITS[unit]: int(n)}) for n, unit in SPAN.findall(self["Age"])), timedelta())

    def __getitem__(self, name: str) -> str:
        """A heading; empty where the letter has none of that name."""
        return self.headings.get(name, "")


def written() -> list[Letter]:
    """All letters, oldest first; of equal age in the order of the files."""
    stories = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.txt"))]
    letters = [letter(part) for story in stories for part in DIVIDER.split(story)]
    return sorted(letters, key=lambda one: one.age, reverse=True)


def letter(part: str) -> Letter:
    """One letter from its part of a file."""
    head, _, text = part.partition("\n\n")
    pairs = (line.partition(": ") for line in head.strip().splitlines())
    return Letter({name: value for name, _, value in pairs}, text.strip() + "\n")
