"""What the palette offers of the book: people, one's own open conversations, others by words of their subject."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.book.pages.search import asking
from regulars.book.search import Asking, hits, people
from regulars.book.search.query import Wanted
from regulars.book.search.rows import BEYOND_ALL, moment_of
from regulars.book.search.sought import sought
from regulars.engine.rows import marks, rows
from regulars.web.palette import FINDERS, MOST, Finder, Found
from regulars.web.templating import url

# A conversation has several messages under one subject.
LOOKED_AT = 5 * MOST
OWN = """
select c.public_id, c.subject, p.name from book_conversation c join book_customer p on p.id = c.customer_id
where c.assignee_id = %s and c.status = 'open' and c.joined_to_id is null and {seen}
order by c.last_at desc, c.id desc limit %s
"""
OF_MOMENTS = """
select c.public_id, c.subject, p.name from book_moment m
join book_conversation o on o.id = m.conversation_id
join book_conversation c on c.id = coalesce(o.joined_to_id, o.id)
join book_customer p on p.id = c.customer_id
where m.id in ({moments}) and {seen}
group by c.id, c.public_id, c.subject, c.last_at, p.name order by c.last_at desc, c.id desc limit %s
"""


def persons(request: HttpRequest, text: str) -> Iterator[Found]:
    """Customers of whom all words are true, those heard of last first."""
    by = asking(request)
    for one in people.find(people.wanted(sought(text, by)), by).shown:
        hint = next((handle for handle in one.handles if handle != one.name), "")
        path = f"{url('customer', public_id=one.customer)}#latest"
        yield Found(one.name or _("Somebody without a name"), path, hint)


def conversations(request: HttpRequest, text: str) -> Iterable[Found]:
    """The agent's own open ones where nothing was typed, else those with all the words in their subject."""
    by = asking(request)
    if not text:
        return shown(rows(OWN.format(seen=by.eyes.sees()), [by.agent, MOST]))
    moments = under(text, by)
    if not moments:
        return ()
    return shown(rows(OF_MOMENTS.format(moments=marks(moments), seen=by.eyes.sees()), [*moments, MOST]))


def under(text: str, by: Asking) -> list[int]:
    """Row ids of the newest moments with all these words in their subject."""
    read = sought(text, by)
    said = read.said(typing=True)
    subject = Wanted(tuple(tuple(replace(way, field="subject") for way in ways) for ways in said.all_of))
    if not subject:
        return []
    return [moment_of(docid) for docid in hits.moments(subject, read.wheres, by, BEYOND_ALL, LOOKED_AT).docids]


def shown(found: Iterable[Sequence[str]]) -> list[Found]:
    """Rows of conversations as places."""
    untitled = _("Without a subject")
    return [
        Found(subject or untitled, f"{url('conversation', public_id=of)}#latest", name) for of, subject, name in found
    ]


FINDERS.offer("people", Finder(gettext_lazy("People"), "book.read", persons))
FINDERS.offer("conversations", Finder(gettext_lazy("Conversations"), "book.read", conversations))
