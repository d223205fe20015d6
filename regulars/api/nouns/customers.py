"""Customers for programs."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from regulars.api import rules
from regulars.api.faults import CONFLICT, Fault, refused
from regulars.api.lists import listed
from regulars.api.once import Did, once
from regulars.api.seat import Scoped, moment_of, through, token_of
from regulars.base.ids import looks_public
from regulars.base.results import Refused
from regulars.book import naming
from regulars.book.facts.acts import held_book
from regulars.book.identities import normal_form
from regulars.book.merging.roots import root_of
from regulars.book.models import Customer, Identity
from regulars.book.shells import erased

ROUTER = Router()
READ, WRITE = Scoped("customers:read"), Scoped("customers:write")
Kind = Literal["email", "phone", "handle", "card", "external"]


class IdentityShown(Schema):
    """One handle of a customer."""

    kind: str
    value: str
    verified: bool
    shared: bool


class CustomerShown(Schema):
    """A customer; of one who was merged into another only `id` and `merged_into` say something, of one who was erased
    only `id` and `erased`."""

    id: str
    name: str
    greeting: str
    language: str
    time_zone: str
    created_at: datetime
    last_at: datetime | None
    merged_into: str | None
    erased: bool = False
    identities: list[IdentityShown]


class CustomersPage(Schema):
    """A page of customers."""

    items: list[CustomerShown]
    next: str | None


class IdentityMade(Schema):
    """A handle to write down. Only what is verified by whoever sends it may say `verified`."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    value: str = Field(min_length=1, max_length=320)
    verified: bool = False


class CustomerMade(Schema):
    """A customer to make."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field("", max_length=200)
    greeting: str = Field("", max_length=200)
    language: str = Field("", max_length=35)
    time_zone: str = Field("", max_length=64)
    identities: list[IdentityMade] = Field(default_factory=list, max_length=20)


class CustomerChanged(Schema):
    """What is to be another way; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(None, max_length=200)
    greeting: str | None = Field(None, max_length=200)
    language: str | None = Field(None, max_length=35)
    time_zone: str | None = Field(None, max_length=64)


def shown(customers: Sequence[Customer]) -> list[dict[str, Any]]:
    """Customers as JSON has them; a statement for all their handles, and one for who of them was erased."""
    gone = erased(one.pk for one in customers)
    handles: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in Identity.objects.filter(customer__in=customers).order_by("pk"):
        said = {"kind": one.kind, "value": one.value, "verified": one.verified_at is not None, "shared": one.shared}
        handles[one.customer_id].append(said)
    return [
        {
            "id": one.public_id,
            "name": one.name,
            "greeting": one.greeting,
            "language": one.language,
            "time_zone": one.time_zone,
            "created_at": one.created_at.isoformat(),
            "last_at": one.last_at.isoformat() if one.last_at else None,
            "merged_into": root_of(one).public_id if one.merged_into_id else None,
            "erased": one.pk in gone,
            "identities": handles[one.pk],
        }
        for one in customers
    ]


def named(public_id: str) -> Customer:
    """Raises Http404."""
    found = Customer.objects.filter(public_id=public_id).first() if looks_public(public_id) else None
    if found is None:
        raise Http404("There is no such customer.")
    return found


def forms(identity: str) -> set[str]:
    """All that somebody can mean who writes a handle so and does not say of which kind it is."""
    meant = (normal_form(kind, identity) for kind in Identity.KINDS)
    return {identity, *(one for one in meant if not isinstance(one, Refused))}


@ROUTER.get("", response=CustomersPage, auth=READ, summary="List customers")
def list_customers(
    request: HttpRequest, cursor: str = "", limit: int = rules.LIMIT, identity: str = ""
) -> dict[str, Any]:
    """In the order in which they were made. `identity`: only those who have this handle; telephones with their +."""
    rows = Customer.objects.all()
    if identity:
        # The index begins with the kind.
        rows = rows.filter(identities__kind__in=Identity.KINDS, identities__value__in=forms(identity)).distinct()
    return listed(rows, cursor, limit, shown)


@ROUTER.get("/{public_id}", response=CustomerShown, auth=READ, summary="Read a customer")
def read_customer(request: HttpRequest, response: HttpResponse, public_id: str) -> Any:
    """One who was merged into another answers 301 with where they are now, for ever."""
    found = named(public_id)
    if found.merged_into_id:
        # A merge can be undone, so nobody may keep the way.
        return HttpResponsePermanentRedirect(
            f"/api/v1/customers/{root_of(found).public_id}", headers={"Cache-Control": "no-store"}
        )
    known = shown([found])[0]
    response.headers["ETag"] = rules.version(known)
    return known


@ROUTER.post("", response={201: CustomerShown}, auth=WRITE, summary="Make a customer")
def make_customer(request: HttpRequest, asked: CustomerMade) -> Status[Any]:
    """Refused where a handle that is said to be verified is somebody else's already."""

    def do() -> Did:
        handles = [(one.kind, one.value, one.verified) for one in asked.identities]
        wanted = naming.Wanted(asked.name, asked.greeting, asked.language, asked.time_zone)
        by = through(token_of(request))
        made = naming.make_customer(wanted, handles, f"api {token_of(request).name}"[:40], moment_of(request), **by)
        if isinstance(made, Refused):
            raise refused(made)
        return 201, shown([made])[0]

    return Status(*once(request, do))


@ROUTER.patch("/{public_id}", response=CustomerShown, auth=WRITE, summary="Change a customer")
def change_customer(request: HttpRequest, response: HttpResponse, public_id: str, asked: CustomerChanged) -> Any:
    """With `If-Match`, only if nobody changed them since that ETag was read; else 409 says what holds now."""

    def do() -> Did:
        # Held, so that of two who send the same If-Match only one is the first.
        found = held_book(named(public_id))
        held = shown([found])[0]
        if (wanted := request.headers.get("If-Match")) and wanted not in ("*", rules.version(held)):
            raise Fault(CONFLICT, "changed", "This customer was changed since. Look again.", "If-Match", held)
        changes = {name: value for name, value in asked.dict().items() if value is not None}
        refusal = naming.change(found, changes, moment_of(request), **through(token_of(request)))
        if refusal:
            raise refused(refusal)
        found.refresh_from_db()
        return 200, shown([found])[0]

    _status, known = once(request, do)
    response.headers["ETag"] = rules.version(known)
    return known
