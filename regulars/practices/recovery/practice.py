"""What recovery adds to the desk."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.book.practice import MomentKind, Practice, practise
from regulars.practices.recovery import beside, briefing, hearing, hints, margin, today  # noqa: F401 - fill their slots
from regulars.practices.recovery.words import DONE, ENDINGS, STEPS, gone_wrong


def opened(payload: Mapping[str, Any]) -> str:
    """What stands in the book where one began. An erased one says no more than that."""
    return gone_wrong(payload.get("failure", ""), payload.get("severity", ""))


def stepped(payload: Mapping[str, Any]) -> str:
    """What was done to make it good, or was not."""
    step, outcome = str(payload.get("step", "")), payload.get("outcome", "done")
    if outcome == "failed":
        return _("What we did has not made it good")
    if outcome == "passed":
        return _("A step to make it good was passed over: %(step)s") % {"step": STEPS.get(step, "–")}
    return str(DONE.get(step, _("A step to make it good")))


def ended(payload: Mapping[str, Any]) -> str:
    """How it ended."""
    return _("What went wrong is settled: %(ending)s") % {"ending": ENDINGS.get(payload.get("ending", ""), "–")}


PRACTICE = Practice(
    code="recovery",
    label="Recovery",
    moment_kinds=(
        MomentKind("recovery.opened", gettext_lazy("Something went wrong"), "other", opened),
        MomentKind("recovery.step", gettext_lazy("A step to make it good"), "other", stepped),
        MomentKind("recovery.ended", gettext_lazy("What went wrong is settled"), "other", ended),
    ),
)
practise(PRACTICE)
