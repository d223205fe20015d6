"""All letters of the house on a generated desk, each as if it were about to be sent then. Runs inside the desk."""

import json
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from regulars.book.models import Customer, Message, Moment, Order, OrderLine, Reward, Visit
from regulars.conversations.drafts.remarks import concerns_of
from regulars.conversations.models import Draft
from regulars.conversations.slots import Writing
from regulars.practices.promises.checking.claims import ACT, BOOKING, DELIVERY, ENDS, UNTIL, claims
from regulars.practices.promises.checking.known import known
from regulars.practices.promises.rules import zone_of
from regulars.readings.texts import house_zone
from regulars.staff.models import Agent
from regulars.staff.rules import OWNER

SORTS = {"delivery": (DELIVERY,), "booking": (BOOKING,), "reward": (ENDS, UNTIL), "absence": (ACT,)}
DAY = len("2026-05-03")
Told = Mapping[str, Any]


def letters(truth: str) -> list[dict[str, Any]]:
    """For each letter of the house: the moment, whether it was stopped and in how many seconds of processor time, and
    for those that the truth (path) tells of what about, whether they contradict, and whether that claim was read with
    its date. The desk stays as it is."""
    found: list[dict[str, Any]] = []
    with transaction.atomic(), Path(truth).open(encoding="utf-8") as lines:
        # Letters that nobody signs are the owner's, and the house is where the owner is.
        there = Agent.objects.earliest("pk").time_zone
        owner = Agent.objects.create(email="owner@linde.example", name="Rosa Linde", role=OWNER, time_zone=there)
        for line in map(json.loads, lines):
            if line["line"] == "customer":
                found += of_customer(line, owner)
        transaction.set_rollback(True)
    return found


def of_customer(line: Mapping[str, Any], owner: Agent) -> Iterator[dict[str, Any]]:
    """The letters to one customer, the latest first, as their records go back in time."""
    customer = Customer.objects.get(public_id=line["customer"])
    told = {one["moment"]: one for one in line["told"]}
    ours = Message.objects.filter(moment__customer=customer, moment__direction=Moment.OUT)
    for message in ours.select_related("moment__agent", "moment__conversation").order_by("-moment__at", "-pk"):
        moment = message.moment
        go_back(customer, moment.at)
        agent = moment.agent or owner
        writing = Writing(message.text, Draft.REPLY, agent, moment.conversation, customer, None, moment.at)
        began = time.process_time()
        stopped = bool(concerns_of(writing))
        seconds = time.process_time() - began
        one = told.get(moment.public_id)
        found = {"about": one["about"], "contradicts": one["contradicts"], "read": is_read(writing, one)} if one else {}
        yield {"moment": moment.public_id, "stopped": stopped, "seconds": seconds, **found}


def go_back(customer: Customer, at: datetime) -> None:
    """Let a customer's records be as they were: those that became known later are gone, what came later is to come."""
    OrderLine.objects.filter(order__customer=customer, order__moment__at__gt=at).delete()
    for model in (Order, Visit, Reward):
        model._default_manager.filter(customer=customer, moment__at__gt=at).delete()
    Order.objects.filter(customer=customer, delivered_at__gt=at).update(status=Order.SENT, delivered_at=None)
    Visit.objects.filter(customer=customer, starts_at__gt=at).update(status=Visit.BOOKED)


def is_read(writing: Writing, told: Told) -> bool:
    """Whether a claim about this was found in the text, with the day that it names, and the hour where it names one."""
    if writing.customer is None:
        return False
    zone = zone_of(writing.customer.time_zone, house_zone())
    held = known(writing.customer, writing.agent, writing.now, None)
    return any(
        one.sort in SORTS[told["about"]] and is_then(one.due.wall, told["says"])
        for one in claims(writing.text, writing.now, zone, held.articles, held.booked)
    )


def is_then(wall: datetime, says: str) -> bool:
    """Whether a wall time is what was said: a day, or a day and an hour."""
    return wall.isoformat().startswith(says) if len(says) == DAY else wall == datetime.fromisoformat(says)
