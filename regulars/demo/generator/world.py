"""The world that customers are drawn from: distributions and effects. Every number here is our choice, not a finding.

Source: docs/decisions/0018-generator.md, with the literature that signs and shapes follow.
"""

from collections.abc import Mapping
from dataclasses import field

from regulars.base.frozen import dataclass

MINOR, MAJOR = "minor", "major"
WELL, BADLY, NONE = "well", "badly", "none"
SEVERITIES, RECOVERIES = (MINOR, MAJOR), (WELL, BADLY, NONE)


@dataclass(frozen=True, slots=True)
class Effect:
    """What something does to a customer: `odds` multiplies their odds of coming back after this purchase, `rate` their
    purchases a day from then on."""

    odds: float = 1.0
    rate: float = 1.0


@dataclass(frozen=True, slots=True)
class Severity:
    """How likely a failure is of this severity, is told to us, and then is made good well, badly, or not at all."""

    share: float
    told: float
    recovered: Mapping[str, float]


def severities() -> dict[str, Severity]:
    """What is worse is told more, and is recovered less well."""
    return {
        MINOR: Severity(0.70, 0.40, {WELL: 0.60, BADLY: 0.25, NONE: 0.15}),
        MAJOR: Severity(0.30, 0.80, {WELL: 0.45, BADLY: 0.35, NONE: 0.20}),
    }


def effects() -> dict[tuple[str, str], Effect]:
    """By severity and recovery. Only a small failure that is made good well leaves somebody fonder of the house."""
    return {
        (MINOR, WELL): Effect(1.10, 1.02),
        (MINOR, BADLY): Effect(0.60, 0.90),
        (MINOR, NONE): Effect(0.75, 0.95),
        (MAJOR, WELL): Effect(0.70, 0.95),
        (MAJOR, BADLY): Effect(0.25, 0.75),
        (MAJOR, NONE): Effect(0.35, 0.80),
    }


@dataclass(frozen=True, slots=True)
class World:
    """Purchases a day are Gamma(`shape`, rate `scale` in days) over customers; the chance to leave for good after a
    purchase is Beta(`leave_a`, `leave_b`). `failing` is the chance that a purchase goes wrong, `offered` that one which
    went well is chosen for a gesture, `given` that the coin then says yes. Each further gesture has the effect of the
    one before it to the power of `fading`.
    """

    shape: float = 1.2
    scale: float = 146.0
    leave_a: float = 0.8
    leave_b: float = 3.2
    failing: float = 0.12
    severity: Mapping[str, Severity] = field(default_factory=severities)
    effect: Mapping[tuple[str, str], Effect] = field(default_factory=effects)
    offered: float = 0.12
    given: float = 0.80
    gesture: Effect = Effect(1.40, 1.08)
    fading: float = 0.5

    def after_failure(self, severity: str, recovery: str, before: int) -> Effect:
        """What a failure does to somebody to whom `before` have happened: from the second on, nothing makes it good
        more than wholly. Source: Maxham and Netemeyer (2002), a paradox after one failure and not after two."""
        effect = self.effect[severity, recovery]
        return Effect(min(1.0, effect.odds), min(1.0, effect.rate)) if before else effect

    def after_gesture(self, before: int) -> Effect:
        """What a gesture does to somebody who has had `before`."""
        left = self.fading**before
        return Effect(self.gesture.odds**left, self.gesture.rate**left)


def odds_times(chance: float, odds: float) -> float:
    """A probability after its odds were multiplied."""
    # Of a sure thing the quotient can be a rounding above one.
    return min(1.0, chance * odds / (chance * odds + 1 - chance))
