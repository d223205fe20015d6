"""Who is at the desk in this request."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from regulars.staff.models import Agent


def agent_of(request: HttpRequest) -> Agent:
    """The agent who asks. Raises PermissionDenied where nobody is signed in, which routes have ruled out before."""
    if isinstance(request.user, Agent):
        return request.user
    raise PermissionDenied
