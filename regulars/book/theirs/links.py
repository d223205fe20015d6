"""Links with which a customer opens a page of their own: signed, for a time, and ended by a word of ours."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.ids import looks_public
from regulars.base.results import Refused
from regulars.book.facts.acts import held_book
from regulars.book.models import Customer, PersonalLink
from regulars.book.shells import sealed
from regulars.engine import audit, outbox
from regulars.staff.auditing import ACTS
from regulars.staff.models import Agent

ACTS.offer("link.made", gettext_lazy("made a link for a customer"))
ACTS.offer("link.withdrawn", gettext_lazy("withdrew the link of a customer"))
SIGNER = Signer(salt="regulars.book.theirs", sep=".")
LIVES = timedelta(days=14)
LONGEST = timedelta(days=90)
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Ended:
    """Why a link opens nothing any more, in words for the customer."""

    why: str


def token(link: PersonalLink) -> str:
    """What stands in its address: its public id and a signature, so that nobody can try out ids.

    Source: HMAC-SHA256 with the installation's own key, as django.core.signing makes it.
    """
    return SIGNER.sign(link.public_id)


def in_our_words(link: PersonalLink) -> AbstractContextManager[None]:
    """The language of the desk on which it was made: what its answer leaves to read and to do is for those who sent
    it, while the page speaks the customer's."""
    return override(link.asked.get("language") or get_language())


def opened(written: str, now: datetime) -> PersonalLink | Ended | None:
    """The link of a token; why it has ended; None where it never was one of ours."""
    try:
        named = SIGNER.unsign(written)
    except BadSignature:
        return None
    link = PersonalLink.objects.select_related("customer", "made_by").filter(public_id=named).first()
    if link is None:
        return None
    return Ended(ending(link, now)) if ending(link, now) else link


def ending(link: PersonalLink, now: datetime) -> str:
    """Why it opens nothing; empty while it does.

    Of a customer who was put into another's book since, nothing is shown: that book holds what somebody else may have
    told us. Whoever looks after them sends a new one.
    """
    if link.withdrawn_at is not None or link.customer.merged_into_id is not None:
        return _("This link was ended. Write to us, and we send you a new one.")
    if now >= link.expires_at:
        return _("This link was good until a while ago. Write to us, and we send you a new one.")
    return ""


def make(
    customer: Customer,
    purpose: str,
    form: str,
    asked: Mapping[str, Any],
    agent: Agent | None,
    now: datetime,
    lives: timedelta = LIVES,
) -> PersonalLink | Refused:
    """A new link for a customer; it lives 14 days if nothing else is said, and 90 at most. Refused where they were
    erased."""
    if not timedelta(0) < lives <= LONGEST:
        return Refused(_("A link can be good for 1 to 90 days."), "days")
    with transaction.atomic():
        if erased := sealed(held_book(customer)):
            return erased
        link = PersonalLink.objects.create(
            customer=customer,
            purpose=purpose,
            form=form,
            asked={**asked, "language": get_language() or ""},
            made_at=now,
            made_by=agent,
            expires_at=now + lives,
        )
        tell(customer)
        said = {"purpose": purpose, "form": form, "expires_at": link.expires_at.isoformat()}
        record(customer, "link.made", agent, said, now)
    return link


def withdraw(link: PersonalLink, agent: Agent, now: datetime) -> None:
    """Let it open nothing from now on. Doing it twice changes nothing."""
    with transaction.atomic():
        if PersonalLink.objects.filter(pk=link.pk, withdrawn_at=None).update(withdrawn_at=now):
            tell(link.customer)
            record(link.customer, "link.withdrawn", agent, {"link": link.public_id}, now)


def of_customer(customer: Customer, now: datetime) -> Sequence[PersonalLink]:
    """Those that still open something, or were answered in the last ninety days; newest first."""
    found = PersonalLink.objects.filter(customer=customer, withdrawn_at=None, made_at__gt=now - 2 * LONGEST)
    rows = found.select_related("made_by").order_by("-made_at", "-pk")[:MOST_SHOWN]
    return [link for link in rows if link.expires_at > now or link.answered_at]


def named(public_id: str) -> PersonalLink | None:
    """The link of this public id."""
    known = PersonalLink.objects.select_related("customer").filter(public_id=public_id)
    return known.first() if looks_public(public_id) else None


def tell(customer: Customer) -> None:
    """Let pages that show the customer know. Belongs into the transaction of the change."""
    outbox.append("work", {"topics": [f"customer:{customer.public_id}"]})


def record(customer: Customer, act: str, agent: Agent | None, said: Mapping[str, Any], now: datetime) -> None:
    """Write it into the audit trail, as the last statement of the transaction."""
    by, by_id = (agent.name, agent.public_id) if agent else ("the desk", "")
    audit.record(act, f"customer:{customer.public_id}", by=by, by_id=by_id, after=said, now=now)
