"""What customers do with their links: answer a form, put their page right, ask to be exported or erased.

Whoever has a link can answer, so what comes in counts as said by the customer: facts have the origin "said", and a
handle is a claim that matches nobody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book import naming
from regulars.book.acts import plan_tasks
from regulars.book.models import Customer, PersonalLink
from regulars.book.practice import Due
from regulars.book.theirs import links, prefill
from regulars.book.theirs.following import Answer, Wrong, append, discreet, follow, refuse, rewrite, tell_more
from regulars.book.theirs.forms import ADDRESS, BOOKING, MORE, changes, read
from regulars.book.theirs.kinds import ANSWERED, ASKED, FACT, PRACTICE, asked
from regulars.engine import limits
from regulars.staff.models import Agent

Faults = tuple[Refused, ...]
WISHES = ("export", "erase")
# What another form is filled in with again. What they like and need is in the facts.
REMEMBERED = frozenset(field.name for field in (*ADDRESS, *BOOKING)) - {"wishes", "needs"}


def offer(customer: Customer, what: str, lives: timedelta, agent: Agent, now: datetime) -> PersonalLink | Refused:
    """A link to `what`: "page", a form's code, or "booking:" and the public id of a visit to come."""
    if what == PersonalLink.PAGE:
        return links.make(customer, PersonalLink.PAGE, "", {}, agent, now, lives)
    form, _colon, visit = what.partition(":")
    asked = prefill.asked(form, customer, visit, now)
    if isinstance(asked, Refused):
        return asked
    return links.make(customer, PersonalLink.FORM, form, asked, agent, now, lives)


def take(link: PersonalLink, typed: Mapping[str, str], now: datetime) -> Faults:
    """Write down what a customer sent: one moment, and what follows from it. Gives back what is wrong with it; then
    nothing was written. A form that is answered already stays as it was answered: the second click changes nothing."""
    try:
        with transaction.atomic():
            held = PersonalLink.objects.select_for_update(of=("self",)).select_related("customer").get(pk=link.pk)
            if why := links.ending(held, now):
                raise Wrong(Refused(why))
            if held.purpose == PersonalLink.PAGE:
                on_page(held, typed, now)
            elif held.answered_at is None:
                answer(held, typed, now)
    except Wrong as wrong:
        return wrong.faults
    return ()


def answer(link: PersonalLink, typed: Mapping[str, str], now: datetime) -> None:
    """The answer to a form."""
    sheet = prefill.sheet(link, now)
    if sheet is None:
        raise Wrong(Refused(_("That booking is no longer there.")))
    values, wrong = read(sheet.fields, typed, sheet.values)
    if wrong:
        raise Wrong(*wrong)
    changed = changes(sheet.fields, sheet.values, values)
    told = [[code(one.name), discreet(one.before, now), discreet(one.after, now)] for one in changed]
    kept = {name: value for name, value in values.items() if name in REMEMBERED}
    payload: dict[str, Any] = {"form": sheet.form, "answers": kept, "changes": told}
    if sheet.visit:
        payload["visit"] = sheet.visit.public_id
    moment = append(link.customer, ANSWERED, payload, now)
    PersonalLink.objects.filter(pk=link.pk).update(answered_at=now, moment=moment)
    follow(Answer(link, sheet, values, changed, moment, now))


def on_page(link: PersonalLink, typed: Mapping[str, str], now: datetime) -> None:
    """What they did on their page."""
    act = typed.get("act", "")
    if act == "call":
        call(link.customer, typed, now)
    elif act == "fact":
        put_right(link, typed, now)
    elif act == "more":
        say_more(link, typed, now)
    elif act in WISHES:
        wish(link, act, now)


def put_right(link: PersonalLink, typed: Mapping[str, str], now: datetime) -> None:
    """A fact as they say it."""
    known = next((one for one in prefill.theirs(link.customer, now) if one.public_id == typed.get("fact")), None)
    if known is None:
        raise Wrong(Refused(_("This has changed meanwhile. Here is what we know now.")))
    after = " ".join(typed.get("text", "").split())
    if after != known.text:
        told = [FACT, discreet(known.text, now), discreet(after, now)]
        rewrite(known, after, link, append(link.customer, ANSWERED, said_on_page([told]), now), now)


def say_more(link: PersonalLink, typed: Mapping[str, str], now: datetime) -> None:
    """Something new."""
    values, wrong = read([replace(MORE, required=True)], typed, {})
    if wrong:
        raise Wrong(*wrong)
    more = values[MORE.name]
    if is_again(link, more, now):
        return
    moment = append(link.customer, ANSWERED, said_on_page([[MORE.name, "", discreet(more, now)]]), now)
    tell_more(link.customer, more, moment, now)


def is_again(link: PersonalLink, text: str, now: datetime) -> bool:
    """Whether just this was sent within a minute: a second click, by which nothing was seen a second time.

    It counts within the transaction, so what was refused can be sent again at once.
    """
    digest = sha256(text.encode()).hexdigest()[:32]
    return not limits.allow(f"told {link.public_id} {digest}", 1, 60, now)


def code(field: str) -> str:
    """Under which of kinds.LABELS a moment names a field: it is put into words for whoever reads it."""
    return FACT if field.startswith(prefill.FACT) else field


def said_on_page(changed: Sequence[Sequence[str | None]]) -> dict[str, Any]:
    """The payload of something said on their page."""
    return {"form": "page", "answers": {}, "changes": changed}


def call(customer: Customer, typed: Mapping[str, str], now: datetime) -> None:
    """How they want to be called."""
    wanted = {field: " ".join(typed.get(field, "").split()) for field in ("name", "greeting")}
    if not wanted["name"]:
        raise Wrong(Refused(_("Please fill this in."), "name"))
    before = {field: getattr(customer, field) for field in wanted}
    changed = [[field, before[field], after] for field, after in wanted.items() if after != before[field]]
    if changed:
        append(customer, ANSWERED, said_on_page(changed), now)
        refuse(naming.change(customer, wanted, now, by="the customer"))


def wish(link: PersonalLink, act: str, now: datetime) -> None:
    """They ask to have everything, or to be erased. A person sees to it: whoever has the link need not be them."""
    with links.in_our_words(link):
        title = asked({"wish": act})
        reason = _("Asked on their own page. Make sure that it is them, then do it on the page of their book.")
    if plan_tasks(PRACTICE, link.customer, [Due(f"{act}:{link.public_id}", act, title, reason)], now):
        append(link.customer, ASKED, {"wish": act}, now)
