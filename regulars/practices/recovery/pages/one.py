"""The page of a recovery: the steps led through, each with one thing to press."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from regulars.base.frozen import dataclass
from regulars.base.ids import public_id as public_id_
from regulars.book import who
from regulars.book.eyes import eyes_of
from regulars.gestures.amends import Choice
from regulars.gestures.models import Gesture
from regulars.gestures.offers import links
from regulars.gestures.offers.standing import hindrance
from regulars.gestures.rules import FAILED, TAKEN_BACK
from regulars.practices.recovery import course, letters, surprises, words
from regulars.practices.recovery.acts import amends
from regulars.practices.recovery.models import Recovery
from regulars.practices.recovery.pages.shown import Sheet, in_hours, people, sheet
from regulars.practices.recovery.surprises import Idea
from regulars.staff.seat import agent_of
from regulars.web.forms import Form
from regulars.web.routes import page
from regulars.web.templating import url

# Forms that stand on the page whatever the next step is.
ASIDE = ("code", "quote", "hold", "end", "pass")


def recovery_of(request: HttpRequest, public_id: str) -> Recovery:
    """Where this agent may see it. Raises Http404."""
    rows = Recovery.objects.select_related("customer", "conversation__joined_to", "holder", "opened_by")
    found = rows.filter(public_id=public_id).first()
    if found is None or not eyes_of(agent_of(request)).may_see(found.conversation):
        raise Http404(public_id)
    return found


@page("/recoveries/<str:public_id>", may="book.read", name="recovery")
def recovery(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The page."""
    return shown(request, recovery_of(request, public_id))


def shown(request: HttpRequest, of: Recovery, form: Form | None = None, at: str = "") -> HttpResponseBase:
    """The page, with what was typed into the form of the step `at` and what is wrong with it."""
    now = timezone.now()
    made = sheet(of, agent_of(request), now)
    context = {
        "topics": f"customer:{of.customer.public_id} recoveries",
        "sheet": made,
        "stray": form if form and not has_form(made, at) else None,
        "one": of,
        "name": who.person(of.customer).name,
        "may_act": agent_of(request).may("conversation.work"),
        "people": people(of),
        "forms": {at: form} if form else {},
        "first": first_forms(of, request, now),
        "now": now,
        "words": words,
        "said_of": words.SAID,
        "endings": [(how, *said) for how, said in words.WAYS_TO_END.items()],
        "ends": of.endings.filter(how=of.ending).order_by("-pk")[:1] if of.ending else (),
        "fresh": public_id_(),
        "none_typed": Form(),
        "offered": offered(of, request, now),
    }
    return render(request, "recovery/one.html", context, status=422 if form and form.faults else 200)


def has_form(made: Sheet, at: str) -> bool:
    """Whether the page has a form for it now: somebody else may have done it meanwhile."""
    if made.recovery.ended_at is not None:
        return False
    return at in ASIDE or any(part.code == at and part.open_ for part in made.parts)


@dataclass(frozen=True, slots=True)
class Offered:
    """What could close it, and what they avoid; which amends could be offered, and which are: those with `link`, which
    leads to the page on which the customer chooses. `given`: what they got without a choice."""

    ideas: Sequence[Idea] = ()
    mind: Sequence[str] = ()
    fitting: Sequence[Choice] = ()
    ways: Sequence[Any] = ()
    link: str = ""
    until: datetime | None = None
    given: Sequence[str] = ()


def offered(of: Recovery, request: HttpRequest, now: datetime) -> Offered:
    """Only what the next step asks for: it reads in the book."""
    if of.ended_at is not None:
        return Offered()
    if of.step == course.EXTRA:
        gifts = surprises.gifts_for(of.customer, agent_of(request), now)
        return Offered([*surprises.ideas_for(of.customer, now), *gifts], surprises.mind(of.customer))
    if of.step != course.MEET:
        return Offered()
    fit, made = amends.choices_for(of, agent_of(request), now), amends.offer_of(of)
    if made is None:
        return Offered(fitting=fit, given=given_to(of))
    ways = [(one, hindrance(one, now)) for one in made.offered.order_by("position")]
    link = request.build_absolute_uri(url("their_choice", token=links.token(made)))
    return Offered(fitting=fit, ways=ways, link=link, until=made.expires_at)


def given_to(of: Recovery) -> list[str]:
    """What they got for this without a choice, in its words."""
    rows = Gesture.objects.filter(customer=of.customer_id, recovery=of.public_id, gift=False, offer=None)
    return list(rows.exclude(state__in=(FAILED, TAKEN_BACK)).order_by("pk").values_list("words", flat=True))


def sorry(of: Recovery) -> str:
    """The first words of an apology, in the customer's language."""
    with letters.in_their_language(of.customer):
        return letters.apology_for(of.failure)


def first_forms(of: Recovery, request: HttpRequest, now: datetime) -> dict[str, Form]:
    """What stands in the forms before anybody typed."""
    day, hour = in_hours(now, 24)
    coded = of.codings.order_by("-at", "-pk").first()
    need = coded.need if coded else ""
    quotes = [one.quote for one in of.signs.order_by("at", "pk") if one.quote]
    said: dict[str, dict[str, Any]] = {
        course.LISTEN: {"words": need or "\n".join(quotes)},
        course.ACKNOWLEDGE: {"words": sorry(of)},
        course.MEET: {"words": "\n".join(given_to(of) if of.step == course.MEET and not of.waiting else ())},
        course.ACT: {"day": day, "hour": hour, "whose": agent_of(request).public_id},
        "code": {
            "severity": of.severity,
            "failed": of.failed,
            "failure": of.failure,
            "fault": of.fault,
            "need": need,
        },
        "none": {},
    }
    return {name: Form(typed) for name, typed in said.items()}
