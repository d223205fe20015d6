"""What can be done with a promise before its time: a time given, other hands, telling them, a receipt."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.conversations.models import Draft
from regulars.conversations.pages.drafts import at_draft
from regulars.practices.promises import acts, forms, letters, rules
from regulars.practices.promises.making import due_of
from regulars.practices.promises.models import Promise
from regulars.practices.promises.pages.one import found, whole
from regulars.practices.promises.receipts import links
from regulars.readings.texts import house_zone
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.forms import page_before, too_long, typed
from regulars.web.routes import page
from regulars.web.templating import url


def zone_of(kept: Promise) -> str:
    """In which zone its times are typed: the one that it has, else theirs, else the company's."""
    return kept.due_zone or rules.zone_of(kept.customer.time_zone, house_zone())


@page("/promises/<str:public_id>/due", may="book.write", methods=("POST",), name="time_promise")
def due(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Say until when, of one that had no time."""
    kept, form = found(request, public_id), typed(request, forms.DUE)
    asked = forms.wanted_due(form, zone_of(kept), kept.conversation)
    if isinstance(asked, Refused):
        return whole(request, kept, "due", form.with_faults(asked))
    when, means = asked
    made = acts.set_due(kept, when, means, agent_of(request), timezone.now())
    if isinstance(made, Refused):
        return whole(request, kept, "due", form.with_faults(forms.placed(made)))
    tell(request, _("Noted."))
    return redirect(page_before(request))


@page("/promises/<str:public_id>/hand-over", may="book.write", methods=("POST",), name="hand_over_promise")
def hand_over(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Give it into other hands."""
    kept, form = found(request, public_id), typed(request, ("to", "why"))
    agent, asked = agent_of(request), form.value("to")
    to = Agent.objects.filter(public_id=asked).first()
    if asked and to is None:
        return whole(request, kept, "hand", form.with_faults(Refused(_("Choose somebody who works here."), "to")))
    long = too_long(form, {"why": rules.LONGEST_WHY})
    made = long or acts.hand_over(kept, to, agent, timezone.now(), form.value("why"))
    if isinstance(made, Refused):
        return whole(request, kept, "hand", form.with_faults(made))
    said = _("It is in the hands of %(name)s now.") % {"name": to.name} if to else _("It is in nobody's hands now.")
    tell(request, said)
    return redirect(page_before(request))


@page("/promises/<str:public_id>/tell", may="conversation.reply", methods=("POST",), name="tell_promise")
def tell_them(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Tell them of a new time before the old one has passed: by a draft, or it was said already."""
    kept, form = found(request, public_id), typed(request, (*forms.DUE, "how"))
    agent, now = agent_of(request), timezone.now()
    asked = forms.wanted_due(form, zone_of(kept), kept.conversation)
    if isinstance(asked, Refused):
        return whole(request, kept, "tell", form.with_faults(asked))
    when, means = asked
    draft = None
    if form.value("how") != "said" and not rules.due_fault(when, now):
        draft = letters.draft_of(kept, letters.late(kept, when, means), agent, now)
    made = draft if isinstance(draft, Refused) else acts.tell_before_late(kept, when, means, agent, now, draft=draft)
    if isinstance(made, Refused):
        return whole(request, kept, "tell", form.with_faults(forms.placed(made)))
    if isinstance(draft, Draft):
        tell(request, _("Here is what you could write. The new time counts once it is sent."))
        return redirect(at_draft(draft))
    tell(request, _("Noted: they know, and the new time counts."))
    return redirect(page_before(request))


@page("/promises/<str:public_id>/receipt", may="conversation.reply", methods=("POST",), name="receipt_of_promise")
def receipt(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A draft that gives it to them in writing."""
    kept = found(request, public_id)
    link = request.build_absolute_uri(url("their_receipt", token=links.token(kept)))
    draft = letters.draft_of(kept, letters.receipt(kept, due_of(kept), link), agent_of(request), timezone.now())
    if isinstance(draft, Refused):
        tell(request, draft.reason)
        return redirect(page_before(request))
    tell(request, _("Here is a receipt for them. Read it, and send it."))
    return redirect(at_draft(draft))
