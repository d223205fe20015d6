"""Who is at the desk in this request."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from regulars.staff.models import Agent
from regulars.staff.sessions import SessionStore

# Where one begins the day.
FIRST_PAGE = "/today"


def seated(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let `request.user` be who asks, found out when somebody first wants to know: Django's middleware, with one
    statement where that has two."""

    def with_user(request: HttpRequest) -> HttpResponseBase:
        def noted() -> Agent | AnonymousUser:
            # As Django's: what found out who it was can be told from what did not ask.
            request._cached_user = request.user = who_asks(request)  # type: ignore[attr-defined] # known at run time
            return request.user

        request.user = SimpleLazyObject(noted)  # type: ignore[assignment] # it stands for one
        return answer(request)

    return with_user


def who_asks(request: HttpRequest) -> Agent | AnonymousUser:
    """Who has signed in with the session of this request, by the checks of Django's `get_user`.

    Where one of them fails, that function has the word: it knows of secrets that were changed, and ends sessions.
    """
    session = request.session
    pk, backend, kept = (
        session.get(name) for name in (auth.SESSION_KEY, auth.BACKEND_SESSION_KEY, auth.HASH_SESSION_KEY)
    )
    agent = session.agent if isinstance(session, SessionStore) else None
    if (
        agent is not None
        and agent.is_active
        and str(agent.pk) == pk
        and backend in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(kept or "", agent.get_session_auth_hash())
    ):
        return agent
    found = auth.get_user(request)
    return found if isinstance(found, Agent) else AnonymousUser()


def agent_of(request: HttpRequest) -> Agent:
    """The agent who asks. Raises PermissionDenied where nobody is signed in, which routes have ruled out before."""
    if isinstance(request.user, Agent):
        return request.user
    raise PermissionDenied
