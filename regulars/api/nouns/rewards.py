"""Rewards for programs."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from regulars.api.lists import listed
from regulars.api.nouns.records import (
    LONGEST,
    MOST_ROWS,
    Amount,
    Asked,
    Brought,
    Currency,
    Wall,
    WallShown,
    Wanted,
    WhoSent,
    brought,
    iso,
    named,
    of_whom,
    wall,
)
from regulars.api.seat import Scoped
from regulars.book.models import Reward
from regulars.book.records import rows

ROUTER = Router()
READ, WRITE = Scoped("rewards:read"), Scoped("rewards:write")
PLAIN = {"programme", "unit", "currency", "balance"}


class RewardSent(Asked):
    """A balance as the programme knows it. It ends where the programme is: `expires` has its zone. `never_expires`
    takes an expiry away; what is left out stays as it was."""

    source_id: str = Field(min_length=1, max_length=LONGEST)
    customer: WhoSent
    programme: str | None = Field(None, max_length=120)
    unit: str | None = Field(None, max_length=20)
    currency: Currency | None = None
    balance: Amount | None = None
    expires: Wall | None = None
    never_expires: bool = False


class RewardsSent(Asked):
    """Rewards of one system, such as `club`."""

    source: str = Field(min_length=1, max_length=40)
    rewards: list[RewardSent] = Field(min_length=1, max_length=MOST_ROWS)


class RewardShown(Schema):
    """A balance; `customer` is whose book it is in now."""

    id: str
    source: str
    source_id: str
    customer: str
    programme: str
    unit: str
    currency: str
    balance: int
    expires: WallShown | None
    updated_at: str


class RewardsPage(Schema):
    """A page of rewards."""

    items: list[RewardShown]
    next: str | None


def row(sent: RewardSent, place: int) -> rows.Row:
    """A reward as the book takes it."""
    said = {name: value for name, value in sent.dict(include=PLAIN).items() if value is not None}
    if sent.expires is not None or sent.never_expires:
        said.update(rows.wall("expires", sent.expires.time() if sent.expires else None))
    return rows.Row(sent.source_id, sent.customer.who(), said, place=place)


def shown(rewards: Sequence[Reward]) -> list[dict[str, Any]]:
    """Rewards as JSON has them."""
    return [
        {
            "id": one.public_id,
            "source": one.source,
            "source_id": one.source_id,
            "customer": one.customer.public_id,
            **{name: getattr(one, name) for name in PLAIN},
            "expires": wall(one.expires_local, one.expires_zone, one.expires_at),
            "updated_at": iso(one.updated_at),
        }
        for one in rewards
    ]


@ROUTER.get("", response=RewardsPage, auth=READ, summary="List rewards")
def list_rewards(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """In the order in which they came in; those of a customer or a source only, where one is named, and those that came
    or changed since a time."""
    return listed(of_whom("reward", wanted), wanted.cursor, wanted.limit, shown)


@ROUTER.get("/{public_id}", response=RewardShown, auth=READ, summary="Read a reward")
def read_reward(request: HttpRequest, public_id: str) -> Any:
    """One reward."""
    found = named("reward", public_id)
    return shown([found])[0] if isinstance(found, Reward) else None


@ROUTER.post("", response=Brought, auth=WRITE, summary="Bring rewards")
def bring_rewards(request: HttpRequest, asked: RewardsSent) -> Status[Any]:
    """Up to 1,000 at once, each with its fate. The same one sent again changes nothing; a changed one is changed."""
    return brought(request, "reward", asked.source, [row(one, place) for place, one in enumerate(asked.rewards)])
