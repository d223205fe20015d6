"""Beside the words that showed a failure: that it is being made right, and how far that is."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from regulars.book.margins import OWN_MARGINS, Remark
from regulars.book.view import MomentView
from regulars.engine.rows import marks, rows
from regulars.practices.recovery.words import ENDINGS, FAILURES, to_do

SIGNS = """
select s.moment, s.quote, r.failure, r.step, r.waiting, r.ending, p.name
from recovery_sign s join recovery_recovery r on r.id = s.recovery_id
join book_customer p on p.id = r.customer_id where s.moment in ({ids}) and not (s.moment = '')
"""


def look(seen: Sequence[MomentView], now: datetime) -> Iterable[Remark]:
    """A remark beside each sign."""
    ids = [view.public_id for view in seen]
    for moment, quote, failure, step, waiting, ending, name in rows(SIGNS.format(ids=marks(ids)), ids) if ids else ():
        what = {
            "failure": FAILURES.get(failure, FAILURES["other"]),
            "ending": ENDINGS.get(ending, ending),
            "next": to_do(step, bool(waiting), name),
        }
        said = (
            _("Something went wrong: %(failure)s. %(ending)s.")
            if ending
            else _("Something went wrong: %(failure)s. %(next)s.")
        )
        yield Remark(moment, said % what, words=quote[:200])


OWN_MARGINS.offer("recovery", look)
