"""One customer's life: when they buy, what goes wrong, what is done about it, and when they leave for good. Pure.

A purchase, then the chance to leave, then an exponential pause to the next: MBG/NBD, with effects upon it.
Source: Batislam, Denizel and Filiztekin (2007), Empirical validation and comparison of models for customer base
analysis; docs/decisions/0018-generator.md.
"""

import random
from collections.abc import Mapping
from dataclasses import field

from regulars.base.frozen import dataclass
from regulars.demo.generator.world import NONE, Effect, World, odds_times

NO_EFFECT = Effect()
# Before so many days nobody knows how a purchase has turned out: a parcel is under way, a complaint is not written.
SETTLED = 21.0
# Days beyond now for which stays can be booked already.
AHEAD = 30.0


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that went wrong with a purchase; one that was not told to us is not recovered."""

    severity: str
    told: bool
    recovery: str
    effect: Effect


@dataclass(frozen=True, slots=True)
class Gesture:
    """That somebody was chosen for one. Where the coin said no (`given` false) they were held out: no effect."""

    given: bool
    probability: float
    nth: int
    effect: Effect


@dataclass(frozen=True, slots=True)
class Purchase:
    """One purchase, `day` days after the first. `returns` is the true probability that another follows, after all that
    befell this one; `base` what it was without; `rate` are purchases a day from here on."""

    day: float
    base: float
    returns: float
    rate: float
    failure: Failure | None = None
    gesture: Gesture | None = None


@dataclass(slots=True)
class Life:
    """A customer's parameters, how many days ago the first purchase was, all purchases until `AHEAD` days from now, and
    whether they left for good after the last of these."""

    age: float
    rate: float
    leaves: float
    purchases: list[Purchase] = field(default_factory=list)
    gone: bool = False


def live(chance: random.Random, world: World, days: float) -> Life:
    """A life that began by chance within the last `days`."""
    # The whole world's chance is asked in one order, so a life is the same whatever is made of it later.
    rate = chance.gammavariate(world.shape, 1 / world.scale)
    life = Life(chance.uniform(0, days), rate, chance.betavariate(world.leave_a, world.leave_b))
    day, failures, gestures = 0.0, 0, 0
    while day < life.age + AHEAD:
        failure = gesture = None
        if day <= life.age - SETTLED:
            failure = fail(chance, world, failures)
            gesture = None if failure else offer(chance, world, gestures)
        effect = effect_of(failure, gesture)
        failures += failure is not None
        gestures += gesture is not None and gesture.given
        rate *= effect.rate
        base = 1 - life.leaves
        returns = odds_times(base, effect.odds)
        life.purchases.append(Purchase(day, base, returns, rate, failure, gesture))
        life.gone = chance.random() >= returns
        if life.gone:
            break
        day += chance.expovariate(rate)
    return life


def fail(chance: random.Random, world: World, before: int) -> Failure | None:
    """What goes wrong with a purchase, most often nothing."""
    if chance.random() >= world.failing:
        return None
    severity = pick(chance, {name: one.share for name, one in world.severity.items()})
    told = chance.random() < world.severity[severity].told
    recovery = pick(chance, world.severity[severity].recovered) if told else NONE
    return Failure(severity, told, recovery, world.after_failure(severity, recovery, before))


def pick(chance: random.Random, shares: Mapping[str, float]) -> str:
    """One of these by its share."""
    return chance.choices(list(shares), list(shares.values()))[0]


def offer(chance: random.Random, world: World, before: int) -> Gesture | None:
    """Whether a purchase is chosen for a gesture, and what the coin says."""
    if chance.random() >= world.offered:
        return None
    given = chance.random() < world.given
    return Gesture(given, world.given, before + 1, world.after_gesture(before) if given else NO_EFFECT)


def effect_of(failure: Failure | None, gesture: Gesture | None) -> Effect:
    """What befell a purchase, as an effect; there is at most one of the two."""
    return failure.effect if failure else gesture.effect if gesture else NO_EFFECT
