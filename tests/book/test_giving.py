"""A row is given to another person, with what goes along, and taken back."""

import pytest

from regulars.base.results import Refused
from regulars.book.acts import append_moment
from regulars.book.merging import moving
from regulars.book.merging.belongings import belonging
from regulars.book.models import (
    Conversation,
    Erasure,
    Identity,
    Moment,
    Move,
    Participant,
)
from tests import builders, mails
from tests.book.merged_people import LATER, dump, order, two
from tests.builders import NOW

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.mark.sqlite
def test_a_conversation_goes_to_another_person_with_all_in_it_and_back() -> None:
    ana, home = two()
    mine = Conversation.objects.get(customer=home)
    before = dump()
    one = belonging("conversation")
    made = moving.move(one, mine, ana, builders.agent(), LATER)
    assert isinstance(made, Move)
    assert set(mine.moments.values_list("customer", flat=True)) == {ana.pk}
    assert Participant.objects.get(conversation=mine).value == "ana@home.example"
    assert moving.move(one, mine, ana, builders.agent(), LATER) == made
    assert isinstance(moving.move(one, Conversation.objects.exclude(pk=mine.pk).get(), ana, None, LATER), Refused)
    moving.undo_move(made, builders.agent(), LATER)
    moving.undo_move(made, builders.agent(), LATER)
    assert dump() == before


def test_nothing_is_given_to_somebody_who_was_erased() -> None:
    _ana, home = two()
    shell = builders.erasure().customer
    mine = Conversation.objects.get(customer=home)
    assert isinstance(moving.move(belonging("conversation"), mine, shell, builders.agent(), LATER), Refused)
    assert not Move.objects.exists()


@pytest.mark.parametrize("code", ["conversation", "identity"])
def test_nothing_goes_back_to_somebody_who_was_erased_since(code: str) -> None:
    ana, home = two()
    one = belonging(code)
    row = one.model._default_manager.get(customer=home)
    made = moving.move(one, row, ana, builders.agent(), LATER)
    assert isinstance(made, Move)
    Erasure.objects.create(customer=home, asked_at=LATER, due_at=LATER, done_at=LATER)
    before = dump()
    assert isinstance(moving.undo_move(made, builders.agent(), LATER), Refused)
    assert dump() == before
    assert moving.owner(one, one.model._default_manager.get(pk=row.pk)) == ana.pk
    assert builders.signed_in().post(f"/moves/{made.public_id}/undo").headers["Location"].endswith(ana.public_id)


@pytest.mark.sqlite
def test_an_order_takes_the_moments_that_tell_of_it_along() -> None:
    ana, home = two()
    bought = order(home)
    before = dump()
    made = moving.move(belonging("order"), bought, ana, builders.agent(), LATER)
    assert isinstance(made, Move)
    assert Moment.objects.get(kind="order.placed").customer == ana
    moving.undo_move(made, builders.agent(), LATER)
    assert dump() == before


@pytest.mark.sqlite
def test_a_note_leaves_its_conversation_with_a_move_and_what_was_said_does_not() -> None:
    ana, home = two()
    beside = Conversation.objects.get(customer=home)
    note = append_moment(home, "note", NOW, conversation=beside)
    before = dump()
    made = moving.move(belonging("moment"), note, ana, builders.agent(), LATER)
    assert isinstance(made, Move)
    note.refresh_from_db()
    assert (note.customer_id, note.conversation_id) == (ana.pk, None)
    again = moving.move(belonging("moment"), note, home, builders.agent(), LATER)
    assert isinstance(again, Move)
    moving.undo_move(made, None, LATER)
    note.refresh_from_db()
    assert (note.customer_id, note.conversation_id) == (home.pk, None)
    moving.undo_move(again, None, LATER)
    assert dump() == before
    said = beside.moments.exclude(pk=note.pk).first()
    assert isinstance(moving.move(belonging("moment"), said, ana, None, LATER), Refused)


def test_answers_find_a_conversation_that_was_given_to_another() -> None:
    mails.take_in(mails.mail(), mails.mail(mails.BORIS, "A bicycle", message_id="bicycle@veloworks.example"))
    boris = Identity.objects.get(value="boris@veloworks.example").customer
    kettle = Conversation.objects.get(subject="The blue kettle")
    assert isinstance(moving.move(belonging("conversation"), kettle, boris, builders.agent(), LATER), Move)
    mails.take_in(mails.reply("one@nordbake.example", message_id="two@nordbake.example"))
    assert set(kettle.moments.values_list("customer", flat=True)) == {boris.pk}
    assert kettle.moments.count() == 2


def test_what_was_told_of_an_order_meanwhile_goes_back_with_it() -> None:
    ana, home = two()
    bought = order(home)
    made = moving.move(belonging("order"), bought, ana, builders.agent(), NOW)
    assert isinstance(made, Move)
    told = append_moment(ana, "note", LATER, payload={"order": bought.public_id})
    Moment.objects.filter(pk=told.pk).update(kind="order.sent")
    moving.undo_move(made, builders.agent(), LATER)
    assert set(Moment.objects.filter(kind__startswith="order.").values_list("customer", flat=True)) == {home.pk}
