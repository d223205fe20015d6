"""The hidden field that every form carries, so that no other site can send it (Django's CSRF token)."""

from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from markupsafe import Markup

KEPT = "regulars.proof"


class Proof:
    """The field, made when a form first wants it and then the same for the whole page: each time Django makes it, it
    hides the token anew with a hundred letters of chance, and a page may hold fifty forms."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.made: Markup | None = None

    def __str__(self) -> Markup:
        if self.made is None:
            self.made = Markup(csrf_input(self.request))  # noqa: S704 - HTML of Django's
        return self.made

    __html__ = __str__


def proof(request: HttpRequest) -> dict[str, Proof]:
    """What each template is given in place of Django's own field."""
    return {"csrf_input": request.META.setdefault(KEPT, Proof(request))}
