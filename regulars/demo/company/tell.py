"""The company goes in through the product's own verbs: letters as mail, records as their systems', facts as said."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book import naming
from regulars.book.facts import acts as facts
from regulars.book.facts.course import Said
from regulars.book.models import Batch, Customer, Fact, FactMark, Identity
from regulars.book.records import acts
from regulars.book.records.rows import Row
from regulars.book.relations.acts import relate
from regulars.demo.company import records
from regulars.demo.company.stories import Company, Person, Told

NAME = "demo"


def tell(company: Company, now: datetime) -> None:
    """Let everybody's records and facts be known; doing it again adds nothing. Their mail has to be filed before."""
    bring("visit", records.HOTEL, (row for one in company.people for row in records.visits(one, now)), now)
    bring("order", records.SHOP, (row for one in company.people for row in records.orders(one, now)), now)
    bring("reward", records.CLUB, (row for one in company.people for row in records.rewards(one, now)), now)
    with transaction.atomic():
        known = customers(company)
        if not Fact.objects.exists():
            for person in company.people:
                get_to_know(known[person.key], person, now)
            for tie in company.ties:
                relate(known[tie.one], known[tie.other], tie.kind, None, now, shares=tie.shares)


def bring(noun: str, source: str, rows: Iterable[Row], now: datetime) -> None:
    """Bring the records of one system in, once: their dates hang on today, so a second set would be others."""
    if Batch.objects.filter(noun=noun, name=NAME, state=Batch.DONE).exists():
        return
    batch = acts.begin(noun, source, now, name=NAME)
    if isinstance(batch, Refused):
        raise ValueError(batch.reason)
    fates = acts.bring(batch, list(rows), now)
    if wrong := [f"{one.source_id}: {one.reason}" for one in fates if one.reason]:
        raise ValueError("; ".join(wrong))
    acts.finish(batch, Counter(one.outcome for one in fates), now)


def customers(company: Company) -> Mapping[str, Customer]:
    """Everybody by key."""
    addresses = {person.email.lower(): person.key for person in company.people}
    rows = Identity.objects.filter(kind="email", value__in=addresses).select_related("customer")
    return {addresses[row.value]: row.customer for row in rows}


def get_to_know(customer: Customer, person: Person, now: datetime) -> None:
    """How they are called, and what is known of them, oldest first."""
    called = {"name": person.name, "greeting": person.greeting, "language": person.language, "time_zone": person.zone}
    said = {field: value for field, value in called.items() if value}
    if refused := naming.change(customer, said, now, by=NAME):
        raise ValueError(f"{person.key}: {refused.reason}")
    for told in sorted(person.fact, key=lambda one: float(-one["ago"])):
        learn(customer, told, now)


def learn(customer: Customer, told: Told, now: datetime) -> None:
    """One fact, and how it has fared since."""
    then = now - timedelta(days=told["ago"])
    more = {name: value for name, value in told.items() if name not in ("ago", "text", "kind", "ends", "honoured")}
    if "ends" in told:
        wall = (now + timedelta(days=told["ends"])).astimezone(ZoneInfo(records.ZONE)).replace(tzinfo=None)
        more["expires"] = LocalTime(wall.replace(hour=23, minute=59, second=0, microsecond=0), records.ZONE)
    theirs = told["kind"] in ("preference", "need") and not (told.get("unspoken") or told.get("sensitive"))
    fact = facts.add(customer, Said(told["text"], told["kind"], visible=theirs, **more), None, then)
    if isinstance(fact, tuple):
        raise ValueError(f"{told['text']}: {fact[0].reason}")
    for ago in told.get("honoured", ()):
        FactMark.objects.create(fact=fact, kind=FactMark.HONOURED, at=now - timedelta(days=ago))
    if told.get("honoured"):
        facts.count(fact)
