"""A page that shows every part that pages are made of, in every state."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.web.flash import tell
from regulars.web.forms import Form
from regulars.web.paging import Cursor
from regulars.web.routes import SIGNED_IN, page

SHOWN_AT = datetime(2026, 11, 20, 15, 4, tzinfo=UTC)
# Roles of paper.css: on what, what is written, and whether it is text or only the edge of a field.
PAIRS = (
    ("paper", ("ink", "faded", "accent", "late", "ok")),
    ("table", ("ink", "faded", "accent")),
    ("note", ("ink", "faded", "accent")),
    ("ours", ("ink", "faded", "accent")),
    ("late-note", ("ink", "late")),
    ("accent", ("accent-ink",)),
)


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the report figure: where its dot stands, its interval, and of how many. In hundredths."""

    label: str
    at: int
    low: int
    high: int
    n: int


def measures() -> tuple[Measure, ...]:
    """What the sample of a report shows."""
    return (
        Measure(_("September"), 62, 51, 72, 81),
        Measure(_("October"), 71, 61, 79, 96),
        Measure(_("November"), 78, 66, 87, 60),
    )


@page("/design", may=SIGNED_IN)
def design(request: HttpRequest) -> HttpResponseBase:
    """Parts, states, colours and sizes."""
    wrong = Refused(_("Write an address such as name@example.com."), "email")
    shown = {
        "form": Form({"name": "Ana Novak", "kind": "password", "hours": "yes", "when": "reply"}),
        "wrong": Form({"email": "ana@nordbake"}, (wrong, Refused(_("Nothing was changed.")))),
        "at": SHOWN_AT,
        "lost_cursor": Cursor(lost=True),
        "pairs": PAIRS,
        "measures": measures(),
    }
    return render(request, "web/design.html", shown)


@page("/design/told", may=SIGNED_IN, methods=("POST",))
def show_told(request: HttpRequest) -> HttpResponseBase:
    """The line that tells what was done; its undo comes here too, and undoes nothing."""
    tell(request, _("Kept."), undo="/design/told")
    return HttpResponseRedirect("/design")
