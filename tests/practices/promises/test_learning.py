"""Saying that words are no promise puts the reading of them right, and taking it back takes that back."""

import pytest

from regulars.book.models import Message, Moment
from regulars.practices.promises import acts, found
from regulars.practices.promises.models import Promise
from regulars.readings.models import Correction, Reading
from tests import builders
from tests.builders import NOW, agent, signed_in

pytestmark = pytest.mark.django_db


def read(text: str) -> tuple[Moment, int, int]:
    """A message of ours in which a promise was read."""
    made = builders.conversation(builders.customer())
    builders.messages(made, [text])
    message = Message.objects.get()
    Moment.objects.update(direction="out")
    row = {"reader": "promise", "label": "explicit", "reader_version": 1, "score": 0.9, "sure": True}
    Reading.objects.create(message=message, start=0, end=len(text), **row)
    return Moment.objects.get(), 0, len(text)


def standing() -> list[tuple[str, str, str]]:
    """What people say of readings, as far as it was not taken back."""
    rows = Correction.objects.filter(withdrawn_at=None)
    return [(one.label, one.verdict, one.quote) for one in rows]


def test_what_is_left_out_of_what_was_found_is_learned() -> None:
    moment, start, end = read("I'll call you soon.")
    found.pass_over(moment, start, end, agent(), NOW)
    found.pass_over(moment, start, end, agent(), NOW)
    assert standing() == [("explicit", "wrong", "I'll call you soon.")]


def test_a_recorded_promise_that_is_none_is_learned_until_it_is_one_after_all() -> None:
    moment, start, end = read("I'll call you soon.")
    client = signed_in()
    client.post(f"/messages/{moment.public_id}/promises/{start}-{end}/record", {"what": "call", "sort": "callback"})
    made = Promise.objects.get()
    client.post(f"/promises/{made.public_id}/mistaken")
    assert not standing()
    acts.undo(made, agent(), NOW)
    client.post(f"/promises/{made.public_id}/mistaken", {"misread": "yes"})
    assert standing() == [("explicit", "wrong", "I'll call you soon.")]
    client.post(f"/promises/{made.public_id}/undo")
    assert not standing()
