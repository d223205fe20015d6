"""The page of the practice."""

from django.http import HttpRequest, HttpResponse

from regulars.book.models import Task
from regulars.web.routes import page


@page("/praise", may="book.read")
def praise(request: HttpRequest) -> HttpResponse:
    """How many are to be thanked."""
    return HttpResponse(f"{Task.objects.filter(practice='praise').count()} to thank")
