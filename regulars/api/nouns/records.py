"""What orders, visits and rewards have in common for programs: whose they are, and the fate of each that was sent."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Schema, Status
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, model_validator

from regulars.api import rules
from regulars.api.faults import refused
from regulars.api.once import Did, once
from regulars.api.seat import moment_of, token_of
from regulars.base.ids import looks_public
from regulars.base.money import CODES
from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.merging.roots import root_of
from regulars.book.models import Customer
from regulars.book.records import acts
from regulars.book.records.rows import MODELS, Fate, Record, Row, Who

MOST_ROWS = acts.AT_ONCE
LONGEST = 120
# In minor units. No currency has amounts beyond this that anybody pays.
Amount = Annotated[int, Field(ge=-(10**15), le=10**15)]


EARLIEST, LATEST = 1900, 2199


def near(at: datetime) -> datetime:
    """A time that can be meant, whichever zone it is read in. Raises ValueError."""
    if not EARLIEST <= at.year <= LATEST:
        raise ValueError(f"Send a time of the years {EARLIEST} to {LATEST}.")
    return at


def known_currency(code: str) -> str:
    """The code of a currency, which says how many decimals its amounts have. Raises ValueError. Source: ISO 4217."""
    if code.upper() not in CODES:
        raise ValueError("There is no such currency. Send its three letters, such as EUR.")
    return code.upper()


When = Annotated[AwareDatetime, AfterValidator(near)]
Currency = Annotated[str, Field(min_length=3, max_length=3), AfterValidator(known_currency)]


class Asked(Schema):
    """What a program sends; a field that there is not is refused, so that a slip of the pen is seen."""

    model_config = ConfigDict(extra="forbid")


class WhoSent(Asked):
    """Whose a record is, as the sending system knows them. `external` is their number there."""

    name: str = Field("", max_length=200)
    email: str = Field("", max_length=320)
    phone: str = Field("", max_length=320)
    card: str = Field("", max_length=320)
    external: str = Field("", max_length=320)
    region: str = Field("", max_length=2, description="Country of a phone number that is written without its code.")

    def who(self) -> Who:
        """As the book takes it."""
        return Who(self.name, self.email, self.phone, self.card, self.external, self.region)


class Wall(Asked):
    """A time as people say it where it holds: `2026-12-31T23:59` in `Europe/Vienna`. It stays so when clocks change."""

    local: datetime
    zone: str = Field(max_length=64)

    @model_validator(mode="after")
    def holds_somewhere(self) -> "Wall":
        """A wall time has no offset of its own, and its zone is one that there is."""
        if self.local.tzinfo is not None:
            raise ValueError("Send the time on the wall, without an offset; its zone stands beside it.")
        near(self.local)
        if self.zone not in available_timezones():
            raise ValueError(f"There is no time zone {self.zone}. Send one such as Europe/Vienna.")
        return self

    def time(self) -> LocalTime:
        """As the book takes it."""
        return LocalTime(self.local, self.zone)


class AddressSent(Asked):
    """Where something goes."""

    name: str = Field("", max_length=200)
    street: str = Field("", max_length=200)
    postcode: str = Field("", max_length=20)
    city: str = Field("", max_length=200)
    country: str = Field("", max_length=2)


class FateShown(Schema):
    """What became of one that was sent: brought, changed, unchanged or refused, and why."""

    place: int
    source_id: str
    outcome: Literal["brought", "changed", "unchanged", "refused"]
    reason: str
    id: str


class Brought(Schema):
    """The batch, by which all of it can be undone, and the fate of each, in the order in which they were sent."""

    batch: str
    fates: list[FateShown]


class WallShown(Schema):
    """A time as people say it, and as it is in UTC by the rules of today."""

    local: str
    zone: str
    at: datetime


def wall(local: str, zone: str, at: datetime | None) -> dict[str, Any] | None:
    """A kept wall time as JSON has it."""
    return {"local": local, "zone": zone, "at": at.isoformat()} if local and at else None


def iso(at: AwareDatetime | datetime | None) -> str | None:
    """A time in UTC as JSON has it."""
    return at.isoformat() if at else None


def named(noun: str, public_id: str) -> Record:
    """Raises Http404."""
    rows = MODELS[noun]._default_manager.select_related("customer")
    found = rows.filter(public_id=public_id).first() if looks_public(public_id) else None
    if found is None:
        raise Http404(f"There is no such {noun}.")
    return found


def brought(request: HttpRequest, noun: str, source: str, rows: Sequence[Row]) -> Status[Any]:
    """Write down what a program sent; those that cannot be are said, and the others are kept."""

    def do() -> Did:
        token, now = token_of(request), moment_of(request)
        batch = acts.begin(noun, source, now, name=f"API: {token.name}", agent=token.made_by)
        if isinstance(batch, Refused):
            raise refused(batch)
        fates = acts.bring(batch, rows, now, history=False)
        acts.finish(batch, Counter(one.outcome for one in fates), now)
        return 200, {"batch": batch.public_id, "fates": [fate(one) for one in fates]}

    return Status(*once(request, do))


def fate(one: Fate) -> dict[str, Any]:
    """A fate as JSON has it."""
    return {
        "place": one.place,
        "source_id": one.source_id,
        "outcome": one.outcome,
        "reason": one.reason,
        "id": one.public_id,
    }


class Wanted(Schema):
    """A page of a list: those of a customer or a source only, where one is named, and those that came or changed since
    a time, that time included."""

    cursor: str = ""
    limit: int = rules.LIMIT
    customer: str = ""
    source: str = ""
    updated_since: AwareDatetime | None = None


def book_of(public_id: str) -> int | None:
    """In whose book the records of a customer are now, by row id: a program may know the one who was merged."""
    found = Customer.objects.filter(public_id=public_id).first() if looks_public(public_id) else None
    return root_of(found).pk if found else None


def of_whom(noun: str, wanted: Wanted) -> QuerySet[Any]:
    """The records of a noun with their customers, as they are wanted."""
    rows = MODELS[noun]._default_manager.select_related("customer")
    rows = rows.filter(customer=book_of(wanted.customer)) if wanted.customer else rows
    rows = rows.filter(updated_at__gte=wanted.updated_since) if wanted.updated_since else rows
    return rows.filter(source=wanted.source) if wanted.source else rows
