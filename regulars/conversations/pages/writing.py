"""Writing on a conversation: keeping what is typed, its files, and sending."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.eyes import eyes_of
from regulars.book.models import Conversation, Moment
from regulars.book.slots import sections
from regulars.conversations import acts, stream
from regulars.conversations.calls.acts import write_call
from regulars.conversations.calls.rules import typed
from regulars.conversations.calls.whose import whose
from regulars.conversations.drafts import acts as drafts
from regulars.conversations.drafts import dispatch, enclosures, forwarding, times
from regulars.conversations.drafts.dispatch import Going
from regulars.conversations.drafts.remarks import concerns_of, writing_of
from regulars.conversations.drafts.sheets import Sheet, sheet
from regulars.conversations.models import Draft
from regulars.conversations.notes.acts import Noted, write_note
from regulars.conversations.pages import onward
from regulars.conversations.pages.answers import news_of, noted, soon, turn_of
from regulars.conversations.pages.beginning import beginning, calling, inbox_of
from regulars.conversations.pages.spread import Turn, found, spread, writing_again
from regulars.intake.hours import hours
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web import words
from regulars.web.flash import tell
from regulars.web.middleware import zone
from regulars.web.routes import page
from regulars.web.templating import url

KINDS = (Draft.REPLY, Draft.NOTE, Draft.FORWARD, Draft.CALL)
UNDO_SECONDS = 10
LONGEST_TIME = 40


def root(request: HttpRequest, public_id: str) -> Conversation:
    """The conversation, or what it was joined to meanwhile. Raises Http404."""
    asked = found(request, public_id)
    return asked if asked.joined_to is None else found(request, asked.joined_to.public_id)


def is_piece(request: HttpRequest) -> bool:
    """Whether the answer goes into a page that stays."""
    return "HX-Request" in request.headers


def again(request: HttpRequest, asked: Conversation | None, turn: Turn) -> HttpResponse:
    """The editor once more, with what came of it: as a piece, or on its page."""
    turn = replace(turn, at=request.POST.get("at", "")[:LONGEST_TIME])
    if asked is None and (customer := whose(typed(request.POST))):
        return calling(request, customer, turn)
    if asked is None:
        return beginning(request, request.POST.get("draft", ""), turn)
    if not is_piece(request):
        return spread(request, asked, turn=turn)
    # htmx puts only a 200 where it belongs.
    return writing_again(request, asked, turn)


@page("/conversations/<str:public_id>/write/<str:kind>", may="conversation.reply", methods=("POST",), slow=True)
def write(request: HttpRequest, public_id: str, kind: str) -> HttpResponseBase:
    """Do with an editor what its button says."""
    if kind not in KINDS:
        raise Http404(kind)
    asked = root(request, public_id)
    read = sheet(request.POST, kind, asked.pk, asked.inbox_id)
    return done(request, asked, read)


def done(request: HttpRequest, asked: Conversation | None, read: Sheet) -> HttpResponse:
    """Do what the pressed button says. Raises Http404 for one that no page of ours has."""
    do, _colon, which = request.POST.get("do", "send").partition(":")
    act = DOES.get(do)
    if act is None:
        raise Http404(do)
    return act(request, asked, read, which)


@page("/conversations/<str:public_id>/forward", may="conversation.reply", methods=("POST",))
def forward(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Begin to pass the newest message on."""
    asked = root(request, public_id)
    messages = Moment.objects.filter(conversation__in=stream.members(asked), kind="message", automatic="")
    open_ = messages.filter(eyes_of(agent_of(request)).among("conversation"))
    newest = open_.order_by("-at", "-pk").first()
    if newest is None:
        raise Http404(public_id)
    forwarding.forward(asked, newest, agent_of(request), timezone.now())
    return redirect(f"{url('conversation', public_id=asked.public_id)}?write=forward#writing")


@page("/write", may="conversation.reply", methods=("GET", "POST"), name="new_conversation", slow=True)
def new_conversation(request: HttpRequest) -> HttpResponseBase:
    """Write to somebody first. The conversation begins when it is sent."""
    if request.method == "POST":
        return done(request, None, sheet(request.POST, Draft.REPLY, None, inbox_of(request)))
    return beginning(request, request.GET.get("draft", ""))


