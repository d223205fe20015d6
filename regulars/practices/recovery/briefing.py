"""What went wrong for somebody, at a glance and in the brief of their visit."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from regulars.book.eyes import Eyes
from regulars.book.glance.days import day_words
from regulars.book.glance.rules import Line
from regulars.book.glance.slots import LINES
from regulars.book.models import Customer
from regulars.engine.rows import aware, rows
from regulars.practices.recovery.words import ENDINGS, gone_wrong, to_do
from regulars.web.templating import url

# What was settled longer ago is history, and stands in the book.
AGO = timedelta(days=365)
MOST = 8
WRONG = """
select r.public_id, r.failure, r.severity, r.step, r.waiting, r.opened_at, r.ending
from recovery_recovery r left join book_conversation c on c.id = r.conversation_id
where r.customer_id = %s and (r.ended_at is null or r.ended_at > %s) and r.ending <> 'mistaken' and {seen}
order by case when r.ended_at is null then 0 else 1 end, r.opened_at desc, r.id desc limit %s
"""


def wrong(customer: Customer, eyes: Eyes, now: datetime) -> Iterable[Line]:
    """What is still to be made right, with what comes next; then how the last ones ended."""
    today = timezone.localtime(now).date()
    for public_id, failure, severity, step, waiting, at, ending in rows(
        WRONG.format(seen=eyes.sees()), [customer.pk, now - AGO, MOST]
    ):
        stands = ENDINGS.get(ending, ending) if ending else to_do(step, bool(waiting), customer.name)
        began = day_words(timezone.localtime(aware(at)).date(), today)
        link = url("recovery", public_id=public_id)
        sort = "mended" if ending else "trouble"
        yield Line(sort, gone_wrong(failure, severity), f"{began} · {stands}", link, late=not ending)


LINES.offer("recovery", wrong)
