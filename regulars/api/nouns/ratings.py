"""Ratings for programs."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field, model_validator

from regulars.api.faults import WRONG, Fault, refused
from regulars.api.nouns.customers import named
from regulars.api.nouns.records import LONGEST, Asked, When
from regulars.api.once import Did, once
from regulars.api.seat import Scoped, moment_of
from regulars.base.results import Refused
from regulars.book import ratings
from regulars.book.identities import normal_form
from regulars.book.models import Customer, Identity
from regulars.book.payloads import Rated

ROUTER = Router()
WRITE = Scoped("ratings:write")


class RatingSent(Asked):
    """How many of how many stars or points a customer gave. Whose it is: `customer`, an id of ours, or `email`, which
    we have to know."""

    customer: str = Field("", max_length=12)
    email: str = Field("", max_length=320)
    source: str = Field(max_length=40, description="The system that asked for it, such as `shop`.")
    source_id: str = Field(min_length=1, max_length=LONGEST)
    score: int = Field(ge=0, le=100)
    of: int = Field(ge=1, le=100, description="How many there are at most, such as 5 stars.")
    words: str = Field("", max_length=2000)
    at: When | None = None

    @model_validator(mode="after")
    def fits(self) -> "RatingSent":
        """There are not more stars than there are, and it is somebody's."""
        if self.score > self.of:
            raise ValueError("`score` is at most `of`.")
        if bool(self.customer) == bool(self.email):
            raise ValueError("Say whose it is: send either `customer` or `email`.")
        return self


class RatingShown(Schema):
    """The moment that tells of it, and whose book that is in."""

    id: str
    customer: str


def whose(sent: RatingSent) -> Customer:
    """Raises Http404, and Fault for an address of nobody whom we know."""
    if sent.customer:
        return named(sent.customer)
    value = normal_form("email", sent.email)
    theirs = Identity.objects.filter(kind="email", value=value, verified_at__isnull=False, shared=False)
    found = None if isinstance(value, Refused) else theirs.select_related("customer").first()
    if found is None:
        raise Fault(WRONG, "refused", "Nobody here is known by this address.", "email")
    return found.customer


@ROUTER.post("", response={201: RatingShown}, auth=WRITE, summary="Bring a rating")
def bring_rating(request: HttpRequest, asked: RatingSent) -> Status[Any]:
    """The same `source` and `source_id` again changes nothing."""

    def do() -> Did:
        rated = Rated(score=asked.score, of=asked.of, words=asked.words, source=f"{asked.source}:{asked.source_id}")
        now = moment_of(request)
        made = ratings.rate(whose(asked), rated, now, asked.at or now)
        if isinstance(made, Refused):
            raise refused(made)
        return 201, {"id": made.public_id, "customer": made.customer.public_id}

    return Status(*once(request, do))
