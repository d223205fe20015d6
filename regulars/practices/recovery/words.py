"""What steps, failures and endings are called on screen."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from regulars.base.fields import first_name

Said = str | Promise
STEPS: Mapping[str, Said] = {
    "listen": _("Listen"),
    "acknowledge": _("Acknowledge"),
    "meet": _("Meet the need"),
    "act": _("Act and follow up"),
    "extra": _("Something unexpected"),
    "second": _("A second look"),
    "owed": _("What they chose"),
    "end": _("Say how it ended"),
}
# What is to be done for this customer now; by step, then by whether it has begun.
TO_DO: Mapping[str, tuple[Said, Said]] = {
    "listen": (
        _("Listen: ask %(name)s what went wrong and write down their words"),
        _("Ask %(name)s whether you understood them right"),
    ),
    "acknowledge": (_("Apologise to %(name)s, without an if"), _("Apologise to %(name)s, without an if")),
    "meet": (_("Let %(name)s choose what makes it good"), _("Ask %(name)s what they choose")),
    "act": (_("Settle who asks %(name)s how it is, and when"), _("Ask %(name)s whether it is as it should be")),
    "owed": (_("See that %(name)s gets what they chose"), _("See that %(name)s gets what they chose")),
    "extra": (_("Surprise %(name)s with something small"), _("Surprise %(name)s with something small")),
    "second": (_("Wait until %(name)s comes back"), _("%(name)s has come back: ask how it is now")),
    "end": (_("Say how it ended for %(name)s"), _("Say how it ended for %(name)s")),
}
# What was done, as the book tells it.
DONE: Mapping[str, Said] = {
    "listen": _("We listened, and they said that we understood them right"),
    "acknowledge": _("We apologised"),
    "meet": _("They said what makes it good for them"),
    "act": _("We asked whether it is as it should be"),
    "extra": _("We surprised them with something small"),
    "second": _("We looked once more whether they are well"),
}
SEVERITIES: Mapping[str, Said] = {"minor": _("a small thing"), "serious": _("serious"), "severe": _("severe")}
FOUNDATIONS: Mapping[str, Said] = {
    "product": _("The thing itself"),
    "caring": _("How they were treated"),
    "timeliness": _("Being on time"),
    "recovery": _("How we made something good"),
}
FAILURES: Mapping[str, Said] = {
    "product": _("it did not work or was not as it should be"),
    "delivery": _("a delivery went wrong"),
    "wait": _("it took too long"),
    "staff": _("somebody of us was not as we should be"),
    "billing": _("money went wrong"),
    "rule": _("a rule of ours got in the way"),
    "promise": _("we did not keep our word"),
    "other": _("something else went wrong"),
}
FAULTS: Mapping[str, Said] = {
    "unknown": _("not known yet"),
    "ours": _("ours"),
    "theirs": _("theirs"),
    "nobodys": _("nobody’s"),
}
ROUTES: Mapping[str, Said] = {
    "reading": _("their own words"),
    "promise": _("a promise that was broken"),
    "rating": _("a bad rating"),
    "order": _("a late or damaged order"),
    "repeat": _("they had to ask again"),
    "person": _("somebody of us said so"),
    "sweep": _("found in the books long after"),
}
ENDINGS: Mapping[str, Said] = {
    "well": _("They are well"),
    "left": _("They want it left alone"),
    "gone": _("They did not come back"),
    "mistaken": _("Nothing had gone wrong"),
}
# What each step will be, before it is its turn.
SAID: Mapping[str, Said] = {
    "listen": _("What they say is read back to them, until they say that this is it. Nothing is offered before."),
    "acknowledge": _("We say what we did and that we are sorry, without if and without but."),
    "meet": _("They choose what makes it good for them."),
    "act": _("Somebody follows up on a day that is named."),
    "extra": _("Something they do not expect, once all is in order again."),
    "second": _("When they have come back, somebody looks whether they are well."),
}
WAYS_TO_END: Mapping[str, tuple[Said, Said]] = {
    "well": (_("They are well"), _("All steps are settled, and somebody has looked a second time.")),
    "left": (_("They want it left alone"), _("They said so; write in their words how.")),
    "gone": (_("They did not come back"), _("All steps are settled; by itself it ends so at its time.")),
    "mistaken": (_("Nothing had gone wrong"), _("It was opened by mistake.")),
}


def gone_wrong(failure: str, severity: str) -> str:
    """What went wrong and how grave it is; what nobody has said yet counts as something else, and serious."""
    named = {
        "what": FAILURES.get(failure, FAILURES["other"]),
        "severity": SEVERITIES.get(severity, SEVERITIES["serious"]),
    }
    return gettext("Something went wrong (%(severity)s): %(what)s") % named


def to_do(step: str, waiting: bool, name: str) -> str:
    """What is to be done next for the customer of that name ("" where none is known). `waiting` as the row has it: for
    the customer's answer, or at the second look for them to come back."""
    begun = waiting != (step == "second")
    return str(TO_DO[step][int(begun)]) % {"name": first_name(name) or _("this customer")}
