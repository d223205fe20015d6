"""A conversation as an open book: what is said on the left, with the place to answer at its foot; who says it beside.

Other pages of conversations show it again after what they did, whole or only the part in which one writes.
"""

from collections.abc import Sequence
from dataclasses import field
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from regulars.base.frozen import dataclass
from regulars.base.ids import looks_public, public_id
from regulars.base.results import Refused
from regulars.book import margins, who
from regulars.book.eyes import Eyes, eyes_of
from regulars.book.glance.look import glance
from regulars.book.models import Conversation, Moment
from regulars.book.panels import tried
from regulars.book.slots import sections
from regulars.book.stream import Line
from regulars.channels.contract import Address
from regulars.conversations import beside, log, stream
from regulars.conversations.drafts import editors, times
from regulars.conversations.drafts.editors import Editor
from regulars.conversations.drafts.remarks import Raised
from regulars.conversations.drafts.sheets import GREATEST_ID, number
from regulars.conversations.models import Draft
from regulars.conversations.named import named
from regulars.conversations.sending import shown as sending
from regulars.conversations.signatures import signature_for
from regulars.conversations.stream import Window
from regulars.conversations.work import work
from regulars.intake.hours import hours
from regulars.intake.sending import has_way_out
from regulars.readings.feelings import look as feelings
from regulars.staff.seat import agent_of
from regulars.web import paging
from regulars.web.middleware import zone
from regulars.web.paging import Cursor, Place


@dataclass(frozen=True, slots=True)
class Turn:
    """How far writing has come: the editor that is open, and what came of the last try to send or keep.

    `stopped` are lines that the writer has not seen, `clash` the text that another page of theirs has saved, `doubts`
    what they are asked before it goes, `concerns` what practices hold it back for, `do` the button that was pressed
    then, and `at` the time of their own that was typed for it. `over`: another window has ended it, and `left` is what
    was typed here besides.
    """

    open: str = ""
    faults: tuple[Refused, ...] = ()
    stopped: bool = False
    news: tuple[Line, ...] = ()
    clash: Draft | None = None
    over: bool = False
    left: str = ""
    doubts: tuple[str, ...] = ()
    concerns: tuple[Raised, ...] = ()
    do: str = ""
    at: str = ""
    status: int = 200
    bounced: tuple[str, ...] = field(default=())

    def fault(self, name: str) -> str:
        """What is wrong with a field of the open editor."""
        return " ".join(one.reason for one in self.faults if one.field == name)


QUIET = Turn()


def found(request: HttpRequest, public_id: str) -> Conversation:
    """The conversation, where this agent may see it. Raises Http404."""
    kept = named(public_id)
    if kept is None or not eyes_of(agent_of(request)).may_see(kept):
        raise Http404(public_id)
    return kept


def asked_cursor(request: HttpRequest) -> Cursor:
    """Where the page ends: before a place, or with a moment (`to`) that somebody looks for."""
    if to := request.GET.get("to"):
        named = Moment.objects.filter(public_id=to) if looks_public(to) else Moment.objects.none()
        moment = named.values_list("at", "id").first()
        return Cursor(Place(moment[0], moment[1] + 1)) if moment else Cursor(lost=True)
    return paging.read(request.GET.get("before", ""))


def own_lines(window: Window) -> list[Line]:
    """The conversation's own lines of a window, in order."""
    return [line for piece in window.pieces for line in piece.lines]


def states(lines: Sequence[Line]) -> dict[int, sending.State]:
    """How it stands with those of the lines that we wrote."""
    return sending.states([one.moment.id for one in lines if one.moment.direction == "out" and one.moment.agent])


