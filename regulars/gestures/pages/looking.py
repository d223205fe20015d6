"""What stays of one's own allowance, and the weekly look of a lead."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.frozen import dataclass
from regulars.book.eyes import Eyes, eyes_of
from regulars.gestures import reviewing, shown
from regulars.gestures.contract import AMENDS
from regulars.gestures.guards.rules import KINDS
from regulars.gestures.models import Gesture, Remark, Review
from regulars.gestures.money import allowances
from regulars.gestures.rules import STATES
from regulars.staff.allowances.rules import PERIODS
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.forms import typed
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page

MENU.offer("giving", Entry(gettext_lazy("My allowance"), "/giving", "gesture.give", 27))
MENU.offer("review", Entry(gettext_lazy("Look back on giving"), "/giving/review", "gesture.review", 63))
MOST, WEEKS = 30, 52


@page("/giving", may="gesture.give", name="giving")
def giving(request: HttpRequest) -> HttpResponseBase:
    """One's own: what is left, the periods before, what one gave lately. Who reviews sees the same of everybody, and
    sees that first as long as they gave nothing themselves."""
    agent, now = agent_of(request), timezone.now()
    may_review, newest = agent.may("gesture.review"), Gesture.objects.select_related("customer", "agent")
    eyes = eyes_of(agent)
    own = shown.of_open_books(newest.filter(agent=agent).order_by("-at", "-pk")[:MOST], eyes)
    show = request.GET.get("show") or ("mine" if own else "team")
    if show != "team" or not may_review:
        mine = {"left": allowances.left(agent, now), "before": list(reviewing.own_periods(agent)), "lately": own}
        return render(request, "gestures/giving.html", {**shared(may_review), "show": "mine", **mine})
    teams = reviewing.by_team(list(Agent.objects.filter(is_active=True)), now)
    all_of_them = {"teams": teams, "lately": shown.of_open_books(newest.order_by("-at", "-pk")[:MOST], eyes)}
    return render(request, "gestures/giving.html", {**shared(may_review), "show": "team", **all_of_them})


def shared(may_review: bool) -> dict[str, object]:
    """What both of its views show."""
    return {"may_review": may_review, "periods": PERIODS, "states": STATES}


@page("/giving/review", may="gesture.review", name="gesture_review")
def gesture_review(request: HttpRequest) -> HttpResponseBase:
    """A week: what went beyond, what guards ask, what was used and what was not."""
    agent, now = agent_of(request), timezone.now()
    back = request.GET.get("back", "0")
    weeks = min(int(back), WEEKS) if back.isdecimal() and len(back) < 4 else 0
    since, until = week(now, weeks)
    agents = list(Agent.objects.filter(is_active=True))
    eyes = eyes_of(agent)
    found = shown.of_open_books(reviewing.to_look_at(since, until), eyes)
    context = {
        "since": since,
        "until": until - timedelta(days=1),
        "weeks": weeks,
        "gestures": [looked(one, agent, eyes) for one in found],
        "kinds": KINDS,
        "teams": reviewing.by_team(agents, now),
        "people": reviewing.used(agents, now),
    }
    return render(request, "gestures/review.html", context)


@dataclass(frozen=True, slots=True)
class Looked:
    """A gesture on the weekly page, without the words that are kept from who looks. `own`: they gave it."""

    gesture: Gesture
    label: str
    why: str
    beyond: str
    remarks: Sequence[Remark]
    review: Review | None
    own: bool


def looked(gesture: Gesture, agent: Agent, eyes: Eyes) -> Looked:
    """One of them, as far as this agent may see it."""
    amends, on = AMENDS.get(gesture.code), gesture.conversation
    why, beyond = (gesture.why, gesture.beyond) if eyes.may_see(on) else ("", "")
    review = next((one for one in gesture.reviews.all() if one.undone_at is None), None)
    label = str(amends.label) if amends else gesture.code
    return Looked(gesture, label, why, beyond, list(gesture.remarks.all()), review, gesture.agent_id == agent.pk)


def week(now: datetime, back: int) -> tuple[datetime, datetime]:
    """From Monday to Monday where the agent is; `back` weeks ago."""
    local = timezone.localtime(now)
    monday = local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=local.weekday() + 7 * back)
    return monday, monday + timedelta(days=7)


@page("/gestures/<str:public_id>/seen", may="gesture.review", methods=("POST",), name="see_gesture")
def see_gesture(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Note that one looked at it, and perhaps what is to be learned; or take that back."""
    agent = agent_of(request)
    found, form = shown.gesture_of(agent, public_id), typed(request, ("note", "undo"), reviewing.LONGEST + 1)
    if form.value("undo"):
        reviewing.unsee(found, timezone.now())
    elif refused := reviewing.see(found, form.value("note"), agent, timezone.now()):
        tell(request, refused.reason)
        return redirect("gesture_review")
    tell(request, _("Noted."))
    return redirect("gesture_review")
