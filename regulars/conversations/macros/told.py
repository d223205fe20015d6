"""What a macro does, as the audit trail says it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.conversations.macros import rules
from regulars.staff.auditing import ACTS
from regulars.staff.changes import Field, Names, Side, offer

CHANGED = "macro.changed"
DOES: Mapping[str, str | Promise] = MappingProxyType(
    {
        rules.TAG: gettext_lazy("puts on %(value)s"),
        rules.UNTAG: gettext_lazy("takes off %(value)s"),
        rules.ASSIGN: gettext_lazy("gives it to %(value)s"),
        rules.NOTE: gettext_lazy("notes “%(value)s”"),
        rules.CLOSE: gettext_lazy("closes it"),
        rules.SNOOZE: gettext_lazy("lets it sleep for %(value)s days"),
    }
)
UNTIL_REPLY = gettext_lazy("lets it sleep until the customer writes")


def acts_said(value: Any, side: Side, names: Names) -> str:
    """The steps of a macro one after the other; of a list that was none, nothing."""
    return "; ".join(step_said(step, names) for step in rules.read(value or []))


def step_said(step: rules.Step, names: Names) -> str:
    """One step in words."""
    if step == rules.Step(rules.SNOOZE, rules.REPLY):
        return str(UNTIL_REPLY)
    whom = {rules.ME: _("who uses the macro"), rules.NOBODY: _("nobody"), **names.agents}
    value = whom.get(step.value, step.value) if step.kind == rules.ASSIGN else step.value
    return str(DOES[step.kind]) % {"value": value}


ACTS.offer(CHANGED, gettext_lazy("changed a macro"))
offer("macro", {"text": gettext_lazy("What it writes"), "acts": Field(gettext_lazy("What it does besides"), acts_said)})
