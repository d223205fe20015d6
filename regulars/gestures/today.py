"""What waits for who reviews, on their page of today."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.book.today.slots import CALM, TODAY, Asked, Matter
from regulars.engine.rows import rows

SINCE = timedelta(days=60)
UNSEEN = """
select count(*) from gestures_gesture g
where g.at > %s and (g.beyond <> '' or exists (select 1 from gestures_remark r where r.gesture_id = g.id))
and not exists (select 1 from gestures_review w where w.gesture_id = g.id and w.undone_at is null)
"""


def matters(asked: Asked) -> Sequence[Matter]:
    """For who reviews: that something waits to be looked at. One statement, by the index of time."""
    if not asked.viewer.may("gesture.review"):
        return ()
    count = int(rows(UNSEEN, [asked.now - SINCE])[0][0])
    if not count:
        return ()
    title = ngettext("Look at %(n)s gesture", "Look at %(n)s gestures", count) % {"n": count}
    reason = _("It went beyond what is usual, or a guard has a question. It is for learning, not for blame.")
    return (Matter("gestures:review", "gesture", CALM, None, title, reason, "/giving/review", _("Look")),)


TODAY.offer("gestures", matters)