def keep(request: HttpRequest, asked: Conversation | None, read: Sheet, which: str = "") -> HttpResponse:
    """Keep the draft, with the files that came along; nothing is sent."""
    kept = drafts.save(agent_of(request), read.place, read.save, timezone.now())
    if not isinstance(kept, Draft):
        return again(request, asked, turn_of(read, kept))
    refused = enclosed(request, read)
    return again(request, asked, Turn(kept.kind, (refused,) if refused else ()))


def enclosed(request: HttpRequest, read: Sheet) -> Refused | None:
    """Take up the files that came with a form; why not, where they cannot go with it."""
    files = [file for file in request.FILES.getlist("files") if file.name]
    if not files:
        return None
    kept = drafts.save(agent_of(request), read.place, read.save, timezone.now())
    return enclosures.enclose(kept, files) if isinstance(kept, Draft) else None


def not_yet(request: HttpRequest, asked: Conversation | None, read: Sheet, refused: Refused) -> HttpResponse:
    """Keep it, and say why it cannot be sent like that."""
    drafts.save(agent_of(request), read.place, read.save, timezone.now())
    return again(request, asked, Turn(read.place.kind, (refused,), status=422))


def drop(request: HttpRequest, asked: Conversation | None, read: Sheet, which: str) -> HttpResponse:
    """Take a file out, and keep the rest."""
    enclosures.take_out(agent_of(request), which)
    return keep(request, asked, read)


def discard(request: HttpRequest, asked: Conversation | None, read: Sheet, which: str) -> HttpResponse:
    """Throw the draft away; for a day it can be had back."""
    kept = drafts.save(agent_of(request), read.place, read.save, timezone.now())
    begun = kept.public_id if isinstance(kept, Draft) else read.place.draft
    gone = drafts.discard(agent_of(request), begun, timezone.now())
    if gone is not None and (gone.text or gone.enclosures.exists()):
        tell(request, _("Thrown away."), url("bring_back", public_id=gone.public_id))
    return back(request, asked)


def back(request: HttpRequest, asked: Conversation | None) -> HttpResponse:
    """To the conversation, with nothing open; to all drafts where there is none."""
    if asked is None:
        return redirect("drafts")
    if is_piece(request):
        return writing_again(request, asked)
    return redirect(f"{url('conversation', public_id=asked.public_id)}#latest")


def write_down(request: HttpRequest, asked: Conversation | None, read: Sheet) -> HttpResponse:
    """Put a note or a call into the book."""
    agent, now = agent_of(request), timezone.now()
    if refused := enclosed(request, read):
        return not_yet(request, asked, read, refused)
    write = write_call if read.place.kind == Draft.CALL else write_note
    answer = write(agent, read.place, read.save, now)
    if not isinstance(answer, Noted):
        return again(request, asked, turn_of(read, answer))
    tell(request, noted(answer), url("unsend", public_id=answer.moment.payload["draft"]), UNDO_SECONDS)
    return back(request, asked) if read.place.kind == Draft.NOTE else to_call(request, answer.moment)


def to_call(request: HttpRequest, moment: Moment) -> HttpResponse:
    """To where a call stands, on a page made anew: practices may have much to say of it, and what stands on top of the
    page is to be read first. The name of the call in the address is for the browser, which stays where it is if only
    what follows the # is another."""
    on = moment.conversation
    if on is None:
        raise Http404(moment.public_id)
    on_top = sections(on.customer, request, timezone.now(), beside=True)["top"]
    path = f"{url('conversation', public_id=on.public_id)}?called={moment.public_id}{'' if on_top else '#latest'}"
    return lead(request, path)


def lead(request: HttpRequest, path: str) -> HttpResponse:
    """To another page, also from one that stays."""
    return HttpResponse(headers={"HX-Redirect": path}) if is_piece(request) else redirect(path)


