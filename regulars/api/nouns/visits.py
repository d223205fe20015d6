"""Bookings and visits for programs."""

from collections.abc import Sequence
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field, model_validator

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
from regulars.book.models import Visit
from regulars.book.records import rows

ROUTER = Router()
READ, WRITE = Scoped("visits:read"), Scoped("visits:write")
Stage = Literal["booked", "came", "missed", "cancelled"]
PLAIN = {"number", "status", "place", "unit", "what", "party", "wishes", "currency", "total"}


class VisitSent(Asked):
    """A booking or visit as the other system knows it. What is left out stays as it was."""

    source_id: str = Field(min_length=1, max_length=LONGEST)
    customer: WhoSent
    number: str | None = Field(None, max_length=60)
    status: Stage | None = None
    place: str | None = Field(None, max_length=120)
    unit: str | None = Field(None, max_length=80)
    what: str | None = Field(None, max_length=300)
    party: int | None = Field(None, ge=1, le=9999)
    wishes: str | None = Field(None, max_length=1000)
    starts: Wall | None = None
    ends: Wall | None = None
    currency: Currency | None = None
    total: Amount | None = None

    @model_validator(mode="after")
    def in_one_zone(self) -> "VisitSent":
        """Both ends are where the place is."""
        if self.ends and not self.starts:
            raise ValueError("Send `starts` with `ends`.")
        if self.starts and self.ends and (self.ends.zone != self.starts.zone or self.ends.local < self.starts.local):
            raise ValueError("`ends` is after `starts`, in the same zone.")
        return self


class VisitsSent(Asked):
    """Bookings and visits of one system, such as `pms`."""

    source: str = Field(min_length=1, max_length=40)
    visits: list[VisitSent] = Field(min_length=1, max_length=MOST_ROWS)


class VisitShown(Schema):
    """A booking or visit; `customer` is whose book it is in now."""

    id: str
    source: str
    source_id: str
    customer: str
    number: str
    status: str
    place: str
    unit: str
    what: str
    party: int
    wishes: str
    starts: WallShown
    ends: WallShown | None
    currency: str
    total: int
    updated_at: str


class VisitsPage(Schema):
    """A page of bookings and visits."""

    items: list[VisitShown]
    next: str | None


def row(sent: VisitSent, place: int) -> rows.Row:
    """A visit as the book takes it."""
    said = {name: value for name, value in sent.dict(include=PLAIN).items() if value is not None}
    if sent.starts is not None:
        said.update(rows.stay(sent.starts.time(), sent.ends.time() if sent.ends else None))
    return rows.Row(sent.source_id, sent.customer.who(), said, place=place)


def shown(visits: Sequence[Visit]) -> list[dict[str, Any]]:
    """Visits as JSON has them."""
    return [
        {
            "id": one.public_id,
            "source": one.source,
            "source_id": one.source_id,
            "customer": one.customer.public_id,
            **{name: getattr(one, name) for name in PLAIN},
            "starts": wall(one.starts_local, one.zone, one.starts_at),
            "ends": wall(one.ends_local, one.zone, one.ends_at),
            "updated_at": iso(one.updated_at),
        }
        for one in visits
    ]


@ROUTER.get("", response=VisitsPage, auth=READ, summary="List bookings and visits")
def list_visits(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """In the order in which they came in; those of a customer or a source only, where one is named, and those that came
    or changed since a time."""
    return listed(of_whom("visit", wanted), wanted.cursor, wanted.limit, shown)


@ROUTER.get("/{public_id}", response=VisitShown, auth=READ, summary="Read a booking or visit")
def read_visit(request: HttpRequest, public_id: str) -> Any:
    """One booking or visit."""
    found = named("visit", public_id)
    return shown([found])[0] if isinstance(found, Visit) else None


@ROUTER.post("", response=Brought, auth=WRITE, summary="Bring bookings and visits")
def bring_visits(request: HttpRequest, asked: VisitsSent) -> Status[Any]:
    """Up to 1,000 at once, each with its fate. The same one sent again changes nothing; a changed one is changed."""
    return brought(request, "visit", asked.source, [row(one, place) for place, one in enumerate(asked.visits)])
