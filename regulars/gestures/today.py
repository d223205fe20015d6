"""What waits here for people, on their page of today: what is to be given by hand, and what a lead should look at."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.book.today.slots import CALM, TIMED, TODAY, Asked, Matter
from regulars.engine.rows import aware, marks, rows
from regulars.gestures.rules import FAILED
from regulars.web.templating import url

SINCE = timedelta(days=60)
# Without the substr every gesture would be read for each of the tasks. It is for who gave it, and where nobody's
# matters are wanted, for everybody.
BY_HAND = """
select t.title, t.reason, t.created_at, g.public_id, g.state, g.agent_id, p.public_id, p.name,
       coalesce(j.public_id, c.public_id, g.recovery)
from book_task t
join gestures_gesture g on g.public_id = substr(t.key, 9) and t.key = 'gesture:' || g.public_id
join book_customer p on p.id = t.customer_id
left join book_conversation c on c.id = g.conversation_id
left join book_conversation j on j.id = c.joined_to_id
where t.done_at is null and t.practice = 'gestures'{whose} and {seen} and {opened}
order by t.created_at, t.id limit %s
"""
UNSEEN = """
select count(*) from gestures_gesture g
where g.at > %s and g.agent_id <> %s
and (g.beyond <> '' or exists (select 1 from gestures_remark r where r.gesture_id = g.id))
and not exists (select 1 from gestures_review w where w.gesture_id = g.id and w.undone_at is null)
"""


def by_hand(asked: Asked) -> Sequence[Matter]:
    """What somebody has to do so that it is given. What did not work is late already."""
    if not asked.agents and not asked.unheld:
        return ()
    whose = "" if asked.unheld else f" and g.agent_id in ({marks(asked.agents)})"
    params = [*(() if asked.unheld else asked.agents), asked.most]
    opened = asked.eyes.sees_book("t.customer_id")
    found = rows(BY_HAND.format(whose=whose, seen=asked.eyes.sees(), opened=opened), params)
    return [
        Matter(
            f"gesture:{gesture}",
            "gesture",
            TIMED if state == FAILED else CALM,
            aware(since) if state == FAILED else None,
            title,
            reason,
            url("gesture", public_id=gesture),
            _("See to it"),
            customer,
            name,
            agent,
            belongs,
        )
        for title, reason, since, gesture, state, agent, customer, name, belongs in found
    ]


def to_review(asked: Asked) -> Sequence[Matter]:
    """For who reviews: that something of others waits to be looked at. By the index of time."""
    if not asked.viewer.may("gesture.review"):
        return ()
    count = int(rows(UNSEEN, [asked.now - SINCE, asked.viewer.pk])[0][0])
    if not count:
        return ()
    title = ngettext("Look at %(n)s gesture", "Look at %(n)s gestures", count) % {"n": count}
    reason = _("It went beyond what is usual, or a guard has a question. It is for learning, not for blame.")
    return (Matter("gestures:review", "review", CALM, None, title, reason, "/giving/review", _("Look")),)


# Under the name by which its tasks are known, so that they are not listed a second time.
TODAY.offer("gestures", by_hand)
TODAY.offer("gestures.review", to_review)