def send(
    request: HttpRequest,
    asked: Conversation | None,
    read: Sheet,
    which: str = "",
    *,
    send_at: datetime | None = None,
    then: dispatch.Then | None = None,
) -> HttpResponse:
    """Send it; a note or a call is written down."""
    if read.place.kind in Draft.WRITTEN_DOWN:
        return write_down(request, asked, read)
    agent, now = agent_of(request), timezone.now()
    if refused := enclosed(request, read):
        return not_yet(request, asked, read, refused)
    concerns = concerns_of(writing_of(agent, asked, read, send_at or now))
    answer = dispatch.send(
        agent,
        read.place,
        read.save,
        read.passed,
        now,
        asked=read.asked,
        concerns=concerns,
        send_at=send_at,
        then=then,
    )
    if not isinstance(answer, Going):
        turn = turn_of(read, answer, news_of(answer, read, eyes_of(agent)))
        return again(request, asked, replace(turn, do=request.POST.get("do", "")[:40]))
    if send_at is None:
        # Another tab may have begun the draft, under an id that this page does not know.
        begun = answer.outgoing.draft.public_id if answer.outgoing.draft else read.place.draft
        tell(request, soon(answer.outgoing), url("unsend", public_id=begun), UNDO_SECONDS)
    else:
        tell(request, _("Goes out on %(when)s.") % {"when": words.full(timezone.localtime(send_at))})
    on = asked or answer.outgoing.conversation
    beyond = onward.after_sending(request, on) if then and on else ""
    return lead(request, beyond) if beyond else back(request, on)


def send_and_close(request: HttpRequest, asked: Conversation | None, read: Sheet, which: str) -> HttpResponse:
    """Send it and say that nothing more is to be done."""
    if refused := only_answers(request):
        return not_yet(request, asked, read, refused)
    return send(request, asked, read, then=closing)


def only_answers(request: HttpRequest) -> Refused | None:
    """Why who may answer, and no more, cannot do something with the conversation as well."""
    if agent_of(request).may("conversation.work"):
        return None
    return Refused(_("To close or put off a conversation is not open to you. Send your answer alone."))


def closing(conversation: Conversation, agent: Agent, now: datetime, batch: str) -> Refused | None:
    """Close it, in a batch of its own."""
    return acts.close(conversation, agent, now, batch)


def send_and_snooze(request: HttpRequest, asked: Conversation | None, read: Sheet, which: str) -> HttpResponse:
    """Send it and let the conversation sleep, until a time or until they write."""
    until = only_answers(request) or (None if which == "reply" else chosen(request, which, read.place.inbox))
    if isinstance(until, Refused):
        return not_yet(request, asked, read, until)
    for refused in acts.kept_awake([asked.pk], until, agent_of(request)).values() if asked else ():
        return not_yet(request, asked, read, refused)
    return send(request, asked, read, then=partial(snoozing, until=until))


def snoozing(
    conversation: Conversation, agent: Agent, now: datetime, batch: str, *, until: datetime | None
) -> Refused | None:
    """Let it sleep, in a batch of its own."""
    return acts.snooze(conversation, until, agent, now, batch=batch)


def send_later(request: HttpRequest, asked: Conversation | None, read: Sheet, which: str) -> HttpResponse:
    """Send it at a time."""
    at = chosen(request, which, read.place.inbox)
    if isinstance(at, Refused):
        return not_yet(request, asked, read, at)
    return send(request, asked, read, send_at=at)


def chosen(request: HttpRequest, which: str, inbox: int | None) -> datetime | Refused:
    """The time that was chosen or typed, in the agent's zone; morning is when they open who answer in the inbox."""
    now = timezone.now()
    # What a macro ends with names its time itself.
    key, written = (times.FREE, which) if which[:1].isdigit() else (which, request.POST.get("at", ""))
    at = times.chosen(key, written, now, zone(agent_of(request).time_zone), hours(inbox))
    refused = times.lies_ahead(at, now, _("Choose a time that lies ahead, within a year."))
    return refused or at  # type: ignore[return-value] # without a time it is refused


Does = Callable[[HttpRequest, Conversation | None, Sheet, str], HttpResponse]
DOES: dict[str, Does] = {
    "send": send,
    "close": send_and_close,
    "snooze": send_and_snooze,
    "later": send_later,
    "keep": keep,
    "drop": drop,
    "discard": discard,
}
