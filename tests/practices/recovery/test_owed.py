"""What they chose: nothing ends well before they have it, and taking the choice back takes back what it gave."""

from datetime import timedelta

import pytest
from hypothesis import given, settings

from regulars.base.results import Refused
from regulars.gestures import acts as gestures
from regulars.gestures.amends import Cause
from regulars.gestures.models import Gesture, Offer, Voucher
from regulars.gestures.vouchers import acts as vouchers
from regulars.practices.recovery import course, letters, matters
from regulars.practices.recovery.acts import amends, steps, undoing
from regulars.practices.recovery.acts.projecting import standing_of
from regulars.practices.recovery.models import Experiment, Lot, Recovery
from tests import builders
from tests.gestures.builders import choices
from tests.practices.recovery import recoveries as make
from tests.practices.recovery.recoveries import NOW, fresh
from tests.practices.recovery.test_course import Choices, walked

LATER = NOW + timedelta(hours=3)


@settings(max_examples=40)
@given(Choices)
def test_while_something_is_owed_nothing_ends_well_and_nothing_surprises(path: list[int]) -> None:
    """Wherever a recovery stands; and that it is owed keeps nobody from the four steps."""
    acts = walked(path)
    stands, owed = course.standing(acts, NOW), course.standing(acts, NOW, owed=True)
    assert owed.next == (stands.next if stands.next in course.MAMA else course.OWED)
    ways = course.allowed(owed, ended=False)
    assert not {(course.EXTRA, course.DONE), (course.SECOND, course.DONE)} & ways
    assert not [how for how in (course.WELL, course.GONE) if course.may_end(owed, how, ended=False)]
    assert {way for way in course.allowed(stands, ended=False) if way[0] in course.MAMA} <= ways


@pytest.mark.django_db
def test_it_ends_well_only_when_they_have_what_they_chose() -> None:
    """Nor does anything unexpected come before, nor a lot for it, nor does it end by itself."""
    Experiment.objects.create(is_on=True, permille=999, salt="salt", at=NOW)
    recovery = chosen("handwritten_note", "voucher")
    make.gone_through(recovery, course.ACT)
    ada = builders.agent()
    assert (fresh(recovery).step, fresh(recovery).until_at) == (course.OWED, None)
    assert not Lot.objects.exists()
    refused = [
        steps.surprise(recovery, "A card", "note", ada, LATER),
        steps.look_again(recovery, ada, LATER, words="She says so"),
        steps.end(recovery, course.WELL, ada, LATER, why="She says so"),
        steps.end(recovery, course.GONE, None, LATER),
    ]
    waiting = Gesture.objects.get()
    assert all(isinstance(one, Refused) and waiting.words in one.reason for one in refused)
    page = builders.signed_in().get(f"/recoveries/{recovery.public_id}").content.decode()
    assert f"/gestures/{waiting.public_id}" in page
    assert gestures.settle(waiting, True, ada, LATER) is None
    make.work()
    assert Lot.objects.exists()
    assert fresh(recovery).step == course.EXTRA
    assert not isinstance(steps.surprise(recovery, "A card", "card", ada, LATER), Refused)


@pytest.mark.django_db
def test_what_failed_is_owed_until_something_else_is_met_instead() -> None:
    """The failed one is not what keeps it open once another was chosen."""
    recovery = chosen("handwritten_note", "voucher")
    ada = builders.agent()
    assert gestures.failed(Gesture.objects.get(), "No paper", LATER, ada) is None
    assert standing_of(fresh(recovery)).owed
    make.work()
    assert (fresh(recovery).step, standing_of(fresh(recovery)).owed) == (course.MEET, False)


@pytest.mark.sqlite
@pytest.mark.django_db
@pytest.mark.parametrize("code", ["handwritten_note", "voucher"])
def test_taking_a_choice_back_takes_back_what_it_gave_and_its_offer(code: str) -> None:
    """One verb: nothing is left to be done or to be chosen from, and another choice can be offered at once."""
    recovery = chosen(code, "voucher" if code != "voucher" else "credit_note")
    make.work()
    take_back(recovery)
    make.work()
    given = Gesture.objects.get()
    assert given.state == "taken_back"
    assert Offer.objects.get().withdrawn_at is not None
    stands = standing_of(fresh(recovery))
    assert (stands.next, stands.round, course.MEET in stands.begun) == (course.MEET, 1, False)
    again = [one.code for one in amends.choices_for(fresh(recovery), builders.agent(), LATER)][:2]
    made = amends.offer(fresh(recovery), again, builders.agent(), LATER)
    assert isinstance(made, Offer)
    # An offer that nobody has chosen from goes with its step, too.
    take_back(recovery)
    made.refresh_from_db()
    assert made.withdrawn_at is not None


