"""What was promised, on the customer's page and beside their conversations; and in the margin beside the words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from regulars.book.margins import OWN_MARGINS, Remark, Way
from regulars.book.models import Customer
from regulars.book.slots import SECTIONS, Section
from regulars.book.view import MomentView
from regulars.engine.rows import aware, marks, rows
from regulars.practices.promises import words
from regulars.practices.promises.found import READER
from regulars.practices.promises.models import Promise
from regulars.practices.promises.shown import promises
from regulars.readings.layers import Shown as Read
from regulars.readings.margin import WAYS
from regulars.staff.models import Agent
from regulars.web.templating import url

MOST = 8
OF_CUSTOMER = "c.id = %s and p.state <> 'mistaken' and p.state <> 'replaced'"
BESIDE = """
select m.public_id, p.quote, p.start, p."end", p.state, p.due_local, p.due_zone, p.due_means, p.due_at
from book_moment m join promises_promise p on p.moment_id = m.id
where m.public_id in ({ids}) and p.said_at is not null and p.state <> 'mistaken' order by p.id
"""


def contents(customer: Customer, agent: Agent, now: datetime) -> Mapping[str, Any]:
    """What the section shows: open promises first, then how the last ones ended."""
    found = promises(OF_CUSTOMER, [customer.pk], agent, MOST + 1)
    first = next((one for one in found if one.is_open and one.due_at), None)
    return {
        "promises": found[:MOST],
        "more": len(found) > MOST,
        "first": first,
        "me": agent.pk,
        "may_write": agent.may("book.write"),
    }


def look(seen: Sequence[MomentView], now: datetime) -> Iterable[Remark]:
    """Beside words that stand in the ledger: how it stands with them."""
    ids = [view.public_id for view in seen]
    for moment, quote, _start, _end, state, *due in rows(BESIDE.format(ids=marks(ids)), ids):
        yield Remark(moment, stands(state, *due), words=quote)


def stands(state: str, local: str, zone: str, means: str, due_at: datetime | None) -> str:
    """How it stands with a promise, in a line."""
    if state == Promise.OPEN:
        if due_at is None:
            return _("Promised, without a time")
        return _("Promised: %(until)s") % {"until": words.until(local, zone, means, aware(due_at))}
    return _("Promised: %(state)s") % {"state": words.STATES[state]}


def ways(asked: Sequence[tuple[str, Read]], now: datetime) -> Mapping[int, Way]:
    """What can be written down of these readings (public id of the moment, reading), by their place: promises that are
    not over, and do not stand in the ledger."""
    offered = {place: one for place, one in enumerate(asked) if can_be_kept(one[1], now)}
    ids = sorted({moment for moment, _one in offered.values()})
    known = [(row[0], row[2], row[3]) for row in rows(BESIDE.format(ids=marks(ids)), ids)] if ids else []
    return {
        place: Way(_("Record this promise"), url("read_promise", public_id=moment, start=one.start, end=one.end))
        for place, (moment, one) in offered.items()
        if not any(of == moment and start < one.end and end > one.start for of, start, end in known)
    }


def can_be_kept(one: Read, now: datetime) -> bool:
    """Whether a reading is a promise whose time has not passed."""
    return one.reader == READER and (one.due is None or one.due.utc() > now)


SECTIONS.offer("promises", Section("side", 10, "promises/section.html", contents, beside=True))
OWN_MARGINS.offer("promises", look)
WAYS.offer("promises", ways)
