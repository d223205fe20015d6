"""The guards' job: what they see becomes a remark for the lead."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from regulars.book.models import Identity
from regulars.engine.jobs import task
from regulars.gestures.guards import rules
from regulars.gestures.guards.rules import Given
from regulars.gestures.guards.tasks import LOOK
from regulars.gestures.models import Gesture, Remark
from regulars.gestures.rules import TAKEN_BACK
from regulars.gestures.settled import settled_for
from regulars.staff.models import Agent

MOST = 500


@task(LOOK)
def look(payload: dict[str, Any]) -> None:
    """Look at one gesture beside what the same person gave lately. Looking twice remarks once."""
    gesture = Gesture.objects.select_related("agent", "customer").filter(pk=payload["gesture"]).first()
    if gesture is None:
        return
    since = gesture.at - max(rules.OFTEN_WITHIN, timedelta(days=1))
    lately = Gesture.objects.filter(agent=gesture.agent, at__gt=since, at__lte=gesture.at).exclude(pk=gesture.pk)
    others = [given(one) for one in lately.exclude(state=TAKEN_BACK).order_by("-at")[:MOST]]
    found = settled_for(gesture.code)
    at_most = found[1].limits.at_most if found else 0
    seen = rules.look(given(gesture), others, at_most, own_handles(gesture.agent), handles_of(gesture))
    with transaction.atomic():
        Remark.objects.bulk_create(
            [Remark(gesture=gesture, kind=one.kind, told=dict(one.told), at=gesture.at) for one in seen],
            ignore_conflicts=True,
        )


def given(one: Gesture) -> Given:
    """A gesture as a value."""
    return Given(one.customer_id, one.code, one.worth, one.currency, one.at, bool(one.beyond))


def own_handles(agent: Agent) -> set[str]:
    """Under which an agent may be a customer, too: the address, and all handles of the customer who has it."""
    mine = Identity.objects.filter(kind="email", value=agent.email).values_list("customer_id", flat=True)
    known = Identity.objects.filter(customer__in=list(mine)).values_list("value", flat=True)
    return {agent.email, *known}


def handles_of(gesture: Gesture) -> set[str]:
    """Those of the customer, verified or not."""
    return set(Identity.objects.filter(customer=gesture.customer).values_list("value", flat=True))
