"""What follows in the book from what a customer sent: facts with the origin "said", claims, and something to do."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.acts import add_identity, append_moment, plan_tasks
from regulars.book.facts import acts as facts
from regulars.book.facts.course import Said
from regulars.book.facts.rules import understood
from regulars.book.models import Customer, Fact, FactMark, Moment, PersonalLink
from regulars.book.practice import Due
from regulars.book.theirs import links, prefill
from regulars.book.theirs.forms import LONGEST_FACT, MORE, Change, on_one_line
from regulars.book.theirs.kinds import PRACTICE, shown
from regulars.web.middleware import zone

MOST_LINES = 20
NEEDS = {"wishes": "preference", "needs": "need"}
WRITE_ADDRESS = gettext_lazy("Write the new address where orders go out")
CHANGE_BOOKING = gettext_lazy("Change the booking as they answered")


class Wrong(Exception):
    """Something cannot be taken as it was sent; the whole is rolled back."""

    def __init__(self, *faults: Refused) -> None:
        super().__init__(" ".join(one.reason for one in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Answer:
    """A form as it was filled in, and what its customer changed in it, with the moment that this was."""

    link: PersonalLink
    sheet: prefill.Sheet
    values: Mapping[str, str]
    changed: Sequence[Change]
    moment: Moment
    now: datetime

    @property
    def customer(self) -> Customer:
        """Whose answer it is."""
        return self.link.customer


def follow(answer: Answer) -> None:
    """Carry what was answered into the book."""
    {"address": follow_address, "preferences": follow_preferences, "booking": follow_booking}[answer.sheet.form](answer)


def follow_address(answer: Answer) -> None:
    """A new phone number is a claim, a new address a fact; and somebody has to tell the shop."""
    names = {one.name for one in answer.changed}
    if "phone" in names and answer.values["phone"]:
        refuse(add_identity(answer.customer, "phone", answer.values["phone"], "form", answer.now), "phone")
    if names - {"phone"}:
        with links.in_our_words(answer.link):
            text = _("Address: %(address)s") % {"address": on_one_line(answer.values)}
        refuse(tell_address(answer, Said(text, "context", visible=True)), "street")
        remind(answer, WRITE_ADDRESS)


def tell_address(answer: Answer, said: Said) -> object:
    """Write down where they live now; the address that they told us before becomes its history."""
    known = answer.sheet.facts.get(prefill.WHERE)
    if known is None:
        return facts.add(answer.customer, said, None, answer.now, moment=answer.moment)
    return facts.correct(known, said, None, answer.now, moment=answer.moment)


def follow_preferences(answer: Answer) -> None:
    """Facts are put right, and new ones are added."""
    for one in answer.changed:
        if fact := answer.sheet.facts.get(one.name):
            rewrite(fact, one.after, answer.link, answer.moment, answer.now)
    tell_more(answer.customer, answer.values[MORE.name], answer.moment, answer.now)


def follow_booking(answer: Answer) -> None:
    """What they wish for and need holds for this visit; the booking itself is another system's."""
    visit = answer.sheet.visit
    if visit is None:
        return
    scope = (visit.place, visit.number or visit.what or visit.public_id)
    for one in answer.changed:
        if one.name in NEEDS:
            tell_more(answer.customer, added(one), answer.moment, answer.now, NEEDS[one.name], scope)
    remind(answer, CHANGE_BOOKING)


def rewrite(fact: Fact, after: str, link: PersonalLink, moment: Moment, now: datetime) -> None:
    """Put a fact as they say it."""
    if not after:
        with links.in_our_words(link):
            no_longer(fact, moment, now)
        return
    said = corrected(facts.said_by(fact), after, now, zone(fact.customer.time_zone))
    refuse(facts.correct(fact, said, None, now, moment=moment), prefill.FACT + fact.public_id)


def corrected(known: Said, after: str, now: datetime, here: tzinfo) -> Said:
    """What a fact says in their new words. The allergen and the day go with the words that said them; what an agent
    had chosen beside the words stays. What became sensitive is covered, and nothing is uncovered by it."""
    was, means = understood(known.text, now, here), understood(after, now, here)
    return replace(
        known,
        text=after,
        origin="said",
        allergen=means.allergen if means.allergen or known.allergen == was.allergen else known.allergen,
        day=means.day if means.day or known.day == was.day else known.day,
        sensitive=known.sensitive or bool(means.sensitive),
    )


def no_longer(fact: Fact, moment: Moment, now: datetime) -> None:
    """What they say is not true any more holds until now, and its marks say why."""
    FactMark.objects.create(fact=fact, kind=FactMark.CONTRADICTED, at=now, moment=moment, note=_("They took it back."))
    ended = {"expires_local": now.strftime("%Y-%m-%dT%H:%M:%S"), "expires_zone": "UTC", "expires_at": now}
    Fact.objects.filter(pk=fact.pk).update(**ended)
    facts.count(fact)


def tell_more(
    customer: Customer, text: str, moment: Moment, now: datetime, kind: str = "", scope: tuple[str, str] = ("", "")
) -> None:
    """A fact for each line, as far as it is understood; `scope` is the place and the occasion for which it holds.

    What they say themselves they may see.
    """
    lines = lines_of(text)
    if len(lines) > MOST_LINES:
        raise Wrong(Refused(_("At most 20 lines fit in here."), MORE.name))
    place, occasion = scope
    for line in lines:
        meant = understood(line, now, zone(customer.time_zone))
        said = Said(
            line[:LONGEST_FACT],
            kind or meant.kind,
            standing=meant.standing and not occasion,
            place=place[:200],
            occasion=occasion[:200],
            allergen=meant.allergen,
            day=meant.day,
            sensitive=bool(meant.sensitive),
            visible=True,
        )
        refuse(facts.add(customer, said, None, now, moment=moment), MORE.name)


def added(change: Change) -> str:
    """The lines that did not stand there before: the others are known."""
    there = lines_of(change.before)
    return "\n".join(line for line in lines_of(change.after) if line not in there)


def lines_of(text: str) -> list[str]:
    """The lines in which something stands, without blanks around and within."""
    return [line for line in (" ".join(one.split()) for one in text.splitlines()) if line]


def discreet(text: str, now: datetime) -> str | None:
    """As it may stand in the book for everybody to see; None for what tells of health and the like, which is in the
    facts, masked."""
    is_sensitive = any(understood(line, now, UTC).sensitive for line in lines_of(text))
    return None if is_sensitive else text


def remind(answer: Answer, title: str | Promise) -> None:
    """The systems of record are not ours to write to: somebody has to."""
    if not answer.changed:
        return
    with links.in_our_words(answer.link):
        told = [f"{one.label}: {shown(discreet(one.after, answer.now))}" for one in answer.changed]
        due = Due(f"{answer.sheet.form}:{answer.link.public_id}", answer.sheet.form, str(title), "; ".join(told)[:300])
        plan_tasks(PRACTICE, answer.customer, [due], answer.now)


def append(customer: Customer, kind: str, payload: dict[str, Any], now: datetime) -> Moment:
    """The one moment of what they did."""
    return append_moment(customer, kind, now, payload=payload, audience="customer", direction=Moment.IN)


def refuse(answer: object, field: str = "") -> None:
    """Give the whole up where a part of it was refused; it is shown beside `field`."""
    faults = answer if isinstance(answer, tuple) else (answer,)
    wrong = [Refused(one.reason, field or one.field) for one in faults if isinstance(one, Refused)]
    if wrong:
        raise Wrong(*wrong)
