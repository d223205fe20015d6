"""What somebody was promised, at a glance and in the brief of their visit."""

from collections.abc import Iterable
from datetime import datetime

from regulars.book.eyes import Eyes
from regulars.book.glance.rules import Line
from regulars.book.glance.slots import LINES
from regulars.book.models import Customer
from regulars.engine.rows import aware, rows
from regulars.practices.promises.panel import stands
from regulars.web.templating import url

MOST = 8
STANDING = """
select p.public_id, p.what, p.state, p.due_local, p.due_zone, p.due_means, p.due_at
from promises_promise p left join book_conversation c on c.id = p.conversation_id
where p.customer_id = %s and p.state = 'open' and p.said_at is not null and {seen}
order by p.due_at is null, p.due_at, p.id limit %s
"""


def promised(customer: Customer, eyes: Eyes, now: datetime) -> Iterable[Line]:
    """Those that are to be kept, by their time, then those without one. What was broken is a recovery by then."""
    for public_id, what, *due in rows(STANDING.format(seen=eyes.sees()), [customer.pk, MOST]):
        by = aware(due[-1]) if due[-1] else None
        why = stands(*due)
        yield Line("promise", what, why, url("promise", public_id=public_id), late=by is not None and by < now)


LINES.offer("promises", promised)
