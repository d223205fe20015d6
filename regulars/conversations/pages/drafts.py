"""My drafts, their files, and having one back that was thrown away."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.book.eyes import eyes_of
from regulars.book.models import Conversation
from regulars.book.pages.files import download
from regulars.conversations.acts import undo as undo_acts
from regulars.conversations.calls import acts as calls
from regulars.conversations.drafts import acts, lists
from regulars.conversations.models import Draft, Enclosure, Outgoing
from regulars.conversations.notes.acts import take_back
from regulars.conversations.sending.acts import undo
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page
from regulars.web.templating import url

MENU.offer("write", Entry(gettext_lazy("New conversation"), "/write", "conversation.reply", 18, roomy=True))
MENU.offer("drafts", Entry(gettext_lazy("My drafts"), "/drafts", "conversation.reply", 21))


@page("/drafts", may="conversation.reply")
def drafts(request: HttpRequest) -> HttpResponseBase:
    """What I have begun to write."""
    listed = lists.drafts_of(agent_of(request), timezone.now(), eyes_of(agent_of(request)))
    shown = {
        "drafts": [one for one in listed if one.discarded_at is None],
        "discarded": [one for one in listed if one.discarded_at],
        "place_of": place_of,
    }
    return render(request, "conversations/drafts.html", shown)


def place_of(conversation: str | None, public_id: str, kind: str, customer: str = "") -> str:
    """Where a draft is gone on with; `customer` is whose call it is, where it stands in no conversation."""
    if conversation is None and customer:
        return url("write_call", public_id=customer)
    if conversation is None:
        return f"{url('new_conversation')}?draft={public_id}"
    return f"{url('conversation', public_id=conversation)}?write={kind}#writing"


def at_draft(draft: Draft) -> str:
    """The same of a row."""
    on, customer = draft.conversation, draft.call.get("customer", "")
    return place_of(on.public_id if on else None, draft.public_id, draft.kind, customer)


@page("/drafts/<str:public_id>/bring-back", may="conversation.reply", methods=("POST",))
def bring_back(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Have a draft back that was thrown away."""
    thrown = Draft.objects.filter(agent=agent_of(request), public_id=public_id, sent_at=None).first()
    if thrown is None:
        raise Http404(public_id)
    draft = acts.bring_back(thrown, timezone.now())
    return redirect(at_draft(draft))


@page("/drafts/<str:public_id>/discard", may="conversation.reply", methods=("POST",))
def discard_draft(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Throw one away, from the list."""
    if acts.discard(agent_of(request), public_id, timezone.now()):
        tell(request, _("Thrown away."), url("bring_back", public_id=public_id))
    return redirect("drafts")


@page("/drafts/<str:public_id>/undo", may="conversation.reply", methods=("POST",), name="unsend")
def unsend(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take back what was just sent, and what was done with its conversation in the same breath."""
    agent, now = agent_of(request), timezone.now()
    written = Draft.objects.filter(agent=agent, public_id=public_id, kind__in=Draft.WRITTEN_DOWN).first()
    if written is not None:
        draft = (calls.take_back if written.kind == Draft.CALL else take_back)(written, agent, now)
        if isinstance(draft, Draft):
            undo_acts(public_id, agent, now)
        return taken_back(request, draft, written.conversation)
    mail = Outgoing.objects.filter(draft__public_id=public_id, draft__agent=agent).order_by("-pk").first()
    if mail is None:
        raise Http404(public_id)
    on = mail.conversation
    draft = undo(mail, agent, now)
    if isinstance(draft, Draft):
        undo_acts(public_id, agent, now)
    return taken_back(request, draft, on)


def taken_back(request: HttpRequest, draft: Draft | Refused, on: Conversation | None) -> HttpResponseBase:
    """To where the text is again; or to where it went, with why it cannot be had back."""
    if isinstance(draft, Refused):
        tell(request, draft.reason)
        return redirect(f"{url('conversation', public_id=on.public_id)}#latest" if on else "/")
    tell(request, _("Taken back. Your text is here again."))
    return redirect(at_draft(draft))


@page("/enclosures/<str:public_id>", may="conversation.reply", slow=True)
def enclosure(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A file of a draft of mine. Drafts are nobody else's."""
    found = Enclosure.objects.filter(public_id=public_id, draft__agent=agent_of(request)).first()
    if found is None:
        raise Http404(public_id)
    return download(found.sha256, found.name, "application/octet-stream")
