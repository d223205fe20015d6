"""How much is spent on a text, and what is read for it."""

from collections.abc import Mapping, Sequence

from regulars.reading.by_rules import rules_only
from regulars.reading.cleaning import cleaned
from regulars.reading.values import Read, Tier, Utterance


def read_many(
    utterances: Sequence[Utterance], tier: Tier = Tier.FAST, adapted: Mapping[str, object] | None = None
) -> list[Read]:
    """What each of them says, in order."""
    return [Read(clean.language, rules_only(clean)) for clean in map(cleaned, utterances)]