def spread(
    request: HttpRequest, asked: Conversation, *, refused: Refused | None = None, turn: Turn = QUIET
) -> HttpResponse:
    """The page of a conversation that stands for itself, perhaps with why something was not done."""
    cursor = asked_cursor(request)
    members = stream.members(asked)
    eyes = eyes_of(agent_of(request))
    window = stream.window(asked, members, cursor.place, eyes)
    book = asked.customer.public_id
    person, people, now = who.person(asked.customer), beside.people(asked.pk), timezone.now()
    context = {
        "topics": f"conversation:{asked.public_id} present:{asked.public_id} customer:{book} facts:{book}",
        "window": window,
        "cursor": cursor,
        "person": person,
        "people": besides(people, person),
        "others": beside.others(asked.pk, asked.customer_id, eyes) if len(members) > 1 else [],
        "links": beside.links(asked.pk, eyes),
        "states": states(own_lines(window)),
        "notes": margins.notes(own_lines(window), now),
        "glance_found": tried("glance", partial(glance, asked.customer, eyes, now, asked), rests=False),
        "panels_found": who.panels(asked.customer, now),
        "sections_found": sections(asked.customer, request, now, beside=True),
        "refused": refused,
        "feeling": feelings.of_conversation(stream.visible(members, eyes)),
        "work": work(asked, agent_of(request), request.GET.get("in", ""), now),
        "log": log.log(stream.visible(members, eyes), own_lines(window), is_last_page=cursor.place is None),
        **writing(request, asked, members, own_lines(window), people, person, turn, eyes),
    }
    status = 409 if refused else turn.status
    return render(request, "conversations/conversation.html", context, status=status)


def besides(people: Sequence[beside.Person], person: who.Person) -> list[beside.Person]:
    """Those who take part under no address of the customer's own."""
    own = {one.value for one in person.identities}
    return [one for one in people if one.value not in own]


def writing(
    request: HttpRequest,
    asked: Conversation,
    members: Sequence[int],
    lines: Sequence[Line],
    people: Sequence[beside.Person],
    person: who.Person,
    turn: Turn,
    eyes: Eyes,
) -> dict[str, Any]:
    """What the part in which one writes shows."""
    now, agent = timezone.now(), agent_of(request)
    handle = next((one.shown for one in person.identities if "@" in one.shown), "")
    customer = Address(person.customer.name, handle) if handle else None
    answer = editors.answer_to(lines, people, customer)
    kept = editors.editors(agent, asked, members, answer, now)
    under_way = sending.under_way(members)
    seen = stream.visible(members, eyes)
    shown = turn.open or request.GET.get("write", "")
    if shown == Draft.CALL:
        # Made when it is wanted: this page is asked for all day.
        kept.of.setdefault(Draft.CALL, Editor(Draft.CALL, public_id()))
    return {
        "conversation": asked,
        # Where no editor is open yet, a script fetches it when one is.
        "signature": signature_for(agent, asked.inbox) if shown and asked.inbox else "",
        "editors": kept.of,
        "discarded": kept.discarded,
        "behind": kept.behind,
        "turn": turn,
        "open": shown,
        "seen": max((one.moment.id for one in (*lines, *turn.news)), default=0),
        "under_way": under_way if len(seen) == len(members) else sending.under_way(seen),
        "leaving": max((one.id for one in under_way), default=0),
        "later": times.choices(now, zone(agent.time_zone), hours(asked.inbox_id)) if shown else [],
        "cannot_send": asked.inbox_id is not None and not has_way_out(asked.inbox_id),
    }


def writing_again(request: HttpRequest, asked: Conversation, turn: Turn = QUIET) -> HttpResponse:
    """Only that part, for a page that stays."""
    members = stream.members(asked)
    eyes = eyes_of(agent_of(request))
    lines = own_lines(stream.window(asked, members, None, eyes))
    people, person = beside.people(asked.pk), who.person(asked.customer)
    context = writing(request, asked, members, lines, people, person, turn, eyes)
    # What the page shows besides stays as it is; only what stopped a try to send has been shown with this answer.
    if not turn.stopped:
        context["seen"] = number(request.POST, "seen", GREATEST_ID)
        context["leaving"] = number(request.POST, "leaving", GREATEST_ID)
    return render(request, "conversations/_writing.html", context)
