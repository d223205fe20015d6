"""What others wrote that is like a conversation, to see how it was answered."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.eyes import eyes_of
from regulars.conversations import stream
from regulars.conversations.pages.spread import found
from regulars.engine.rows import aware, marks, parsed, rows
from regulars.readings.meaning import finding
from regulars.staff.seat import agent_of
from regulars.web.routes import page

SHOWN = 600
# The newest that the customer wrote says best what it is about by now.
ASKED = """
select t.id, m.public_id, m.at, substr(t.text, 1, %s), t.folds
from book_moment m join book_message t on t.moment_id = m.id
where m.conversation_id in ({ids}) and m.direction = 'in' and m.automatic = '' and not exists
(select 1 from book_message newer where newer.moment_id = t.moment_id and newer.version > t.version)
order by m.at desc, m.id desc limit 1
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """The message that others are to be like."""

    message: int
    moment: str
    at: datetime
    text: str


def asked_of(members: Sequence[int]) -> Asked | None:
    """The newest message of the customer in these conversations (row ids)."""
    found = rows(ASKED.format(ids=marks(members)), [SHOWN, *members]) if members else []
    return next(
        (Asked(message, moment, aware(at), own(text, folds)) for message, moment, at, text, folds in found), None
    )


def own(text: str, folds: str) -> str:
    """What comes before the first quote or signature; all of it where it begins with one."""
    first = min((int(fold[0]) for fold in parsed(folds)), default=len(text))
    return text[:first].strip() or text


@page("/conversations/<str:public_id>/alike", may="book.read", slow=True)
def alike(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Messages of other customers like the newest one here. It waits for the reading process, if not for long."""
    on, agent = found(request, public_id), agent_of(request)
    asked = asked_of(stream.visible(stream.members(on), eyes_of(agent)))
    near = finding.like(asked.message, agent) if asked else Refused(_("No customer wrote anything here yet."))
    context = {
        "conversation": on,
        "asked_of": asked,
        "refused": near.reason if isinstance(near, Refused) else "",
        "found": [] if isinstance(near, Refused) else near,
    }
    return render(request, "conversations/alike.html", context)
