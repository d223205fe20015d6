"""Pages on which lists are kept, and the words for sorting."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.conversations.models import Tag, View
from regulars.conversations.queues import keeping, views
from regulars.engine.rows import rows
from regulars.staff.models import Team
from regulars.staff.seat import agent_of
from regulars.web import flash
from regulars.web.forms import Form, typed
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page
from regulars.web.templating import url

MENU.offer("tags", Entry(gettext_lazy("Tags"), "/tags", "desk.settle", 60))
MOST_TAGS = 500
MOST_COUNTED = 1000
TAGS = """
select t.public_id, t.name,
       (select count(*) from (select 1 from conversations_tagging g where g.tag_id = t.id limit %s) as found)
from conversations_tag t where t.retired_at is null order by t.name, t.id limit %s
"""


@page("/views", may="book.read", methods=("GET", "POST"), name="views")
def view_list(request: HttpRequest) -> HttpResponseBase:
    """The views that one has, and a form for another."""
    agent = agent_of(request)
    if request.method != "POST":
        return views_page(request, Form({"filter": request.GET.get("filter", "")[:500], "whose": keeping.ME}))
    form = typed(request, ("name", "filter", "whose"))
    made = keeping.make_view(agent, form.value("name"), form.value("filter"), form.value("whose"), timezone.now())
    if isinstance(made, tuple):
        return views_page(request, form.with_faults(*made), 422)
    return redirect(f"/?show={made.public_id}")


def views_page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    """The page with its form."""
    agent = agent_of(request)
    whose = [(keeping.ME, _("Me alone"))]
    if agent.may("desk.settle"):
        whose += [(keeping.ALL, _("All of us")), *Team.objects.order_by("name").values_list("public_id", "name")]
    context = {"views": views.shown(agent), "form": form, "whose": whose, "settles": agent.may("desk.settle")}
    return render(request, "conversations/views.html", context, status=status)


@page("/search/keep", may="book.read", methods=("POST",), name="keep_search")
def keep_search(request: HttpRequest) -> HttpResponseBase:
    """Keep what was searched as a view of one's own; where it cannot be, the form says why."""
    form = typed(request, ("filter",))
    made = keeping.keep_search(agent_of(request), form.value("filter"), timezone.now())
    if isinstance(made, tuple):
        form = Form({"filter": form.value("filter"), "whose": keeping.ME})
        return views_page(request, form.with_faults(*made), 422)
    undo = url("undo_keeping", token=keeping.as_made(made))
    flash.tell(request, _("Kept as a view. It stands beside the inbox."), undo)
    return redirect(f"/?show={made.public_id}")


def found_view(request: HttpRequest, public_id: str) -> View:
    """One that this agent may change. Raises Http404."""
    view = View.objects.filter(public_id=public_id).first()
    if view is None or not keeping.may_change(agent_of(request), view):
        raise Http404(public_id)
    return view


@page("/views/<str:public_id>", may="book.read", methods=("GET", "POST"), name="view")
def view_page(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Change the name or the filter of one."""
    view = found_view(request, public_id)
    if request.method != "POST":
        form = Form({"name": view.name, "filter": view.filter})
        return render(request, "conversations/view.html", {"view": view, "form": form})
    form = typed(request, ("name", "filter"))
    was = keeping.change_view(view, agent_of(request), form.value("name"), form.value("filter"), timezone.now())
    if isinstance(was, tuple):
        context = {"view": view, "form": form.with_faults(*was)}
        return render(request, "conversations/view.html", context, status=422)
    flash.tell(request, _("Changed."), url("undo_keeping", token=was))
    return redirect(f"/?show={public_id}")


@page("/views/<str:public_id>/<str:act>", may="book.read", methods=("POST",), name="act_on_view")
def act_on_view(request: HttpRequest, public_id: str, act: str) -> HttpResponseBase:
    """Move it `up` or `down`, or `remove` it."""
    view = found_view(request, public_id)
    if act in ("up", "down"):
        was, said = keeping.move_view(view, -1 if act == "up" else 1), _("Moved.")
    elif act == "remove":
        was, said = keeping.remove_view(view), _("The view is put away.")
    else:
        raise Http404(act)
    flash.tell(request, said, url("undo_keeping", token=was))
    return redirect("views")


@page("/tags", may="desk.settle", name="tags")
def tag_list(request: HttpRequest) -> HttpResponseBase:
    """All tags, and on how many conversations each is."""
    return tags_page(request, Form())


def tags_page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    """The page, perhaps with what is wrong."""
    tags = rows(TAGS, [MOST_COUNTED, MOST_TAGS])
    context = {"tags": tags, "most": MOST_COUNTED, "form": form}
    return render(request, "conversations/tags.html", context, status=status)


@page("/tags/<str:public_id>/<str:act>", may="desk.settle", methods=("POST",), name="act_on_tag")
def act_on_tag(request: HttpRequest, public_id: str, act: str) -> HttpResponseBase:
    """`rename`, `merge` or `retire` one."""
    tag = Tag.objects.filter(public_id=public_id, retired_at=None).first()
    if tag is None:
        raise Http404(public_id)
    agent, now, form = agent_of(request), timezone.now(), typed(request, ("name", "into"))
    if act == "rename":
        was, said = keeping.rename_tag(tag, form.value("name"), agent, now), _("Renamed.")
    elif act == "merge":
        into = Tag.objects.filter(public_id=form.value("into"), retired_at=None).first()
        was = keeping.merge_tag(tag, into or tag, agent, now)
        said = _("Merged.")
    elif act == "retire":
        was, said = keeping.retire_tag(tag, agent, now), _("The tag is put away.")
    else:
        raise Http404(act)
    if isinstance(was, Refused):
        return tags_page(request, Form().with_faults(Refused(was.reason)), 422)
    flash.tell(request, said, url("undo_keeping", token=was))
    return redirect("tags")


@page("/undo/kept/<str:token>", may="book.read", methods=("POST",), name="undo_keeping")
def undo_keeping(request: HttpRequest, token: str) -> HttpResponseBase:
    """Take back what was done to a view or a tag."""
    refused = keeping.undo_keeping(token, agent_of(request), timezone.now())
    flash.tell(request, refused.reason if refused else _("Taken back."))
    return redirect("tags" if "/tags" in request.headers.get("Referer", "") else "views")
