"""The form in which a macro is written: one field for each thing that it can do."""

from regulars.conversations.macros import rules
from regulars.conversations.macros.rules import Step, Written
from regulars.conversations.models import Macro
from regulars.web.forms import Form

FIELDS = ("name", "text", "tag", "untag", "assign", "note", "then", "days", "shared")
LEAVE, DAYS = "leave", "days"
SHOWN = 200


def written(form: Form) -> Written:
    """What was typed, as a macro; steps in the order in which they are done."""
    value = form.value
    steps = [Step(rules.UNTAG, name) for name in names(value("untag"))]
    steps += [Step(rules.TAG, name) for name in names(value("tag"))]
    if value("assign"):
        steps.append(Step(rules.ASSIGN, value("assign")))
    if value("note"):
        steps.append(Step(rules.NOTE, value("note")))
    steps += ending(value("then"), value("days"))
    return Written(" ".join(value("name").split()), value("text"), tuple(steps))


def ending(then: str, days: str) -> list[Step]:
    """What becomes of the conversation at last."""
    if then == rules.CLOSE:
        return [Step(rules.CLOSE)]
    if then == rules.REPLY:
        return [Step(rules.SNOOZE, rules.REPLY)]
    return [Step(rules.SNOOZE, days)] if then == DAYS else []


def names(line: str) -> list[str]:
    """Tags between commas."""
    return [" ".join(name.split()) for name in line.split(",") if name.strip()]


def filled_form(macro: Macro) -> Form:
    """The form as it stands for a macro."""
    steps = rules.read(macro.acts)
    values = {kind: ", ".join(step.value for step in steps if step.kind == kind) for kind in rules.KINDS}
    typed = {"name": macro.name, "text": macro.text, "tag": values[rules.TAG], "untag": values[rules.UNTAG]}
    typed |= {"assign": values[rules.ASSIGN], "note": values[rules.NOTE], "shared": "" if macro.agent_id else "yes"}
    return Form(typed | ended(steps))


def ended(steps: tuple[Step, ...]) -> dict[str, str]:
    """The other way round."""
    if any(step.kind == rules.CLOSE for step in steps):
        return {"then": rules.CLOSE, "days": ""}
    sleeps = next((step.value for step in steps if step.kind == rules.SNOOZE), "")
    if sleeps == rules.REPLY:
        return {"then": rules.REPLY, "days": ""}
    return {"then": DAYS if sleeps else LEAVE, "days": sleeps}
