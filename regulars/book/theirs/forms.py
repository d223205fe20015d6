"""The forms that a customer can be sent: what each asks, and what became of what stood there. No database."""

import re
from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.frozen import dataclass
from regulars.base.results import Refused

LONGEST_LINE, LONGEST_TEXT, LONGEST_FACT = 200, 1000, 500
CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
MOST_PEOPLE = 999


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `kind` is line, lines, time (of day) or number; `autocomplete` is what browsers fill in.

    Source: the names of autofill fields, https://html.spec.whatwg.org/multipage/form-control-infrastructure.html
    """

    name: str
    label: str | Promise
    kind: str = "line"
    required: bool = False
    help: str | Promise = ""
    autocomplete: str = "off"


@dataclass(frozen=True, slots=True)
class Change:
    """What a customer changed in one field."""

    name: str
    label: str | Promise
    before: str
    after: str


TITLES: Mapping[str, str | Promise] = {
    "address": gettext_lazy("Your address"),
    "preferences": gettext_lazy("What you like and need"),
    "booking": gettext_lazy("Your booking"),
}
ADDRESS = (
    Field("name", gettext_lazy("Name"), required=True, autocomplete="name"),
    Field("street", gettext_lazy("Street and number"), required=True, autocomplete="street-address"),
    Field("postcode", gettext_lazy("Postcode"), autocomplete="postal-code"),
    Field("city", gettext_lazy("Town"), required=True, autocomplete="address-level2"),
    Field("country", gettext_lazy("Country"), autocomplete="country-name"),
    Field(
        "phone",
        gettext_lazy("Phone"),
        help=gettext_lazy("With the country in front, such as +49."),
        autocomplete="tel",
    ),
)
BOOKING = (
    Field("arrival", gettext_lazy("When you arrive"), "time", help=gettext_lazy("Such as 15:30.")),
    Field("party", gettext_lazy("How many you are"), "number", required=True),
    Field("wishes", gettext_lazy("What you wish for"), "lines"),
    Field("needs", gettext_lazy("What we must take care of, such as allergies"), "lines"),
)
MORE = Field(
    "more",
    gettext_lazy("Anything else that we should know"),
    "lines",
    help=gettext_lazy("A line for each thing."),
)


NOTED = gettext_lazy("We noted")


def tidy(field: Field, written: str) -> str:
    """A text without the blanks that say nothing."""
    text = "\n".join(" ".join(line.split()) for line in written.splitlines()).strip()
    return text if field.kind == "lines" else text.replace("\n", " ")


def typed_value(field: Field, written: str, before: str = "") -> str | Refused:
    """What was typed into a field, in its one form (a time as HH:MM), or what is wrong with it. What stood there
    `before` is always right, and may be longer than what somebody types."""
    text = tidy(field, written)
    if not text:
        return Refused(_("Please fill this in."), field.name) if field.required else ""
    if text == tidy(field, before):
        return before
    longest = len(before) + (LONGEST_TEXT if field.kind == "lines" else LONGEST_LINE)
    if len(text) > longest:
        return Refused(_("At most %(number)s letters fit in here.") % {"number": longest}, field.name)
    if field.kind == "time":
        return clock(text) or Refused(_("Write a time of day, such as 15:30."), field.name)
    if field.kind == "number" and not (text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= MOST_PEOPLE):
        return Refused(_("Write a number from 1 to 999."), field.name)
    return str(int(text)) if field.kind == "number" else text


def clock(text: str) -> str:
    """A time of day as HH:MM; empty where it is none."""
    found = CLOCK.fullmatch(text)
    return f"{int(found[1]):02}:{found[2]}" if found else ""


def read(
    fields: Sequence[Field], typed: Mapping[str, str], before: Mapping[str, str]
) -> tuple[dict[str, str], tuple[Refused, ...]]:
    """What was typed, field by field, and all that is wrong with it. A field with a fault has what was typed. `before`
    is what stood in the form."""
    values: dict[str, str] = {}
    faults: list[Refused] = []
    for field in fields:
        value = typed_value(field, typed.get(field.name, ""), before.get(field.name, ""))
        if isinstance(value, Refused):
            faults.append(value)
            value = typed.get(field.name, "")
        values[field.name] = value
    return values, tuple(faults)


def changes(fields: Sequence[Field], before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """The fields in which something else stands now, in their order."""
    return [
        Change(one.name, one.label, before.get(one.name, ""), after.get(one.name, ""))
        for one in fields
        if after.get(one.name, "") != before.get(one.name, "")
    ]


def on_one_line(address: Mapping[str, str]) -> str:
    """An address as one line: name, street, postcode and town, country."""
    town = " ".join(filter(None, (address.get("postcode"), address.get("city"))))
    return ", ".join(filter(None, (address.get("name"), address.get("street"), town, address.get("country"))))
