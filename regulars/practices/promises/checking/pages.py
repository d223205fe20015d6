"""What is done about a message that is held back: it is put right, the record follows, or it leaves as it is."""

from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.models import Conversation
from regulars.conversations.drafts import acts as drafts
from regulars.conversations.drafts.remarks import concerns_of, writing_of
from regulars.conversations.drafts.sheets import Sheet
from regulars.conversations.models import Draft
from regulars.conversations.pages.answers import turn_of
from regulars.conversations.pages.saving import asked_and_read
from regulars.conversations.pages.spread import Turn
from regulars.conversations.pages.writing import again, done
from regulars.conversations.slots import Writing
from regulars.practices.promises.checking import acts
from regulars.practices.promises.checking.acts import Place
from regulars.practices.promises.checking.checks import contradicted, inbox_of, key_of
from regulars.practices.promises.checking.correcting import corrected
from regulars.practices.promises.checking.rules import Against
from regulars.practices.promises.models import Answer, Contradiction
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.routes import page


@page("/contradictions/drafted/answer", may="conversation.reply", methods=("POST",), slow=True)
def answer_held_back(request: HttpRequest) -> HttpResponseBase:
    """Do with a concern what its button says: `correct`, `follow` or `send`, with the key of the concern."""
    asked, read = asked_and_read(request)
    now = timezone.now()
    kept = drafts.save(agent_of(request), read.place, read.save, now)
    if not isinstance(kept, Draft):
        return again(request, asked, turn_of(read, kept))
    what, _colon, key = request.POST.get("answer", "").partition(":")
    writing = replace(writing_of(agent_of(request), asked, read, now), draft=kept)
    found = named(writing, key)
    if found is None:
        # The words are others by now: what is wrong with these is found when they are sent.
        return done(request, asked, read)
    if what == "correct":
        return put_right(request, asked, read, kept, writing, found)
    refused = answered(what, found, key, writing, request.POST.get(f"reason-{key}", ""), now)
    if refused:
        turn = Turn(read.place.kind, (refused,), concerns=concerns_of(writing), do=request.POST.get("do", ""))
        return again(request, asked, replace(turn, status=422))
    return done(request, asked, read)


def named(writing: Writing, key: str) -> Against | None:
    """The contradiction that a key means, in the words as they stand."""
    customer = writing.customer
    if customer is None:
        return None
    found = contradicted(writing.text, customer, writing.agent, writing.now, inbox_of(writing))
    return next((one for one in found if key_of(customer, one) == key), None)


def written_down(found: Against, key: str, writing: Writing, now: datetime) -> Contradiction | None:
    """Its row."""
    if writing.customer is None:
        return None
    place = Place(writing.customer, writing.conversation, writing.draft, agent=writing.agent)
    return acts.note(found, key, place, Contradiction.WRITING, now)


def answered(what: str, found: Against, key: str, writing: Writing, reason: str, now: datetime) -> Refused | None:
    """Let the record follow, or send it as it is."""
    if what == "send" and not reason.strip():
        return Refused(_("Say in a sentence why it is right as it stands. Whoever reads it later will want to know."))
    row = written_down(found, key, writing, now)
    if row is None:
        return None
    if what == "follow":
        made = acts.follow(row, found, writing.agent, now)
    else:
        made = acts.answer(row, Answer.SENT, writing.agent, now, reason=reason)
    return made if isinstance(made, Refused) else None


def put_right(
    request: HttpRequest, asked: Conversation | None, read: Sheet, kept: Draft, writing: Writing, found: Against
) -> HttpResponse:
    """Put the words right, and show them before they leave."""
    right, now = corrected(writing.text, found), timezone.now()
    if right is None or writing.customer is None:
        return done(request, asked, read)
    key = key_of(writing.customer, found)
    row = written_down(found, key, writing, now)
    put = replace(read.save, written=replace(read.save.written, text=right), version=kept.version, tab="", turn=0)
    drafts.save(writing.agent, read.place, put, now)
    if row is not None:
        acts.answer(row, Answer.CORRECTED, writing.agent, now)
    tell(request, _("Put right. Read it once more, then send it."))
    return again(request, asked, Turn(read.place.kind))
