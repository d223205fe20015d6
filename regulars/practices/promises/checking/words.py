"""A contradiction in words: what stands in the text, and what is on record."""

from collections.abc import Mapping

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.times import LocalTime
from regulars.practices.promises.checking.rules import Against
from regulars.practices.promises.models import Answer
from regulars.practices.promises.words import day
from regulars.practices.promises.writing.words import place
from regulars.staff.models import Agent
from regulars.web.words import hour, money

# What became of a contradiction, by what somebody did.
ANSWERS: Mapping[str, str | Lazy] = {
    Answer.CORRECTED: gettext_lazy("put right before it was sent"),
    Answer.ASKED: gettext_lazy("the record is to follow"),
    Answer.FOLLOWED: gettext_lazy("the record follows"),
    Answer.SENT: gettext_lazy("sent as it was"),
    Answer.HONOURED: gettext_lazy("honoured"),
    Answer.TOLD: gettext_lazy("they were told how it is"),
    Answer.MISTAKEN: gettext_lazy("no contradiction"),
}
# By what contradicts, and for some whether there is a further word on it.
SAYS: Mapping[tuple[str, bool], str | Lazy] = {
    ("reward", False): gettext_lazy("You write of %(said)s. On record, %(name)s ends on %(holds)s."),
    ("delivery", False): gettext_lazy(
        "Order %(name)s, you write, comes by %(said)s. On record it is promised for %(holds)s."
    ),
    ("delivery", True): gettext_lazy(
        "Order %(name)s, you write, comes by %(said)s. On record it is cancelled or sent back."
    ),
    ("booking", False): gettext_lazy("You write of %(said)s. On record, the booking %(name)s is on %(holds)s."),
    ("booking", True): gettext_lazy("You write of %(said)s. On record, the booking %(name)s is cancelled."),
    ("closed", False): gettext_lazy("On %(said)s nobody is there at that time."),
    ("closed", True): gettext_lazy("On %(said)s we are closed: %(why)s."),
    ("promise", False): gettext_lazy(
        "You write of %(said)s. Promised to them, and still open, is %(holds)s: %(name)s."
    ),
    ("term", True): gettext_lazy("What holds for everybody says: %(name)s, %(why)s."),
}


def why(found: Against) -> str:
    """The sentence that says what is wrong."""
    parts = {"name": found.name, "said": day(found.claim.due.wall), "why": further(found)}
    parts["holds"] = when(found.holds) if found.holds else ""
    if found.sort == "away":
        return away(found, parts)
    if found.sort == "term" and not found.put:
        return _("What holds for everybody says of %(name)s that this is never so: %(why)s.") % parts
    return str(SAYS[found.sort, bool(found.why)]) % parts


def further(found: Against) -> str:
    """What more is known of it; an amount as who reads it writes amounts."""
    return money(*found.worth) if found.worth else found.why


def away(found: Against, parts: Mapping[str, str]) -> str:
    """Of who promises and will not be there."""
    holder = Agent.objects.filter(pk=int(found.why or 0)).values_list("name", flat=True).first()
    if holder is None:
        return _("You are away until %(holds)s, and nobody stands in for you.") % parts
    return _("You are away until %(holds)s. %(name)s stands in for you.") % {**parts, "name": holder}


def when(at: LocalTime) -> str:
    """A time on record: its day, and its hour where that is not the end of the day."""
    if (at.wall.hour, at.wall.minute) in ((23, 59), (0, 0)):
        return _("%(day)s in %(place)s") % {"day": day(at.wall), "place": place(at.zone)}
    return _("%(day)s, %(hour)s in %(place)s") % {"day": day(at.wall), "hour": hour(at.wall), "place": place(at.zone)}


def follows(found: Against) -> str:
    """What the record would have to do to follow our words; "" where it cannot."""
    return "" if found.why else to_do(found.sort, found.name, found.claim.due)


def to_do(sort: str, name: str, said: LocalTime) -> str:
    """The same, of a record by its name; "" for what is none."""
    parts = {"name": name, "said": day(said.wall)}
    match sort:
        case "reward":
            return _("Extend %(name)s to %(said)s") % parts
        case "delivery":
            return _("Have order %(name)s delivered by %(said)s") % parts
        case "booking":
            return _("Move the booking %(name)s to %(said)s") % parts
    return ""
