"""Facts between forms and values."""

from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from regulars.base.times import LocalTime
from regulars.book.facts import words
from regulars.book.facts.course import Said
from regulars.book.facts.days import day_in
from regulars.book.facts.rules import Proposal, read
from regulars.web.forms import Form

FIELDS = (
    "text",
    "kind",
    "origin",
    "holds",
    "channel",
    "place",
    "occasion",
    "allergen",
    "day",
    "expires",
    "sensitive",
    "unspoken",
    "visible",
    "moment",
)
# The last second of a day: what holds until Friday holds on Friday.
END_OF_DAY = time(23, 59, 59)
WRONG = "wrong"
SELDOM = ("allergen", "day", "place", "occasion", "channel", "expires", "origin", "sensitive", "unspoken", "visible")
USUAL = {"origin": ("", "said")}
# An import says of itself that it was one.
OURS = ("said", "observed", "inferred")
GONE = date(1970, 1, 1)


def proposed(proposal: Proposal) -> Form:
    """A form that is filled in with what a line seems to mean."""
    return Form(
        {
            "text": proposal.text,
            "kind": proposal.kind,
            "origin": proposal.origin,
            "holds": "standing" if proposal.standing else "situational",
            "channel": proposal.channel,
            "place": proposal.place,
            "occasion": proposal.occasion,
            "allergen": proposal.allergen,
            "day": proposal.day,
            "expires": proposal.expires.isoformat() if proposal.expires else "",
            "sensitive": "yes" if proposal.sensitive else "",
            "unspoken": "yes" if proposal.unspoken else "",
            "visible": "",
        }
    )


def written(said: Said) -> Form:
    """A form that is filled in with a fact as it is."""
    return Form(
        {
            **{name: getattr(said, name) for name in FIELDS[:3] + FIELDS[4:9]},
            "holds": "standing" if said.standing else "situational",
            "expires": said.expires.wall.date().isoformat() if said.expires else "",
            **{name: "yes" if getattr(said, name) else "" for name in ("sensitive", "unspoken", "visible")},
        }
    )


def offered(form: Form, found: Proposal | None) -> dict[str, Any]:
    """What the form's lists offer, and which of its seldom used fields are filled in or wrong, and which are not."""
    wrong = {fault.field for fault in form.faults}
    filled = [name for name in SELDOM if form.value(name) not in USUAL.get(name, ("",)) or name in wrong]
    return {
        "words": words,
        "kinds": list(words.KINDS.items()),
        "origins": [(code, said) for code, said in words.ORIGINS.items() if code in (*OURS, form.value("origin"))],
        "channels": [("", _("over any channel")), *words.CHANNELS.items()],
        "allergens": [("", _("none")), *words.ALLERGENS.items()],
        "others": ", ".join(str(words.ALLERGENS[one]) for one in found.others) if found else "",
        "filled": filled,
        "empty": [name for name in SELDOM if name not in filled],
    }


def said_in(form: Form, zone: str) -> Said:
    """What a form says; an expiry is the end of that day in `zone`. What cannot be read becomes a fault later on."""
    value = form.value
    return Said(
        text=" ".join(value("text").split()),
        kind=value("kind"),
        origin=value("origin") or "said",
        standing=value("holds") != "situational",
        channel=value("channel")[:16],
        place=value("place"),
        occasion=value("occasion"),
        allergen=value("allergen"),
        day=day_written(value("day")),
        expires=end_of(value("expires"), zone),
        sensitive=bool(value("sensitive")),
        unspoken=bool(value("unspoken")),
        visible=bool(value("visible")),
    )


def day_written(text: str) -> str:
    """A day as it is kept, from how people write days; `WRONG` for what is none."""
    plain = read(text[:100])[0]
    found = day_in(plain)
    if found:
        return found.day
    return text if len(text) == 5 and text[2:3] == "-" else text and WRONG


def end_of(text: str, zone: str) -> LocalTime | None:
    """The end of the day that a field of days says; a day long gone for what is none."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = GONE
    return LocalTime(datetime.combine(day if abs(day.year - 2100) < 100 else GONE, END_OF_DAY), zone)
