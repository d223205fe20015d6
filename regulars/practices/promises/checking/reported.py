"""What somebody writes of a call, as it was said to the customer. Pure."""

import re
from dataclasses import replace

from regulars.practices.promises.checking.rules import Against

# "I told her that" is no doubt about what follows, as it would be in a letter.
TOLD = re.compile(
    r"\b(?:(?:i|we)(?:['’]ve| have)?\s+)?(?:told|promised|assured)\s+(?:her|him|them)\b(?:\s+that\b)?\s*[:,]?"
    r"|\b(?:i|we) said\b(?:\s+that\b)?\s*[:,]?"
    r"|\b(?:ich|wir) haben? (?:ihr|ihm|ihnen) (?:gesagt|zugesagt|versprochen)\s*[:,]?(?:\s*dass\b)?",
    re.IGNORECASE,
)
THEIRS = re.compile(r"\b(?:her|his|their)(?=\s+\w)", re.IGNORECASE)


def as_said(text: str) -> str:
    """The same length, so that places stay: who told it is left out, and what is theirs is "the"."""
    told = TOLD.sub(lambda found: " " * len(found[0]), text)
    return THEIRS.sub(lambda found: "the".ljust(len(found[0])), told)


def as_written(found: Against, text: str) -> Against:
    """What is contradicted, in the words in which it was written down."""
    return replace(found, claim=replace(found.claim, quote=text[found.claim.start : found.claim.end]))
