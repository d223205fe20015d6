"""What a page that stays asks for while somebody types: to keep the text, and its files, at once."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.book.models import Conversation
from regulars.conversations.drafts import acts as drafts
from regulars.conversations.drafts import dispatch, editors, enclosures
from regulars.conversations.drafts.acts import Clash, Over
from regulars.conversations.drafts.sheets import Sheet, sheet, text_of
from regulars.conversations.models import Draft
from regulars.conversations.pages.beginning import inbox_of
from regulars.conversations.pages.spread import found
from regulars.conversations.pages.writing import KINDS
from regulars.staff.seat import agent_of
from regulars.web.routes import page


def read(request: HttpRequest) -> Sheet:
    """The editor as it stands. Raises Http404 for a conversation or an inbox that is not open to this agent."""
    return asked_and_read(request)[1]


def asked_and_read(request: HttpRequest) -> tuple[Conversation | None, Sheet]:
    """The same, with the conversation that it is about. Raises Http404 likewise."""
    kind, named = request.POST.get("kind", ""), request.POST.get("conversation", "")
    if kind not in KINDS:
        raise Http404(kind)
    asked = found(request, named) if named else None
    inbox = asked.inbox_id if asked else inbox_of(request)
    return asked, sheet(request.POST, kind, asked.pk if asked else None, inbox)


@page("/drafts/save", may="conversation.reply", methods=("POST",))
def save_draft(request: HttpRequest) -> HttpResponseBase:
    """Keep what is typed, every few seconds. 409 where another page has saved since, 410 where it was sent."""
    asked = read(request)
    kept = drafts.save(agent_of(request), asked.place, asked.save, timezone.now())
    match kept:
        case Clash(theirs):
            html = render_to_string("conversations/_clash.html", {"kept": theirs})
            return JsonResponse({"draft": theirs.public_id, "version": theirs.version, "html": html}, status=409)
        case Over():
            return JsonResponse({}, status=410)
    doubts = dispatch.doubts_of(kept) if kept.kind not in Draft.WRITTEN_DOWN else []
    said = [line for line in render_to_string("conversations/_doubts.html", {"doubts": doubts}).split("\n") if line]
    return JsonResponse({"draft": kept.public_id, "version": kept.version, "asked": ",".join(doubts), "doubts": said})


@page("/drafts/<str:public_id>/was-sent", may="conversation.reply", methods=("POST",))
def was_sent(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Whether these words left under that draft of mine: a page may have missed the answer to its sending."""
    named = Draft.objects.filter(agent=agent_of(request), public_id=public_id, text=text_of(request.POST))
    return JsonResponse({"sent": named.filter(sent_at__isnull=False).exists()})


@page("/drafts/files", may="conversation.reply", methods=("POST",), slow=True)
def add_files(request: HttpRequest) -> HttpResponseBase:
    """Keep files with a draft, and show which it has. 422 with a sentence where they cannot go with it."""
    asked = read(request)
    kept = drafts.save(agent_of(request), asked.place, asked.save, timezone.now())
    if isinstance(kept, Over):
        return HttpResponse(_("This was sent or thrown away in another window."), status=422)
    draft: Draft = kept.kept if isinstance(kept, Clash) else kept
    if refused := enclosures.enclose(draft, request.FILES.getlist("files")):
        return HttpResponse(refused.reason, status=422)
    files = editors.enclosed([draft.pk]).get(draft.pk, [])
    return render(request, "conversations/_enclosed.html", {"files": files, "draft": draft})


@page("/enclosures/<str:public_id>/remove", may="conversation.reply", methods=("POST",))
def remove_file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take a file out of a draft of mine; one that is out already, too."""
    enclosures.take_out(agent_of(request), public_id)
    return HttpResponse(status=200)
