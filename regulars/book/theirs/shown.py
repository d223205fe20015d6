"""What customers see of their book, and what agents see of the links to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, get_supported_language_variant, override

from regulars.base.frozen import dataclass
from regulars.book.glance.read import past
from regulars.book.glance.records import amount
from regulars.book.models import Conversation, Customer, Identity, Order, PersonalLink, Reward, Visit
from regulars.book.slots import SECTIONS, Section
from regulars.book.theirs import links
from regulars.book.theirs.forms import TITLES
from regulars.book.theirs.prefill import kept_apart, theirs
from regulars.engine.rows import rows
from regulars.staff.models import Agent
from regulars.web.forms import Form
from regulars.web.middleware import zone

NEWEST = 10
LATELY = timedelta(days=1)
# In plain SQL, since every page of a book asks.
COMING = """
select public_id, starts_local from book_visit where customer_id = %s and status = 'booked' and starts_at > %s
order by starts_at, id limit %s
"""


@dataclass(frozen=True, slots=True)
class Open:
    """A link as an agent sees it: what it opens, and the end of its address."""

    link: PersonalLink
    title: str
    token: str
    ended: bool


def page(customer: Customer, now: datetime) -> dict[str, Any]:
    """What the page of a customer holds: what was said between us is not on it, they have that in their mail."""
    coming = Visit.objects.filter(customer=customer, status=Visit.BOOKED, starts_at__gt=now - LATELY)
    lives = Q(expires_at=None) | Q(expires_at__gt=now)
    return {
        "customer": customer,
        "called": Form({"name": customer.name, "greeting": customer.greeting}),
        "blank": Form(),
        "handles": list(Identity.objects.filter(customer=customer).order_by("kind", "-last_seen")[:NEWEST]),
        "facts": theirs(customer, now),
        "apart": kept_apart(customer, now),
        "visits": list(coming.order_by("starts_at", "pk")[:NEWEST]),
        "orders": list(Order.objects.filter(customer=customer).order_by("-ordered_at", "-pk")[:NEWEST]),
        "rewards": [
            (one, amount(one.balance, one.unit, one.currency))
            for one in Reward.objects.filter(lives, customer=customer).order_by("expires_at", "pk")[:NEWEST]
        ],
    }


def company(customer: Customer) -> str:
    """The name under which the company writes to them: that of the inbox of their newest conversation."""
    spoken_in = Conversation.objects.filter(customer=customer, inbox__isnull=False).order_by("-last_at")
    newest = spoken_in.select_related("inbox").first()
    return str(newest.inbox) if newest and newest.inbox else ""


def spoken(language: str) -> str:
    """The language that pages have for a language of a customer's; empty where there is none."""
    try:
        return get_supported_language_variant(language) if language else ""
    except LookupError:
        return ""


@contextmanager
def as_theirs(customer: Customer, by: Agent | None = None) -> Iterator[None]:
    """Words in a customer's language, times by their clock; where that is not known, by that of who wrote to them."""
    here = zone(customer.time_zone or (by.time_zone if by else ""))
    with override(spoken(customer.language) or get_language()), timezone.override(here):
        yield


def offered(customer: Customer, agent: Agent, now: datetime) -> dict[str, Any] | None:
    """The section with a customer's links; not for those who may make none."""
    if not agent.may("book.write"):
        return None
    known = links.of_customer(customer, now) if past(customer, now).linked else ()
    found = [Open(one, title(one), links.token(one), one.expires_at <= now) for one in known]
    ahead = rows(COMING, [customer.pk, now, NEWEST]) if past(customer, now).booked else ()
    coming = [{"public_id": pk, "starts_local": at} for pk, at in ahead]
    return {"links": found, "coming": coming, "forms": TITLES}


def title(link: PersonalLink) -> str:
    """What a link opens; empty for their page."""
    return str(TITLES.get(link.form, ""))


SECTIONS.offer("theirs", Section("foot", 60, "book/theirs/_links.html", offered, beside=True))
