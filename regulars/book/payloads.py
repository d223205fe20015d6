"""What moments carry by which practices speak to each other: a contract that the tests hold both ends to.

Ids are public ids; amounts are in minor units; times are ISO 8601 in UTC, "" where there is none.
"""

from typing import TypedDict


class PromiseTold(TypedDict):
    """`promise.made`, `promise.kept`, `promise.late`, `promise.broken`, `promise.released`, `promise.replaced`,
    `promise.honoured`, `promise.mistaken` (it was none), `promise.reopened` (how it ended was taken back, also that it
    was broken), `promise.denied` (the customer says that it did not happen, however it stands). `sort` is what it is
    about: callback, delivery, reply, money, reward, visit, price, other. `due_local`, `due_zone` and `due_means` (a
    `Promise`'s) say how the time was meant; all are "" without one. `state` is how it stands with that: open, kept,
    late, broken, released, replaced, mistaken."""

    promise: str
    sort: str
    what: str
    due_at: str
    due_local: str
    due_zone: str
    due_means: str
    strength: str
    state: str
    by: str


class RecoveryTold(TypedDict):
    """`recovery.opened`, `recovery.step`, `recovery.ended`. `step` is listen, acknowledge, meet, act, extra, second
    or "", `outcome` done, passed, failed or ""; `ending` is well, left (they want it left alone), gone (they did not
    come back), mistaken or ""."""

    recovery: str
    failure: str
    severity: str
    step: str
    outcome: str
    ending: str


class Given(TypedDict):
    """`amends.offered`, `amends.chosen`, `amends.given`, `amends.failed`, `amends.taken_back`, `gift.given`. `code` is
    the amends' own; of `amends.offered` it is all that were offered, with blanks between, and `gesture` the offer's.
    `worth` is what the customer gets, `cost` what it costs us; `recovery` is "" for what was given freely."""

    gesture: str
    code: str
    worth: int
    cost: int
    currency: str
    recovery: str


class Rated(TypedDict):
    """`rating.given`: how many stars or points `of` how many they gave, and what they wrote with it.
    `source` names it in the system that asked for it, "" for none."""

    score: int
    of: int
    words: str
    source: str