@pytest.mark.sqlite
@pytest.mark.django_db
def test_what_they_have_already_is_not_taken_back_silently() -> None:
    """Done by a person, or used: the step stands, and it is said what can be done instead."""
    ada = builders.agent()
    recovery = chosen("handwritten_note", "voucher")
    gestures.settle(Gesture.objects.get(), True, ada, LATER)
    make.work()
    last = standing_of(fresh(recovery)).last
    assert last is not None
    refused = undoing.undo(recovery, last.id, ada, LATER)
    assert refused is not None
    assert "They have it already" in refused.reason
    assert "offer something else" in refused.reason
    # And that can be said.
    seat, path = builders.signed_in(), f"/recoveries/{recovery.public_id}"
    assert "They need something else" in seat.get(path).content.decode()
    seat.post(f"{path}/do/failed", {"step": "meet", "words": "A note is not what she asked for."})
    assert (fresh(recovery).step, fresh(recovery).round) == (course.MEET, 2)


@pytest.mark.django_db
def test_what_was_used_is_not_taken_back() -> None:
    """A voucher that was redeemed stays theirs, and the step stands."""
    ada, used = builders.agent(), chosen("voucher", "credit_note")
    assert not isinstance(vouchers.redeem(Voucher.objects.get(), "", ada, LATER), Refused)
    last = standing_of(fresh(used)).last
    assert last is not None
    refused = undoing.undo(used, last.id, ada, LATER)
    assert refused is not None
    assert "has been redeemed" in refused.reason
    assert standing_of(fresh(used)).next == course.ACT


def chosen(code: str, other: str) -> Recovery:
    """One in which they were offered these two and chose the first."""
    recovery = make.opened(builders.customer())
    make.gone_through(recovery, course.LISTEN, course.ACKNOWLEDGE)
    fit = choices(recovery.customer, code, other, cause=Cause("serious"))
    offer = gestures.offer(recovery.customer, fit, builders.agent(), NOW, recovery=recovery.public_id)
    assert isinstance(offer, Offer)
    make.work()
    assert not isinstance(amends.choose(recovery, code, "That one", builders.agent(), NOW), Refused)
    return fresh(recovery)


def take_back(recovery: Recovery) -> None:
    """The last act, by Ada."""
    last = standing_of(fresh(recovery)).last
    assert last is not None
    assert undoing.undo(recovery, last.id, builders.agent(), LATER) is None


LETTER = "Dear Ana,\n\nI am sorry.\n\nIs that right?"


@pytest.mark.parametrize(
    ("begun", "becomes"),
    [
        ("", LETTER),
        ("Kind regards,\nAda", f"{LETTER}\n\nKind regards,\nAda"),
        ("Dear Ana,\n\nKind regards,\nAda", f"{LETTER}\n\nKind regards,\nAda"),
        ("Hi Ana!\nIt came.", "Hi Ana!\n\nI am sorry.\n\nIs that right?\n\nIt came."),
        (LETTER, LETTER),
    ],
)
def test_nobody_is_greeted_twice(begun: str, becomes: str) -> None:
    assert letters.put_into(begun, LETTER) == becomes
    assert letters.put_into(becomes, LETTER) == becomes


def test_of_what_was_said_about_a_promise_later_only_the_last_holds() -> None:
    """Broken, not broken after all, broken after all."""
    said = [("promise:p1", ""), ("promise:p2", ""), ("promise:p1:m2", matters.TAKEN_BACK), ("hand:x", "")]
    assert matters.stand(said) == {key for key, _label in said}
    again = [*said, ("promise:p1:m3", matters.AGAIN)]
    assert matters.stand(again) == {"promise:p1", "promise:p2", "hand:x", "promise:p1:m3"}
