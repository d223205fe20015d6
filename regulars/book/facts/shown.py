"""What is known of a customer, as pages show it: what matters first, what is kept apart masked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from regulars.base.frozen import dataclass
from regulars.book.eyes import eyes_of
from regulars.book.facts import course
from regulars.book.facts.course import Said
from regulars.book.facts.rules import sensitivity
from regulars.book.facts.words import CHANNELS, MASKED
from regulars.book.models import Customer, Fact
from regulars.engine.rows import aware, marks, rows
from regulars.staff.models import Agent

MOST = 200
FACTS = """
select f.id, f.public_id, f.customer_id, f.kind, f.text, f.allergen, f.day, f.standing, f.channel, f.place, f.occasion,
       f.origin, f.at, f.sensitive, f.unspoken, f.visible, f.expires_at, f.sightings, f.honoured, f.contradicted,
       f.used_at, a.name, m.public_id, c.public_id, {seen}
from book_fact f
left join staff_agent a on a.id = f.agent_id
left join book_moment m on m.id = f.moment_id
left join book_conversation c on c.id = m.conversation_id
"""  # `{seen}` says whether who looks may see the conversation that it is known from.
HELD = f"""{FACTS}
where f.customer_id in ({{customers}}) and f.replaced_by_id is null and f.forgotten_at is null
order by f.at desc, f.id desc limit {MOST}
"""
ONE = f"{FACTS} where f.id = %s"
EXPIRES = 16


@dataclass(frozen=True, slots=True)
class Shown:
    """One fact on a page.

    A sensitive one has no `text`; `masked` says what it is about, in words. `scope` says in words where it holds, if
    not everywhere; `holds` whether that is here, None for perhaps. `moment` and `conversation` are public ids of where
    it is known from, empty where there is none or it is hidden from who looks. `whose` is the row id of the customer.
    """

    id: int
    public_id: str
    whose: int
    kind: str
    text: str
    masked: str | Promise
    allergen: str
    day: str
    standing: bool
    scope: tuple[str | Promise, ...]
    holds: bool | None
    origin: str
    at: datetime
    by: str
    unspoken: bool
    visible: bool
    expires_at: datetime | None
    sightings: int
    honoured: int
    contradicted: int
    asks: bool
    moment: str
    conversation: str

    @property
    def doubted(self) -> bool:
        """Whether it was contradicted at least as often as it was honoured."""
        return 0 < self.contradicted >= self.honoured


def held(customer: Customer, agent: Agent, now: datetime, others: Sequence[int] = ()) -> list[Sequence[Any]]:
    """Rows of what holds now, what matters first, for `shown_here`. At most 200.

    `others` are row ids of people whose facts are shared with this one.
    """
    asked = [customer.pk, *others]
    found = rows(HELD.format(customers=marks(asked), seen=eyes_of(agent).sees()), asked)
    return sorted(
        (row for row in found if row[EXPIRES] is None or aware(row[EXPIRES]) > now),
        key=lambda row: (row[2] != customer.pk, *weight(row)),
    )


def shown_here(found: Sequence[Sequence[Any]], now: datetime, *, channel: str = "", place: str = "") -> list[Shown]:
    """Rows of FACTS as values, in their order; with `channel` and `place` each says whether it holds there. Sensitive
    ones are masked for everybody; who may see one asks for it (`acts.show`)."""
    return [shown(row, now, channel, place) for row in found]


def past_of(customer: Customer, agent: Agent, now: datetime) -> list[Shown]:
    """What has expired, the newest first."""
    found = rows(HELD.format(customers="%s", seen=eyes_of(agent).sees()), [customer.pk])
    made = [shown(row, now) for row in found]
    return [one for one in made if one.expires_at is not None and one.expires_at <= now]


def one(fact: Fact, agent: Agent, now: datetime) -> Shown:
    """A single one, whatever its state."""
    return shown(rows(ONE.format(seen=eyes_of(agent).sees()), [fact.pk])[0], now)


def weight(row: Sequence[Any]) -> tuple[bool | int, ...]:
    """The place of a row of FACTS in the list. What is sensitive says nothing of allergens, also not by its place."""
    kind, allergen, standing, sensitive, unspoken = row[3], row[5], row[7], row[13], row[14]
    honoured, contradicted = row[18], row[19]
    doubted = 0 < contradicted >= honoured
    return course.weight(kind, "" if sensitive else allergen, bool(unspoken), doubted, bool(standing))


def shown(row: Sequence[Any], now: datetime, channel: str = "", place: str = "") -> Shown:
    """A row of FACTS as a value."""
    pk, public_id, whose, kind, text, allergen, day, standing, on, at_place, occasion, origin, at, *rest = row
    sensitive, unspoken, visible, expires, sightings, honoured, contradicted, used, by, moment, talk, seen = rest
    said = Said(text, kind, origin, bool(standing), on, at_place, occasion)
    return Shown(
        id=pk,
        public_id=public_id,
        whose=whose,
        kind=kind,
        text="" if sensitive else text,
        masked=MASKED[sensitivity(text)] if sensitive else "",
        allergen="" if sensitive else allergen,
        day="" if sensitive else day,
        standing=bool(standing),
        scope=() if sensitive else tuple(filter(None, (at_place, occasion, CHANNELS.get(on, on)))),
        holds=course.holds(said, channel, place),
        origin=origin,
        at=aware(at),
        by=by or "",
        unspoken=bool(unspoken),
        visible=bool(visible),
        expires_at=aware(expires) if expires else None,
        sightings=sightings,
        honoured=honoured,
        contradicted=contradicted,
        asks=course.asks_renewal(aware(used), day, now),
        moment=(moment or "") if seen else "",
        conversation=(talk or "") if seen else "",
    )
