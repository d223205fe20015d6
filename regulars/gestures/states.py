"""From one state of a gesture to the next: each a row, with what follows from it, in one transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import override

from regulars.book.acts import append_moment, plan_tasks
from regulars.book.models import Task
from regulars.book.practice import Due
from regulars.book.theirs.shown import spoken
from regulars.engine import outbox
from regulars.gestures import kinds, rules
from regulars.gestures.asking import ask_system
from regulars.gestures.contract import AMENDS, AT_ONCE, SYSTEM, Amends
from regulars.gestures.models import Gesture, Sending, Step
from regulars.gestures.money import allowances
from regulars.gestures.rules import ASKED, FAILED, GIVEN, TAKEN_BACK, Terms
from regulars.gestures.webhooks import queueing
from regulars.staff.models import Agent

PRACTICE = "gestures"
TOLD = {FAILED: kinds.FAILED, TAKEN_BACK: kinds.TAKEN_BACK}


def note(
    gesture: Gesture,
    state: str,
    now: datetime,
    agent: Agent | None = None,
    *,
    words: str = "",
    evidence: Mapping[str, Any] | None = None,
) -> None:
    """The row of a state."""
    Step.objects.create(
        gesture=gesture, state=state, at=now, agent=agent, note=words[:500], evidence=dict(evidence or {})
    )


def move(
    gesture: Gesture,
    state: str,
    now: datetime,
    agent: Agent | None = None,
    *,
    words: str = "",
    evidence: Mapping[str, Any] | None = None,
) -> bool:
    """Bring a gesture into a state, in the caller's transaction, with the moment and the money that this means. False,
    with nothing changed, where it cannot follow: somebody else was first."""
    moved = Gesture.objects.filter(pk=gesture.pk, state__in=rules.before(state)).update(state=state)
    if not moved:
        return False
    gesture.state = state
    note(gesture, state, now, agent, words=words, evidence=evidence)
    if state == GIVEN:
        allowances.spend(gesture, now)
        tell(gesture, kinds.GIFT if gesture.gift else kinds.GIVEN, now, agent)
    elif state in TOLD:
        tell(gesture, TOLD[state], now, agent)
    if state == TAKEN_BACK:
        allowances.give_back(gesture, now)
        if amends := AMENDS.get(gesture.code):
            amends.release(gesture, now)
    if state in (GIVEN, TAKEN_BACK):
        close(gesture, now, agent)
    outbox.append("work", {"topics": [f"customer:{gesture.customer.public_id}"]})
    return True


def tell(gesture: Gesture, kind: str, now: datetime, agent: Agent | None) -> None:
    """The moment in the book. What did not work yet is for colleagues."""
    audience = "staff" if kind == kinds.FAILED else "customer"
    append_moment(
        gesture.customer,
        kind,
        now,
        payload=dict(kinds.payload_of(gesture)),
        conversation=gesture.conversation,
        agent=agent,
        audience=audience,
    )


def set_out(gesture: Gesture, now: datetime) -> None:
    """Give it, have it asked for, or ask a person to: in the caller's transaction, so that nothing lies between."""
    amends = AMENDS.get(gesture.code)
    if amends is not None and amends.how == AT_ONCE:
        amends.perform(gesture, now)
        move(gesture, GIVEN, now, gesture.agent)
    elif amends is None or amends.how != SYSTEM or not ask_system(gesture, now):
        ask_person(gesture, amends, now)
    else:
        move(gesture, ASKED, now)


def ask_person(gesture: Gesture, amends: Amends | None, now: datetime, reason: str = "") -> None:
    """A task for a colleague. Once it is there it is not made again; where it was done and has to be done once more, it
    is open again."""
    terms = Terms(gesture.worth, gesture.cost, gesture.currency, gesture.detail)
    # The customer may have chosen it just now, on a page in their own language.
    with override(spoken(gesture.agent.language) or settings.LANGUAGE_CODE):
        title = amends.todo(terms) if amends else gesture.words
    key = f"gesture:{gesture.public_id}"
    if not plan_tasks(PRACTICE, gesture.customer, [Due(key, "give", title, reason or gesture.words)], now):
        again = {"reason": (reason or gesture.words)[:300], "done_at": None, "done_by": None}
        Task.objects.filter(practice=PRACTICE, key=key).update(**again)


def close(gesture: Gesture, now: datetime, agent: Agent | None) -> None:
    """Nothing waits for it any more."""
    tasks = Task.objects.filter(practice=PRACTICE, key=f"gesture:{gesture.public_id}", done_at=None)
    tasks.update(done_at=now, done_by=agent)
    queueing.stop(Sending.objects.filter(gesture=gesture), now)
