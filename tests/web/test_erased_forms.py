"""Forms that were open when a customer was erased: what is typed into them afterwards is kept nowhere."""

import re
from collections.abc import Collection
from copy import deepcopy
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import CharField, ForeignKey, JSONField, Model, Q, TextField
from django.test import Client
from django.utils import timezone

from regulars.book.leaving import acts as leaving
from regulars.book.leaving import carrying
from regulars.book.models import Customer, Erasure
from tests.builders import signed_in

from .conftest import Desk, routes
from .forms import Form
from .test_forms import OUTSIDE, forms, seat

WORD = "marzipanweg"
AS_TYPED = {"email": f"{WORD}@x.example", "url": f"https://{WORD}.example", "date": "2026-12-03", "time": "10:00"}
AS_TYPED |= {"number": "1", "datetime-local": "2026-12-03T10:00", "tel": "+436641234567"}
DEEPEST = 3
INTO = re.compile(r'\b(?:into|update)\s+"?(\w+)', re.IGNORECASE)
Posted = tuple[str, str, dict[str, str]]
Ways = dict[type[Model], list[str]]


def open_forms(desk: Desk) -> list[Posted]:
    """Every form as somebody fills it in, by name of its route; and routes without one, with the fields of all."""
    found = [(name, form.path, filled(form)) for name, form in forms(desk)]
    known = {path for _, path, _ in found}
    every = {field: text for _, _, sent in found for field, text in sent.items() if WORD in text}
    bare = [(route.name, desk.path(route), every) for route in routes("POST")]
    return [*found, *(one for one in bare if one[1] not in known)]


def filled(form: Form) -> dict[str, str]:
    """What is sent: the word wherever words can stand, and what fits elsewhere."""
    (button,) = form.buttons
    typed = {one.name: AS_TYPED.get(one.kind, WORD) for one in form.fields if one.name in form.typed}
    return form.sent | typed | ({button[1]: button[2]} if button[1] else {})


def gone(customer: Customer) -> None:
    """Erased."""
    Erasure.objects.filter(customer=customer, done_at=None).delete()
    now = timezone.now() + timedelta(days=2)
    asked = leaving.ask(customer, None, now - leaving.GRACE)
    assert isinstance(asked, Erasure)
    assert carrying.carry_out(asked, now) is None


def theirs() -> Ways:
    """The models whose rows belong to a customer, each with the ways that lead there."""
    ways: Ways = {Customer: ["pk"]}
    for _ in range(DEEPEST):
        for model in apps.get_models():
            to = [one for one in model._meta.get_fields() if isinstance(one, ForeignKey) and one.related_model in ways]
            more = [f"{one.name}__{way}" for one in to for way in ways[one.related_model] if model is not Customer]
            ways[model] = list(dict.fromkeys([*ways.get(model, []), *more])) if more else ways.get(model, [])
        ways = {model: found for model, found in ways.items() if found}
    return ways


def kept(customer: Customer, ways: Ways, tables: Collection[str]) -> list[str]:
    """Of these tables the models in which the word stands in rows of theirs."""
    return [
        model._meta.label
        for model, found in ways.items()
        if model._meta.db_table in tables and stands(model, reduce(or_, [Q(**{way: customer.pk}) for way in found]))
    ]


def stands(model: type[Model], whose: Q) -> bool:
    """Whether the word stands in any column of these rows."""
    columns = [one.name for one in model._meta.get_fields() if isinstance(one, CharField | TextField | JSONField)]
    words = reduce(or_, [Q(**{f"{name}__icontains": WORD}) for name in columns])
    return model._default_manager.filter(whose, words).exists()


def left_by(posted: Posted, owner: Client, customer: Customer, ways: Ways) -> list[str]:
    """Where the word is found after a form was sent; what it did is undone."""
    name, path, sent = posted
    # A copy: one of the forms signs out.
    client = seat(name) if name in OUTSIDE else deepcopy(owner)
    written = set[str]()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if WORD in repr(params).lower():
            written.update(INTO.findall(sql))
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(watch):
            client.post(path, sent)
        found = kept(customer, ways, written)
        transaction.set_rollback(True)
    return found


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.django_db
def test_nothing_typed_into_an_open_form_is_kept_of_somebody_erased_meanwhile(desk: Desk) -> None:
    owner, customer, ways = signed_in("owner"), desk.conversation.customer, theirs()
    opened = open_forms(desk)
    first, last = (
        next(one for one in opened if one[1].endswith(end)) for end in ("/do/quote", f"{desk.gesture.public_id}/seen")
    )
    assert left_by(first, owner, customer, ways) == ["recovery.Sign"]
    assert left_by(last, owner, customer, ways) == ["gestures.Review"]
    gone(customer)
    left = {(one[0], one[1]): found for one in opened if (found := left_by(one, owner, customer, ways))}
    assert left == {}
