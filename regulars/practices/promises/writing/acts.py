"""Verbs on words that are being written. Each is one transaction, and asking twice changes nothing."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.models import Conversation, Customer
from regulars.conversations.models import Draft
from regulars.practices.promises.acts import make
from regulars.practices.promises.models import NoPromise, Promise
from regulars.practices.promises.writing.heard import Heard, plain, said_of
from regulars.staff.models import Agent


def record(
    one: Heard,
    due: LocalTime | None,
    customer: Customer,
    conversation: Conversation | None,
    draft: Draft,
    agent: Agent,
    now: datetime,
) -> Promise | Refused:
    """Write down what the words commit to; it counts from when they are said. Refused where a time is vague."""
    if one.vague and due is None:
        return Refused(_("“By when?” is still open: choose a day, or a day and an hour."), "due")
    with transaction.atomic():
        settle(draft)
        NoPromise.objects.filter(draft=draft, key=one.key).delete()
        return make(customer, said_of(one, due, draft, conversation), agent, now)


def settle(draft: Draft) -> None:
    """Take away what was recorded of words that are gone, and find the place of the others."""
    for promise in Promise.objects.select_for_update().filter(draft=draft, said_at=None):
        start = draft.text.find(promise.quote)
        if start < 0:
            promise.delete()
        elif start != promise.start:
            promise.start, promise.end = start, start + len(promise.quote)
            promise.save(update_fields=["start", "end"])


def forget(key_words: str, draft: Draft) -> None:
    """Take back that a promise was recorded in a draft."""
    with transaction.atomic():
        for promise in Promise.objects.select_for_update().filter(draft=draft, said_at=None):
            if plain(promise.quote) == plain(key_words):
                promise.delete()


def pass_over(one: Heard, draft: Draft, agent: Agent, now: datetime) -> None:
    """Say that words are no promise."""
    with transaction.atomic():
        forget(one.quote, draft)
        NoPromise.objects.get_or_create(draft=draft, key=one.key, defaults={"agent": agent, "at": now})
