"""Held against the record before it is sent: what our words claim and something contradicts holds the message back."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from regulars.book.models import Customer
from regulars.conversations.models import Draft
from regulars.conversations.slots import CHECKS, Concern, Writing
from regulars.practices.promises.checking import correcting, words
from regulars.practices.promises.checking.claims import claims
from regulars.practices.promises.checking.known import known, terms
from regulars.practices.promises.checking.rules import Against, against
from regulars.practices.promises.checking.terms import against_terms
from regulars.practices.promises.models import Contradiction
from regulars.practices.promises.rules import zone_of
from regulars.practices.promises.writing.heard import plain
from regulars.reading.times import dues
from regulars.readings.texts import house_zone
from regulars.staff.models import Agent


def checks(writing: Writing) -> Sequence[Concern]:
    """What holds a message back. Notes are for colleagues; of a call, what was said is told afterwards (spoken.py)."""
    if writing.customer is None or writing.kind in Draft.WRITTEN_DOWN:
        return ()
    found = contradicted(writing.text, writing.customer, writing.agent, writing.now, inbox_of(writing))
    keys = [key_of(writing.customer, one) for one in found]
    answered = set(
        Contradiction.objects.filter(key__in=keys).exclude(state=Contradiction.OPEN).values_list("key", flat=True)
    )
    return [concern(writing.text, one, key) for one, key in zip(found, keys, strict=True) if key not in answered]


def inbox_of(writing: Writing) -> int | None:
    """The inbox (row id) in which it is written: of the conversation, or that from which a new one is to leave."""
    if writing.conversation is not None:
        return writing.conversation.inbox_id
    return writing.draft.inbox_id if writing.draft else None


def contradicted(text: str, customer: Customer, agent: Agent, now: datetime, inbox: int | None) -> list[Against]:
    """What of a text is contradicted, in order."""
    zone = zone_of(customer.time_zone, house_zone())
    of_terms = against_terms(text, now, zone, terms())
    if not names_a_time(text, now, zone):
        return of_terms
    held = known(customer, agent, now, inbox)
    found = [*against(claims(text, now, zone, held.articles, held.booked), held.records, now), *of_terms]
    return sorted(found, key=lambda one: one.claim.start)


def names_a_time(text: str, now: datetime, zone: str) -> bool:
    """Whether anything could be claimed for a time; without one no record is asked for."""
    return any(due.time for language in ("en", "de") for due in dues(text, now, zone, language))


def concern(text: str, found: Against, key: str) -> Concern:
    """As it is shown."""
    context = {
        "why": words.why(found),
        "quote": found.claim.quote,
        "corrected": correcting.sentence(text, found),
        "follows": words.follows(found),
    }
    return Concern(key, "promises/concern.html", context)


def key_of(customer: Customer, found: Against) -> str:
    """A name for these words to this customer against this record."""
    said = (customer.public_id, found.sort, found.ref, found.claim.due.wall.isoformat(), plain(found.claim.quote))
    return sha256("\n".join(said).encode()).hexdigest()[:32]


CHECKS.offer("promises", checks)
