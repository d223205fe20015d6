"""The inbox that a page is about."""

from django.http import Http404, HttpRequest

from regulars.intake.access import may_see_inbox
from regulars.intake.models import Inbox
from regulars.staff.seat import agent_of


def found(request: HttpRequest, public_id: str) -> Inbox:
    """Who settles inboxes finds each of them. Raises Http404 also for one that is kept from this agent."""
    inbox = Inbox.objects.filter(public_id=public_id).first()
    agent = agent_of(request)
    if inbox is None or not (agent.may("inbox.settle") or may_see_inbox(agent, inbox.pk)):
        raise Http404(public_id)
    return inbox
