"""What customers say of themselves, proposed as facts: beside their words, to be looked at, changed and kept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from regulars.book.facts.pages import evidence, proposing
from regulars.book.margins import Way
from regulars.engine.rows import marks, rows
from regulars.readings.layers import Shown
from regulars.readings.margin import WAYS, newest_texts
from regulars.web.routes import page
from regulars.web.templating import url

READER = "preference"
LONGEST = 500
# A fact seen again has a mark of where; a forgotten one was told not to be kept.
NOTED = """
select m.public_id, count(distinct f.id) from book_moment m
join book_fact f on f.moment_id = m.id
    or f.id in (select k.fact_id from book_factmark k where k.moment_id = m.id and k.kind = 'sighted')
where m.public_id in ({ids}) group by m.public_id
"""


def ways(asked: Sequence[tuple[str, Shown]], now: datetime) -> Mapping[int, Way]:
    """What can be noted of these readings (public id of the moment, reading), by their place: what is sure, as long as
    fewer facts are known from a message than stand in it."""
    offered = {place: one for place, one in enumerate(asked) if one[1].reader == READER and one[1].sure}
    there = Counter(moment for moment, _one in offered.values())
    noted = dict(rows(NOTED.format(ids=marks(there)), list(there))) if there else {}
    return {
        place: Way(_("Remember it"), url("remember_words", public_id=moment, start=one.start, end=one.end))
        for place, (moment, one) in offered.items()
        if noted.get(moment, 0) < there[moment]
    }


@page(
    "/messages/<str:public_id>/remember/<int:start>-<int:end>",
    may="book.write",
    methods=("POST",),
    name="remember_words",
)
def remember_words(request: HttpRequest, public_id: str, start: int, end: int) -> HttpResponseBase:
    """The form of a fact, with these words of a message and what they seem to mean."""
    said = evidence(request, public_id)
    text = next((text for _of, text in newest_texts([public_id]).values()), "")
    line = " ".join(text[start:end].split())[:LONGEST]
    if said is None or not line:
        raise Http404(public_id)
    return proposing(request, said.customer, line, public_id)


WAYS.offer("facts", ways)
