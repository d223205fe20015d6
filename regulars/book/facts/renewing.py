"""Facts that nobody has used for a year ask whether they still hold: one list, made when somebody looks.

There is no job and no task: the list is a walk along an index, so it is never older than the page.
"""

from datetime import datetime

from regulars.base.frozen import dataclass
from regulars.book.eyes import eyes_of
from regulars.book.facts.course import UNUSED
from regulars.book.facts.shown import FACTS, Shown, shown
from regulars.book.models import Customer
from regulars.book.who import names
from regulars.engine.rows import aware, rows
from regulars.staff.models import Agent
from regulars.web import paging
from regulars.web.paging import Page, Place

SIZE = 30
OLDEST = f"""{FACTS}
where f.replaced_by_id is null and f.day = '' and f.forgotten_at is null and f.used_at <= %s
  and (f.expires_at is null or f.expires_at > %s) and {{book}} and (f.used_at, f.id) > (%s, %s)
order by f.used_at, f.id limit %s
"""


@dataclass(frozen=True, slots=True)
class Asking:
    """A fact that asks to be renewed, and whose it is."""

    fact: Shown
    customer: str
    name: str
    used_at: datetime


def asking(agent: Agent, now: datetime, place: Place | None) -> Page[Asking]:
    """A page of them, the longest unused first."""
    after = place or Place(paging.EPOCH, 0)
    eyes = eyes_of(agent)
    statement = OLDEST.format(seen=eyes.sees(), book=eyes.sees_book("f.customer_id"))
    found = rows(statement, [now - UNUSED, now, after.at, after.id, SIZE + 1])
    facts = [(shown(row, now), row[20]) for row in found]
    people = {
        pk: (public_id, name)
        for pk, public_id, name in Customer.objects.filter(pk__in={one.whose for one, _ in facts}).values_list(
            "pk", "public_id", "name"
        )
    }
    called = names({pk: name for pk, (_, name) in people.items()})
    made = [Asking(one, people[one.whose][0], called[one.whose], aware(used)) for one, used in facts]
    return paging.cut(made, SIZE, lambda one: Place(one.used_at, one.fact.id))
