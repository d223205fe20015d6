"""Files of rules: one for each kind of reading in `rules/`, `common.txt` for phrases that several share.

    words policy
        policy|rule|small print

    bad_policy: complaint
        needs policy rule print
        says (?:stupid|absurd) <little> ~{policy}
        unless thank
        never ^ what is

A pattern is a regular expression over the rules' form of a sentence (see `wording`): small letters, one spelling, one
space between words; it begins and ends between words. Three signs are added: `{policy}` is any of these phrases, `~`
up to five words that do not end a sentence, `<little|old>` one word that may be missing. Nothing repeats without a
bound, so that a text costs time in proportion to its length. A line that begins with `|` goes on with the line above;
so does one that is indented deeper, after a space.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from regulars.reading.needs import often, wanted

FOLDER = Path(__file__).parent / "rules"
# Several in a row are one longer gap: a text could be shared out among them in too many ways.
GAP = r"(?:[^ .?!;]+ ){0,%d}"
LONGEST_GAP = 5
# What asks for the beginning of a sentence, and is no sign that a set leaves out.
BEGIN = re.compile(r"(?<!\[)\^")


@dataclass(frozen=True)
class Rule:
    """One way of saying one thing.

    Nothing is tried unless one of the words `needs` is in the sentence, and one of each of `wants`. `says` is how it is
    said; `unless` takes it back when found in the same clause, `never` when found anywhere in the sentence. What is
    `written` for these three is compiled when it is first tried: most rules never are, and all take a second.
    """

    kind: str
    name: str
    label: str
    needs: frozenset[str]
    wants: tuple[frozenset[str], ...]
    written: tuple[str, str, str]

    @cached_property
    def says(self) -> re.Pattern[str]:
        return re.compile(self.written[0])

    @cached_property
    def unless(self) -> re.Pattern[str] | None:
        return re.compile(self.written[1]) if self.written[1] else None

    @cached_property
    def never(self) -> re.Pattern[str] | None:
        return re.compile(self.written[2]) if self.written[2] else None

    def fits(self, words: frozenset[str]) -> bool:
        """Whether a sentence of these words, one of `needs` among them, has one of each of `wants`."""
        return not any(map(words.isdisjoint, self.wants))


def rules(kind: str) -> list[Rule]:
    """The rules of a kind, in the order of its file. Raises ValueError, naming the rule, for one that is not whole."""
    vocabulary, found = dict[str, str](), dict[str, Rule]()
    for file in (FOLDER / "common.txt", FOLDER / f"{kind}.txt"):
        for head, *lines in blocks(file.read_text(encoding="utf-8")):
            name, _, label = head.partition(": ")
            if head.startswith("words "):
                vocabulary[head.removeprefix("words ")] = f"(?:{_filled(lines[0].strip(), vocabulary)})"
            elif name in found:
                raise ValueError(f"{file.name}: two rules are called {name}")
            else:
                found[name] = _rule(kind, name, label, dict(_field(line) for line in lines), vocabulary)
    return list(found.values())


def blocks(text: str) -> Iterator[list[str]]:
    """The blocks between empty lines, each as its lines, those that go on joined to the one above. `#` is a remark."""
    for block in re.split(r"\n\s*\n", text):
        lines: list[str] = []
        for line in block.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            if lines and line.strip().startswith("|"):
                lines[-1] += line.strip()
            elif line.startswith("        "):
                lines[-1] += " " + line.strip()
            else:
                lines.append(line)
        if lines:
            yield lines


def _field(line: str) -> tuple[str, str]:
    name, _, pattern = line.strip().partition(" ")
    return name, pattern


def _rule(kind: str, name: str, label: str, fields: dict[str, str], vocabulary: dict[str, str]) -> Rule:
    if not label or not {"needs", "says"} <= fields.keys() <= {"needs", "says", "unless", "never"}:
        raise ValueError(f"{kind}: the rule {name} wants a label, needs, says, and perhaps unless and never")
    unless, never = (_pattern(fields[each], vocabulary) if each in fields else "" for each in ("unless", "never"))
    says = _found_by_space(fields["says"], vocabulary)
    needs, *wants = sorted(
        [frozenset(fields["needs"].split()), *wanted(_filled(fields["says"], vocabulary))], key=often
    )
    return Rule(kind, name, label, needs, tuple(wants), (says, unless, never))


def _filled(pattern: str, vocabulary: dict[str, str]) -> str:
    return re.sub(r"\{([a-z]+)\}", lambda found: vocabulary[found.group(1)], pattern)


def _pattern(written: str, vocabulary: dict[str, str]) -> str:
    return rf"(?:(?<= )|^)(?:{_expression(written, vocabulary)})(?= |$)"


def _found_by_space(written: str, vocabulary: dict[str, str]) -> str:
    """The same with the words as its first group. To go from space to space costs half of trying each letter."""
    pattern = _expression(written, vocabulary)
    return rf"(?:(?<= )|^)({pattern})(?= |$)" if BEGIN.search(pattern) else rf" ({pattern})(?= |$)"


def _expression(written: str, vocabulary: dict[str, str]) -> str:
    pattern = re.sub(r"<([^<>]+)> ?", r"(?:(?:\1) )?", written)
    return re.sub("~+", lambda gaps: GAP % (LONGEST_GAP * len(gaps.group())), _filled(pattern, vocabulary))
