"""How one promise went: who held it, what was told, how it ended and what was taken back, in order."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.practices.promises import rules, words
from regulars.practices.promises.models import Holding, Outcome, Promise, Told
from regulars.staff.models import Agent
from regulars.web.words import money


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the course. `words` are a person's own; `moment` is the public id of what shows it."""

    at: datetime
    text: str
    words: str = ""
    moment: str = ""


def of(promise: Promise) -> list[Step]:
    """All of it, the oldest first."""
    return sorted([*holdings(promise), *told(promise), *outcomes(promise), *denials(promise)], key=lambda step: step.at)


def holdings(promise: Promise) -> Iterator[Step]:
    """In whose hands it was."""
    for number, one in enumerate(Holding.objects.filter(promise=promise).select_related("agent", "by").order_by("pk")):
        names = {"name": one.agent.name if one.agent else "", "by": one.by.name if one.by else _("The desk")}
        if number == 0:
            said = _("%(name)s promised it.")
        elif one.agent is None:
            said = _("%(by)s put it into nobody's hands: anyone may keep it.")
        elif one.agent_id == one.by_id:
            said = _("%(name)s took it over.")
        else:
            said = _("%(by)s handed it to %(name)s.")
        yield Step(one.at, said % names, one.why)


def told(promise: Promise) -> Iterator[Step]:
    """What they were told of a new time."""
    for one in Told.objects.filter(promise=promise).select_related("agent", "moment").order_by("pk"):
        when = words.day(datetime.fromisoformat(one.due_local)) if one.due_local else ""
        moment = one.moment.public_id if one.moment else ""
        yield Step(one.said_at or one.at, of_telling(one) % {"name": one.agent.name, "when": when}, moment=moment)


def of_telling(one: Told) -> str:
    """How it is said."""
    if not one.said_at:
        return _("%(name)s has drafted a mail that tells them of a new time: %(when)s. It is not sent yet.")
    if not one.due_local:
        return _("%(name)s told them that it takes longer; the mail names no new time that could be read.")
    return _("%(name)s told them of a new time: %(when)s.")


def outcomes(promise: Promise) -> Iterator[Step]:
    """How it ended, and what of that was taken back."""
    found = Outcome.objects.filter(promise=promise).select_related("agent", "moment", "undone__agent").order_by("pk")
    for one in found:
        yield Step(one.at, ended(one), one.words, one.moment.public_id if one.moment else "")
        if hasattr(one, "undone"):
            yield Step(one.undone.at, undone(one, one.undone.agent))


def undone(one: Outcome, by: Agent | None) -> str:
    """That an outcome was taken back, as a sentence."""
    if by is not None:
        return _("%(name)s took that back.") % {"name": by.name}
    if rules.is_theirs(one.kind, one.agent is None):
        return _("They took that back.")
    return _("It is open again: the record that showed it was taken back.")


def denials(promise: Promise) -> Iterator[Step]:
    """That they say it did not happen."""
    for one in promise.denials.select_related("moment").order_by("pk"):
        moment = one.moment.public_id if one.moment else ""
        yield Step(one.at, _("They said on their receipt that it did not happen."), moment=moment)


def ended(one: Outcome) -> str:
    """One outcome as a sentence."""
    if rules.is_theirs(one.kind, one.agent is None):
        return _("They let us off themself, on their receipt.")
    name = one.agent.name if one.agent else _("The desk")
    if one.honoured:
        if one.cost:
            said = _("%(name)s honoured it as the customer understood it, at a cost of %(cost)s.")
            return said % {"name": name, "cost": money(one.cost, one.currency)}
        return _("%(name)s honoured it as the customer understood it.") % {"name": name}
    said = {
        Outcome.KEPT: _("%(name)s noted that it was kept."),
        Outcome.LATE: _("%(name)s noted that it was kept, but late."),
        Outcome.BROKEN: _("%(name)s noted that it was broken."),
        Outcome.RELEASED: _("They let us off, noted %(name)s."),
        Outcome.REPLACED: _("%(name)s put another promise in its place."),
        Outcome.MISTAKEN: _("%(name)s noted that it was no promise."),
    }[one.kind]
    return said % {"name": name}
