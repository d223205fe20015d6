"""What becomes of a gesture that is on its way: it is given, it did not work, it is tried again, it is taken back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.shells import sealed
from regulars.gestures import states
from regulars.gestures.asking import ask_system
from regulars.gestures.contract import AMENDS, AT_ONCE
from regulars.gestures.models import Gesture, Offer, Sending
from regulars.gestures.rules import ASKED, FAILED, GIVEN, TAKEN_BACK
from regulars.staff.models import Agent


def settle(gesture: Gesture, done: bool, agent: Agent, now: datetime, *, words: str = "") -> Refused | None:
    """Say of something that was to be done whether it was. Of two who say so, the second is told."""
    if gone := wordless(gesture, words):
        return gone
    if done:
        return moved(gesture, GIVEN, agent, now, words)
    return failed(gesture, words, now, agent)


def failed(gesture: Gesture, words: str, now: datetime, agent: Agent | None = None) -> Refused | None:
    """It did not work: a colleague is asked to find another way. Of somebody who was erased it is not kept why."""
    words = "" if wordless(gesture, words) else words
    with transaction.atomic():
        if not states.move(gesture, FAILED, now, agent, words=words):
            return too_late()
        reason = _("It did not work by itself: %(why)s") % {"why": words} if words else _("It did not work by itself.")
        states.ask_person(gesture, AMENDS.get(gesture.code), now, reason)
    return None


def try_again(gesture: Gesture, agent: Agent, now: datetime) -> Refused | None:
    """Ask the outside system once more for what failed."""
    with transaction.atomic():
        if not states.move(gesture, ASKED, now, agent):
            return too_late()
        if not ask_system(gesture, now):
            transaction.set_rollback(True)
            return Refused(_("No outside system is set for this. Do it by hand, and say so."))
    return None


def take_back(gesture: Gesture, words: str, agent: Agent, now: datetime) -> Refused | None:
    """Undo it: what was drawn goes back, a voucher or credit is worth nothing any more. Refused once it was used.
    What a person or a system did is to be undone there."""
    amends = AMENDS.get(gesture.code)
    if gone := wordless(gesture, words):
        return gone
    with transaction.atomic():
        was_given = gesture.state == GIVEN
        if not states.move(gesture, TAKEN_BACK, now, agent, words=words):
            return too_late()
        refused = amends.take_back(gesture, now) if amends and was_given else None
        if refused:
            transaction.set_rollback(True)
    if refused:
        gesture.refresh_from_db()
    return refused


def call_off(gesture: Gesture, agent: Agent, now: datetime) -> Refused | None:
    """Undo that it was chosen or given: it is taken back, and so is the offer that it was chosen from.

    Refused, with what can be done instead, where somebody has done it already or it was used.
    """
    with transaction.atomic():
        held = Gesture.objects.select_related("offer", "customer").get(pk=gesture.pk)
        refused = theirs_already(held)
        if refused is None and held.state != TAKEN_BACK:
            refused = take_back(held, "", agent, now)
        if refused:
            instead = _("If it was wrong, say that it did not make it good, and offer something else.")
            return Refused(f"{refused.reason} {instead}")
        Offer.objects.filter(gesture=held, withdrawn_at=None).update(withdrawn_at=now, withdrawn_by=agent)
    return None


def theirs_already(gesture: Gesture) -> Refused | None:
    """Why it cannot be undone by us: a person or another system has done it, or has it in hand."""
    amends = AMENDS.get(gesture.code)
    if gesture.state == GIVEN and (amends is None or amends.how != AT_ONCE):
        return Refused(_("They have it already: %(what)s.") % {"what": gesture.words})
    sending = gesture.sendings.select_related("webhook").filter(state=Sending.ANSWERED).first()
    if sending is not None and gesture.state == ASKED:
        return Refused(_("%(system)s has taken it on already.") % {"system": sending.webhook.name})
    return None


def moved(gesture: Gesture, state: str, agent: Agent | None, now: datetime, words: str = "") -> Refused | None:
    """The same as a verb of its own."""
    with transaction.atomic():
        return None if states.move(gesture, state, now, agent, words=words) else too_late()


def wordless(gesture: Gesture, words: str) -> Refused | None:
    """Why nothing can be said with it: its customer was erased. What it costs is put right all the same."""
    return sealed(gesture.customer) if words.strip() else None


def too_late() -> Refused:
    """Somebody was first."""
    return Refused(_("Somebody has settled this already. Here is how it stands now."))
