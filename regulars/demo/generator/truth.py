"""The truth about a generated desk, a line of JSON for the world and then one for each customer.

What a line holds is in docs/decisions/0018-generator.md. Nothing of it can be read from the desk itself.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from regulars.demo.generator.bought import Bought, is_late
from regulars.demo.generator.lives import Life
from regulars.demo.generator.people import Person
from regulars.demo.generator.told import Told
from regulars.demo.generator.world import World

VERSION = 2


def line(said: dict[str, Any]) -> str:
    """As it is written to the file."""
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"


def of_world(world: World, customers: int, seed: int, years: int, now: datetime) -> dict[str, Any]:
    """What all customers were drawn from. Effects are listed by severity and recovery."""
    said = asdict(world)
    said["effect"] = [
        {"severity": severity, "recovery": recovery, **asdict(effect)}
        for (severity, recovery), effect in world.effect.items()
    ]
    asked = {"customers": customers, "seed": seed, "years": years, "now": when(now)}
    return {"line": "world", "version": VERSION, **asked, "world": said}


def of_customer(public_id: str, person: Person, life: Life, bought: Sequence[Bought], now: datetime) -> dict[str, Any]:
    """One customer. Who left for good did so right after their last purchase, so they were alive `until` then."""
    past = [one for one in bought if one.at <= now]
    gone = life.gone and bool(past) and past[-1].purchase is life.purchases[-1]
    return {
        "line": "customer",
        "customer": public_id,
        "email": person.email,
        "rate": life.rate,
        "leaves": life.leaves,
        "alive": not gone,
        "until": when(past[-1].at) if gone else None,
        "rate_now": past[-1].purchase.rate if past else life.rate,
        "purchases": [of_purchase(one) for one in past],
        "booked": [one.row.source_id for one in bought if one.at > now],
    }


def of_told(told: Told, moment: str) -> dict[str, Any]:
    """What a letter said for certain; `moment` is its public id."""
    letter = told.talk.letters[-1]
    return {
        "about": told.about,
        "record": told.record,
        "moment": moment,
        "at": when(letter.at),
        "by": "ida" if letter.signed else "house",
        "says": told.says.isoformat() if told.exact else told.says.date().isoformat(),
        "holds": told.holds,
        "contradicts": told.contradicts,
    }


def of_purchase(one: Bought) -> dict[str, Any]:
    """One purchase, and what befell it."""
    purchase = one.purchase
    said: dict[str, Any] = {"noun": one.noun, "id": one.row.source_id, "at": when(one.at)}
    said |= {"base": purchase.base, "returns": purchase.returns, "rate": purchase.rate}
    if purchase.failure:
        said["failure"] = {**asdict(purchase.failure), "late": one.noun == "order" and is_late(purchase)}
    if purchase.gesture:
        said["gesture"] = {**asdict(purchase.gesture), "held_out": not purchase.gesture.given}
    return said


def when(at: datetime) -> str:
    """A time as ISO 8601, in UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds")
