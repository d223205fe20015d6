"""What was merged and given away: the list, one merge, and undoing it."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.book import who
from regulars.book.eyes import Eyes, eyes_of
from regulars.book.merging import acts, moving
from regulars.book.merging.belongings import BELONGINGS, MOMENT
from regulars.book.merging.roots import root_of
from regulars.book.merging.seen import open_to
from regulars.book.merging.since import Came, came_since
from regulars.book.models import Customer, Merge, Move
from regulars.staff.auditing import ACTS
from regulars.staff.seat import agent_of
from regulars.web import flash, paging
from regulars.web.menu import MENU, Entry
from regulars.web.paging import Place
from regulars.web.routes import page
from regulars.web.templating import url

SIZE = 30
MOST_MOVES = 30
MOST_ASKED = 200
MENU.offer("merges", Entry(gettext_lazy("Merged people"), "/merges", "book.merge", 41))
ACTS.offer(acts.MERGED, gettext_lazy("merged somebody into"))
ACTS.offer(acts.UNMERGED, gettext_lazy("undid a merge with"))
ACTS.offer(moving.MOVED, gettext_lazy("gave something to"))
ACTS.offer(moving.MOVED_BACK, gettext_lazy("took something back from"))


def found(request: HttpRequest, public_id: str) -> Merge:
    """Raises Http404, also where either of the two stands in a book that is kept from this agent."""
    row = Merge.objects.select_related("gone", "stays", "agent", "undone_by").filter(public_id=public_id).first()
    if row is None or not open_to(eyes_of(agent_of(request)), [(row.gone_id, row.stays_id)]):
        raise Http404(public_id)
    return row


def names_of(customers: list[Customer]) -> dict[int, str]:
    """How each is called in a list: by what its own row says, or by a handle with which it was born."""
    names = who.names({one.pk: one.own.get("name") or one.name for one in customers}, "birth_customer")
    return {pk: name or _("Somebody without a name") for pk, name in names.items()}


@page("/merges", may="book.merge")
def merges(request: HttpRequest) -> HttpResponseBase:
    """Who was merged into whom, the newest first, and rows that were given to others."""
    cursor = paging.read(request.GET.get("before", ""))
    rows = Merge.objects.select_related("gone", "stays", "agent", "undone_by").filter(paging.before(cursor.place, "at"))
    part = paging.cut(list(rows.order_by("-at", "-id")[: SIZE + 1]), SIZE, lambda row: Place(row.at, row.pk))
    seen = eyes_of(agent_of(request))
    given = [] if cursor.place else given_away(seen)
    seen_ends = open_to(seen, [(row.gone_id, row.stays_id) for row in part.rows])
    known = [row for row in part.rows if (row.gone_id, row.stays_id) in seen_ends]
    everybody = [end for row in known for end in (row.gone, row.stays)]
    everybody += [end for move, _words in given for end in (move.before, move.to)]
    shown = {"merges": known, "next": part.next, "cursor": cursor, "names": names_of(everybody), "given": given}
    return render(request, "book/merging/merges.html", shown)


def given_away(seen: Eyes) -> list[tuple[Move, str]]:
    """The newest moves that live, each with its row in a line; moments that went along with a record are told by it."""
    rows = Move.objects.select_related("before", "to", "agent").filter(undone_at=None).order_by("-at", "-pk")
    newest = list(rows[:MOST_MOVES])
    ends = open_to(seen, [(row.before_id, row.to_id) for row in newest])
    records = {(row.at, row.to_id) for row in newest if row.belonging != MOMENT}
    told = [row for row in newest if row.belonging != MOMENT or (row.at, row.to_id) not in records]
    return [(row, line(row, seen)) for row in told if (row.before_id, row.to_id) in ends]


def line(move: Move, seen: Eyes) -> str:
    """The row of a move in a line; empty where it may not be seen, or is gone."""
    one = BELONGINGS.get(move.belonging)
    row = moving.of_move(move) if one else None
    said = one.words(row, seen) if one and row is not None else ""
    return f"{one.label}: {said}" if one and said else ""


@page("/merges/<str:public_id>", may="book.merge")
def merged(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One merge: what was done, where both are now, and how to undo it."""
    row = found(request, public_id)
    shown = {"merge": row, "names": names_of([row.gone, row.stays]), "root": root_of(row.gone)}
    return render(request, "book/merging/merged.html", shown)


@page("/merges/<str:public_id>/undo", may="book.merge", methods=("GET", "POST"), name="undo_merge", slow=True)
def undo_merge(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Ask what of that which came since goes to the one that leaves; sent, both stand for themselves again."""
    row = found(request, public_id)
    if row.undone_at is not None:
        return redirect(url("merged", public_id=public_id))
    came = came_since(row, eyes_of(agent_of(request)))
    if request.method != "POST":
        return asking_back(request, row, came)
    made = acts.undo(row, going(request, came), agent_of(request), timezone.now())
    if isinstance(made, Refused):
        return asking_back(request, row, came, made)
    names = names_of([row.gone, row.stays])
    said = _("%(gone)s and %(stays)s stand for themselves again.")
    flash.tell(request, said % {"gone": names[row.gone_id], "stays": names[row.stays_id]})
    return redirect(url("customer", public_id=row.gone.public_id))


def asking_back(request: HttpRequest, row: Merge, came: list[Came], refused: Refused | None = None) -> HttpResponse:
    """The page with the newest of what came since; of the rest, what is proposed is done."""
    names = names_of([row.gone, row.stays])
    rest = len(came) - MOST_ASKED
    shown = {"merge": row, "names": names, "came": came[:MOST_ASKED], "rest": max(rest, 0), "refused": refused}
    return render(request, "book/merging/undo.html", shown, status=409 if refused else 200)


def going(request: HttpRequest, came: list[Came]) -> set[tuple[str, int]]:
    """What goes to the one that leaves: as was ticked, and as is proposed where nobody was asked."""
    asked: Mapping[str, bool] = {key: key in request.POST.getlist("goes") for key in request.POST.getlist("asked")}
    return {(one.code, one.row) for one in came if asked.get(one.key, one.goes)}
