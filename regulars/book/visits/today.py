"""Books to read before somebody comes, one matter of Today for each place and day; and mails that did not leave."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.book.today.slots import CALM, TIMED, TODAY, Asked, Matter
from regulars.engine.rows import aware, rows
from regulars.web.templating import url
from regulars.web.words import hour

AHEAD = timedelta(hours=18)
MOST = 200
# How long before the first of them comes the briefs should have been read.
BEFORE = timedelta(minutes=30)
COMING = """
select v.place, v.starts_local, v.starts_at, p.public_id, p.name
from book_visit v join book_customer p on p.id = v.customer_id
where v.starts_at > %s and v.starts_at <= %s and v.status = 'booked' order by v.starts_at, v.id limit %s
"""
HELD_BACK = (
    "select public_id, name, held_back from book_briefmail where active and held_back <> '' order by id limit %s"
)


def visits(asked: Asked) -> Sequence[Matter]:
    """Who comes within the next hours. Briefs are everybody's."""
    if not asked.unheld:
        return ()
    found = sorted(rows(COMING, [asked.now, asked.now + AHEAD, MOST]), key=where)
    return [matter(place, day, list(some)) for (place, day), some in groupby(found, key=where)]


def where(row: Sequence[Any]) -> tuple[str, str]:
    """The place, and the day there."""
    return row[0], row[1][:10]


def matter(place: str, day: str, coming: Sequence[Sequence[Any]]) -> Matter:
    """The briefs of those who come to one place on one day, the first of them first."""
    _place, wall, starts, customer, name = coming[0]
    asks = {"place": place, "at": hour(datetime.fromisoformat(wall))}
    reason = _("The first comes at %(at)s to %(place)s.") if place else _("The first comes at %(at)s.")
    count = len(coming)
    title = ngettext("Read the brief of %(name)s", "Read the briefs of %(n)s who come", count)
    return Matter(
        f"visits:{day}:{place}",
        "visit",
        TIMED,
        aware(starts) - BEFORE,
        title % {"name": name or _("the one who comes"), "n": count},
        reason % asks,
        f"{url('visits')}?{urlencode({'day': day, 'place': place})}",
        _("Read"),
        customer if count == 1 else "",
        name if count == 1 else "",
    )


def held_back(asked: Asked) -> Sequence[Matter]:
    """Mails to the shift that could not leave when they were due, for those who can do something about it."""
    if not (asked.unheld and asked.viewer.may("desk.settle")):
        return ()
    return [
        Matter(
            f"brief:{public_id}",
            "visit",
            CALM,
            None,
            _("The briefs by mail did not leave: %(name)s") % {"name": name},
            why,
            url("brief", public_id=public_id),
            _("See to it"),
        )
        for public_id, name, why in rows(HELD_BACK, [asked.most])
    ]


TODAY.offer("visits", visits)
TODAY.offer("briefs", held_back)
