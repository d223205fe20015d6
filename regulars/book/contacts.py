"""Mail addresses and telephone numbers, kept from people whose role does not see them.

Pages are masked as they leave the desk, whatever wrote an address there: a list of the places where one can stand would
miss some. What such a role could not do without them, it may not do (`staff.rules.NEEDS_CONTACTS`).
"""

import re
from collections.abc import Callable, Collection

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from regulars.engine.rows import rows
from regulars.staff.models import Agent

MASK, MASKED_ADDRESS = "•••", "•••@•••"
OURS = "select address from intake_inbox union select email from staff_agent"
# A search marks what it found within an address, and a link writes @ as %40.
_PART = r"(?:[\w.+~-]|&#39;|</?mark>)"
_ADDRESS = re.compile(rf"{_PART}*\w(?:</?mark>)*(?:@|%40)(?:</?mark>)*\w(?:[\w.-]|</?mark>)*\w(?:</mark>)?")
_TAG = re.compile(r"(<[^>]*>)")
_DIALLED = re.compile(r"""((?:tel|sms):)[^"'\s<>]+""", re.IGNORECASE)
# As somebody writes one that is meant to be dialled: from a plus or a zero on, with at least eight figures.
_NUMBER = re.compile(r"(?<![\w.,:/+-])(?:\+|0)\d(?:[ ()/.\u00a0-]{0,2}\d){6,14}(?![\w:])")
_DAY = re.compile(r"\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2,4}(?!\d)|0\d{0,3}[./-]\d{2}[./-]\d{2}(?!\d)")


def masked(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Mask what goes to somebody who does not see contacts. A page that did not ask who it is for has none."""

    def masking(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        agent = request.__dict__.get("_cached_user")
        if isinstance(agent, Agent) and not agent.settled.contacts and isinstance(response, HttpResponse):
            kind = response.get("Content-Type", "")
            if kind.startswith(("text/", "application/json")):
                ours = frozenset(address for (address,) in rows(OURS, []))
                response.content = without_contacts(response.content.decode(response.charset or "utf-8"), ours)
        return response

    return masking


def without_contacts(page: str, ours: Collection[str]) -> str:
    """A page, or a part of one, without addresses and numbers; `ours` are addresses of the desk and its people, in
    lower case, which stay."""

    def address(found: re.Match[str]) -> str:
        plain = found[0].replace("<mark>", "").replace("</mark>", "").replace("%40", "@")
        return found[0] if plain.lower() in ours else MASKED_ADDRESS

    parts = _TAG.split(_DIALLED.sub(rf"\1{MASK}", _ADDRESS.sub(address, page)))
    return "".join(one if one.startswith("<") else _NUMBER.sub(number, one) for one in parts)


def number(found: re.Match[str]) -> str:
    """A number that can be dialled, masked; a day stays."""
    return found[0] if _DAY.match(found[0]) else MASK
