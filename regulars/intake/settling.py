"""What is settled about an inbox. One verb each, one transaction, and a line in the audit trail where it changed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base import fields
from regulars.base.results import Refused
from regulars.intake.access import may_see_inbox
from regulars.intake.models import Inbox, Submission
from regulars.intake.recording import By, record
from regulars.staff.models import Team
from regulars.staff.trail import Actor

LONGEST_NAME, LONGEST_SIGNATURE, HIGHEST_CEILING = 120, 2000, 100_000
HEAVIEST = 100
SIGNATURE_FIELDS = ("agent.name", "agent.first_name", "inbox.name", "inbox.address")


def rename(inbox: Inbox, name: str, by: By, now: datetime) -> Refused | None:
    """Change what customers and colleagues read beside the address; it may be empty."""
    if len(name) > LONGEST_NAME:
        return Refused(_("The name is too long. Keep it under 120 characters."), "name")
    change(inbox, "name", " ".join(name.split()), by, now)
    return None


def assign_new(inbox: Inbox, assignment: str, by: By, now: datetime) -> Refused | None:
    """Change who gets what is new."""
    if assignment not in Inbox.ASSIGNMENTS:
        return Refused(_("Choose one of these."), "assignment")
    change(inbox, "assignment", assignment, by, now)
    return None


def weigh(inbox: Inbox, weight: str, by: By, now: datetime) -> Refused | None:
    """Change how much of what somebody takes one of its conversations is."""
    if not (weight.isascii() and weight.isdigit()) or not 1 <= int(weight[:9]) <= HEAVIEST:
        return Refused(_("Give a number from 1 to %(most)s.") % {"most": HEAVIEST}, "weight")
    change(inbox, "weight", int(weight), by, now)
    return None


def sign(inbox: Inbox, signature: str, by: By, now: datetime) -> Refused | None:
    """Change how answers end where an agent has no signature of their own."""
    text = signature.strip()
    if fault := signature_fault(text):
        return fault
    change(inbox, "signature", text, by, now)
    return None


def signature_fault(text: str) -> Refused | None:
    """What is wrong with a signature, if anything."""
    if len(text) > LONGEST_SIGNATURE:
        return Refused(_("The signature is too long. Keep it under 2,000 characters."), "signature")
    if wrong := fields.unknown(text, SIGNATURE_FIELDS):
        said = _("There is no field %(wrong)s. These there are: %(known)s.")
        shown = {"wrong": fields.in_braces(wrong), "known": fields.in_braces(SIGNATURE_FIELDS)}
        return Refused(said % shown, "signature")
    return None


def limit(inbox: Inbox, ceiling: str, by: By, now: datetime) -> Refused | None:
    """Change how many mails may leave in an hour before the rest is held."""
    if not (ceiling.isascii() and ceiling.isdigit()) or not 1 <= int(ceiling[:9]) <= HIGHEST_CEILING:
        return Refused(_("Give a number from 1 to 100,000."), "ceiling")
    change(inbox, "ceiling", int(ceiling), by, now)
    return None


def expect_tokens(inbox: Inbox, on: str, by: By, now: datetime) -> Refused | None:
    """Change whether answers are asked to come to `local+token@domain`; `on` is empty where its server cannot."""
    with transaction.atomic():
        if Submission.objects.filter(inbox=inbox, reply_tokens=not on).update(reply_tokens=bool(on)):
            after = {"reply_tokens": bool(on)}
            record(by, "inbox.changed", inbox, before={"reply_tokens": not on}, after=after, now=now)
    return None


def keep_for(inbox: Inbox, teams: Collection[str], by: Actor, now: datetime) -> Refused | None:
    """Keep an inbox for teams, by their public ids; without any it is everybody's. Who may not see it opens it to
    nobody, and so not to themselves."""
    if not may_see_inbox(by.agent, inbox.pk):
        return Refused(_("This inbox is kept for a team in which you are not. Ask an owner, or somebody in it."))
    with transaction.atomic():
        before = sorted(inbox.teams.values_list("name", flat=True))
        inbox.teams.set(Team.objects.filter(public_id__in=teams))
        after = sorted(inbox.teams.values_list("name", flat=True))
        if before != after:
            record(by, "inbox.changed", inbox, before={"teams": before}, after={"teams": after}, now=now)
    return None


def change(inbox: Inbox, column: str, value: Any, by: By, now: datetime) -> None:
    """Write one column, where it is not so already."""
    with transaction.atomic():
        before = Inbox.objects.values_list(column, flat=True).get(pk=inbox.pk)
        if before == value:
            return
        Inbox.objects.filter(pk=inbox.pk).update(**{column: value})
        record(by, "inbox.changed", inbox, before={column: before}, after={column: value}, now=now)
