"""What a macro may say and do, decided without I/O: its fields, its steps, and what is wrong with either."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base import fields
from regulars.base.frozen import dataclass
from regulars.base.results import Refused

LONGEST_NAME, LONGEST_TEXT, LONGEST_NOTE, MOST_STEPS, MOST_DAYS = 80, 20_000, 2000, 20, 365
FIELDS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "customer.first_name": gettext_lazy("the customer's first name"),
        "customer.name": gettext_lazy("the customer's whole name"),
        "customer.greeting": gettext_lazy("how to address the customer, as the book has it"),
        "agent.first_name": gettext_lazy("your first name"),
        "agent.name": gettext_lazy("your whole name"),
        "inbox.name": gettext_lazy("the name of the inbox"),
        "inbox.address": gettext_lazy("the address of the inbox"),
        "conversation.subject": gettext_lazy("what it is about"),
        "conversation.id": gettext_lazy("the conversation's number"),
    }
)
TAG, UNTAG, ASSIGN, NOTE, CLOSE, SNOOZE = "tag", "untag", "assign", "note", "close", "snooze"
KINDS = (TAG, UNTAG, ASSIGN, NOTE, CLOSE, SNOOZE)
ME, NOBODY, REPLY = "me", "nobody", "reply"


@dataclass(frozen=True, slots=True)
class Step:
    """One act of a macro.

    `value`: of TAG and UNTAG the tag's name, of ASSIGN ME, NOBODY or an agent's public id, of SNOOZE REPLY or a number
    of days, of NOTE its text with fields.
    """

    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A macro as somebody writes it."""

    name: str
    text: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class People:
    """Who and what the fields are filled from. `greeting` is how the customer is addressed, where the book has it."""

    customer: str = ""
    greeting: str = ""
    agent: str = ""
    inbox_name: str = ""
    inbox_address: str = ""
    subject: str = ""
    conversation: str = ""


def values(of: People) -> dict[str, str]:
    """What each field holds; empty where nothing is known. A mail address is no name to call somebody by."""
    return {
        "customer.greeting": of.greeting or fields.first_name(of.customer),
        "customer.first_name": fields.first_name(of.customer),
        "customer.name": "" if "@" in of.customer else of.customer,
        "agent.first_name": fields.first_name(of.agent),
        "agent.name": of.agent,
        "inbox.name": of.inbox_name or of.inbox_address,
        "inbox.address": of.inbox_address,
        "conversation.subject": of.subject,
        "conversation.id": of.conversation,
    }


def stored(steps: Iterable[Step]) -> list[list[str]]:
    """Steps as a row keeps them."""
    return [[step.kind, step.value] for step in steps]


def read(kept: Sequence[Sequence[str]]) -> tuple[Step, ...]:
    """Steps as they were kept; what another release wrote and this one does not know is left out."""
    return tuple(Step(one[0], one[1]) for one in kept if len(one) == 2 and one[0] in KINDS)


def faults(written: Written) -> tuple[Refused, ...]:
    """All that is wrong with a macro. Whether its agents and tags exist is not asked here."""
    checks = (
        Refused(_("Give it a name by which it is found."), "name") if not written.name else None,
        Refused(_("The name is too long. Keep it under 80 characters."), "name")
        if len(written.name) > LONGEST_NAME
        else None,
        Refused(_("Write a text, or choose something that it does."), "text")
        if not written.text and not written.steps
        else None,
        Refused(_("The text is too long. Keep it under 20,000 characters."), "text")
        if len(written.text) > LONGEST_TEXT
        else None,
        unknown_fields(written.text, "text"),
        Refused(_("A macro does twenty things at most."), "tag") if len(written.steps) > MOST_STEPS else None,
        *(step_fault(step) for step in written.steps),
    )
    return tuple(fault for fault in checks if fault)


def unknown_fields(text: str, field: str) -> Refused | None:
    """Why a text cannot be filled, ever."""
    wrong = fields.unknown(text, FIELDS)
    if not wrong:
        return None
    shown = {"wrong": fields.in_braces(wrong), "known": fields.in_braces(FIELDS)}
    return Refused(_("There is no field %(wrong)s. These there are: %(known)s.") % shown, field)


def step_fault(step: Step) -> Refused | None:
    """What is wrong with one act, if anything."""
    if step.kind == SNOOZE and step.value != REPLY and not 1 <= days(step) <= MOST_DAYS:
        return Refused(_("Give a number of days from 1 to 365."), "days")
    if step.kind == NOTE and len(step.value) > LONGEST_NOTE:
        return Refused(_("The note is too long. Keep it under 2,000 characters."), "note")
    if step.kind == NOTE:
        return unknown_fields(step.value, "note")
    if step.kind == ASSIGN and not step.value:
        return Refused(_("Choose who gets it."), "assign")
    return None


def parted(steps: Sequence[Step]) -> tuple[tuple[Step, ...], Step | None]:
    """What is done at once, and what puts the conversation away: that waits until the text has been sent."""
    away = [step for step in steps if step.kind in (CLOSE, SNOOZE)]
    return tuple(step for step in steps if step not in away), away[-1] if away else None


def days(step: Step) -> int:
    """For how many days it sleeps; 0 where that is no number."""
    return int(step.value) if step.value.isascii() and step.value.isdigit() and len(step.value) < 5 else 0
