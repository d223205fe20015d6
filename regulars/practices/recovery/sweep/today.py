"""That somebody was left hanging, as one calm matter of Today: the one to call first."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from regulars.book.today.slots import CALM, TODAY, Asked, Matter
from regulars.engine.rows import aware, rows
from regulars.practices.recovery.models import Hanging
from regulars.practices.recovery.sweep import words
from regulars.web.templating import url

FIRST = """
select h.public_id, h.at, h."order", h.answered, h.gaps, h.rhythm, p.public_id, p.name,
       coalesce(j.public_id, c.public_id, '')
from recovery_hanging h join book_customer p on p.id = h.customer_id
left join book_conversation c on c.id = h.conversation_id
left join book_conversation j on j.id = c.joined_to_id
where h.gone_at is null and not h.attended and {seen} order by h.pressing desc, h.id desc limit 1
"""


def left_hanging(asked: Asked) -> Sequence[Matter]:
    """The most worth calling, for whoever has time."""
    if not asked.unheld:
        return ()
    found = rows(FIRST.format(seen=asked.eyes.sees()), [])
    return [matter(row, asked) for row in found]


def matter(row: Sequence[Any], asked: Asked) -> Matter:
    """A row of FIRST."""
    public_id, at, order, answered, gaps, rhythm, customer, name, belongs = row
    one = Hanging(at=aware(at), order=order, answered=answered, gaps=gaps, rhythm=rhythm)
    reason = f"{words.what(one)} {words.since(one, asked.now)}"
    title, path = _("Call somebody whom we left hanging"), url("hanging")
    key = f"hanging:{public_id}"
    return Matter(key, "hanging", CALM, None, title, reason, path, _("Look"), customer, name, belongs=belongs)


TODAY.offer("hanging", left_hanging)
