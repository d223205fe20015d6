"""All recoveries as JSON lines: everything by which their effect can be judged later.

A line holds how and when it was found, how grave it was as coded before the outcome, each act with its time, what was
offered, chosen and given, what it cost, what was drawn by lot with its probability, how it ended, and what they bought
in the year before it was opened and in the year after (up to now), from orders that stood and visits that took place.
Words of people are left out; ids are public ones. Source: docs/decisions/0026.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from regulars.gestures.models import Chosen, Offer
from regulars.practices.recovery.models import Amended, Coding, Recovery, Sign, Step
from regulars.practices.recovery.worth import YEAR, Bought, bought
from regulars.staff.models import Agent

AT_ONCE = 200
RELATED = ("signs", "codings__agent", "steps__agent", "holders__agent", "endings__agent", "amended")


def lines(now: datetime) -> Iterator[str]:
    """Each as a line, oldest first."""
    rows = Recovery.objects.select_related("customer", "birth_customer", "conversation", "lot__experiment")
    for one in rows.prefetch_related(*RELATED).order_by("pk").iterator(AT_ONCE):
        yield json.dumps(line(one, now))


def line(one: Recovery, now: datetime) -> dict[str, Any]:
    """One recovery."""
    return {
        "id": one.public_id,
        "customer": one.customer.public_id,
        "born_with": one.birth_customer.public_id,
        "conversation": one.conversation.public_id if one.conversation else "",
        "order": one.order,
        "found_at": iso(min((sign.at for sign in one.signs.all()), default=one.opened_at)),
        "opened_at": iso(one.opened_at),
        "route": one.route,
        "nth": one.nth,
        "round": one.round,
        "worth": {"amount": one.worth, "currency": one.currency},
        "signs": [sign(row) for row in one.signs.all()],
        "codings": [coding(row) for row in one.codings.all()],
        "steps": [step(row) for row in one.steps.all()],
        "amends": [amends(row) for row in one.amended.all()],
        "offers": [offer(row) for row in offers_of(one)],
        "cost": costs(one),
        "lot": lot(one),
        "ending": one.ending,
        "ended_at": iso(one.ended_at) if one.ended_at else "",
        "endings": [{"at": iso(row.at), "how": row.how, "by": by(row.agent)} for row in one.endings.all()],
        "holders": [{"at": iso(row.at), "agent": by(row.agent)} for row in one.holders.all()],
        "bought": {
            "before": purchases(bought(one.customer_id, one.opened_at - YEAR, one.opened_at)),
            "after": purchases(bought(one.customer_id, one.opened_at, min(now, one.opened_at + YEAR))),
            "until": iso(min(now, one.opened_at + YEAR)),
        },
    }


def iso(at: datetime) -> str:
    """A time in UTC."""
    return at.isoformat().replace("+00:00", "Z")


def by(agent: Agent | None) -> str:
    """Who it was; "" for the desk, the customer, or nobody."""
    return agent.public_id if agent else ""


def sign(row: Sign) -> dict[str, Any]:
    """How it was found: by which reader in which version, how sure, where it was read."""
    read = {"reader": row.reader, "version": row.version, "score": row.score} if row.reader else {}
    return {"at": iso(row.at), "route": row.route, "label": row.label, **read}


def amends(row: Amended) -> dict[str, Any]:
    """What was offered, chosen, given or could not be given."""
    said = {name: getattr(row, name) for name in ("kind", "gesture", "code", "worth", "cost", "currency")}
    return {"at": iso(row.at), **said}


def offers_of(one: Recovery) -> QuerySet[Offer]:
    """What they could choose from, each time."""
    theirs = Offer.objects.filter(customer=one.customer_id, recovery=one.public_id)
    return theirs.select_related("choice__offered", "choice__agent").prefetch_related("offered").order_by("at", "pk")


def offer(row: Offer) -> dict[str, Any]:
    """All that was offered once, and what was chosen of it, by whom ("" for the customer on their page)."""
    offered = [
        {"code": one.code, "worth": one.worth, "cost": one.cost, "currency": one.currency}
        for one in sorted(row.offered.all(), key=lambda one: one.position)
    ]
    chosen: Chosen | None = getattr(row, "choice", None)
    choice = {"at": iso(chosen.at), "code": chosen.offered.code, "by": by(chosen.agent)} if chosen else None
    withdrawn = iso(row.withdrawn_at) if row.withdrawn_at else ""
    return {"at": iso(row.at), "offered": offered, "chosen": choice, "withdrawn_at": withdrawn}


def coding(row: Coding) -> dict[str, str]:
    """How it was coded, when, and by whom ("" for a reading)."""
    said = {name: str(getattr(row, name)) for name in ("severity", "failed", "failure", "fault")}
    return {"at": iso(row.at), "by": by(row.agent), **said}


def step(row: Step) -> dict[str, Any]:
    """An act, with the number of the one that it takes back."""
    said = {"id": row.pk, "step": row.name, "outcome": row.outcome, "code": row.code, "gesture": row.gesture}
    due = iso(row.due_at) if row.due_at else ""
    return {"at": iso(row.at), "by": by(row.agent), **said, "due_at": due, "undoes": row.undoes_id}


def costs(one: Recovery) -> dict[str, int]:
    """What was given has cost, by currency; what was taken back has not."""
    sums: dict[str, int] = {}
    for row in one.amended.all():
        sign = {"given": 1, "gift": 1, "taken_back": -1}.get(row.kind, 0)
        if sign:
            sums[row.currency] = max(0, sums.get(row.currency, 0) + sign * row.cost)
    return sums


def lot(one: Recovery) -> dict[str, Any] | None:
    """What was drawn, with all that makes it again."""
    drawn = getattr(one, "lot", None)
    if drawn is None:
        return None
    return {
        "at": iso(drawn.at),
        "who": drawn.who,
        "play": drawn.play,
        "period": drawn.period,
        "salt": drawn.experiment.salt,
        "probability": drawn.permille / 1000,
        "number": drawn.number,
        "given": drawn.given,
    }


def purchases(found: Sequence[Bought]) -> list[dict[str, Any]]:
    """Each purchase and visit."""
    return [{"at": iso(at), "amount": total, "currency": currency} for at, total, currency in found]
