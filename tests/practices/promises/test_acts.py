"""Promises as rows: made, ended, undone, handed over, and told before they are late."""

from datetime import datetime, timedelta

import pytest

from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.leaving.whose import whose
from regulars.book.models import Moment
from regulars.conversations.models import Draft
from regulars.practices.promises import acts, belonging, desk, kinds
from regulars.practices.promises.acts import Shows
from regulars.practices.promises.models import Holding, Outcome, Promise, Told
from regulars.practices.promises.telling import said as heard_said
from tests import builders
from tests.builders import NOW, agent, customer

from .cast import MONDAY, ON_TUESDAY, promised, said

pytestmark = pytest.mark.django_db
TUESDAY_NOON = LocalTime(datetime.fromisoformat("2026-11-24T12:00"), "Europe/Vienna")


def ledger_kinds() -> list[str]:
    """What the ledger says of promises, in order."""
    return list(Moment.objects.filter(kind__startswith="promise.").order_by("pk").values_list("kind", flat=True))


def test_a_promise_is_in_the_hands_of_who_made_it_and_in_the_book() -> None:
    made = promised()
    assert made.due_at == MONDAY.utc()
    assert (made.due_local, made.due_zone) == ("2026-11-23T23:59:00", "Europe/Vienna")
    assert Holding.objects.get().agent == agent()
    told = Moment.objects.get(kind="promise.made")
    assert told.payload == {
        "promise": made.public_id,
        "sort": "delivery",
        "what": "the new kettle is there",
        "due_at": MONDAY.utc().isoformat(),
        "due_local": "2026-11-23T23:59:00",
        "due_zone": "Europe/Vienna",
        "due_means": "day",
        "strength": "explicit",
        "state": "open",
        "by": agent().public_id,
    }
    assert kinds.made(told.payload).startswith("Promised: the new kettle is there, by Monday, 23 November")


def test_a_due_date_in_the_past_is_refused_with_words() -> None:
    refused = acts.make(customer(), said(), agent(), ON_TUESDAY)
    assert isinstance(refused, Refused)
    assert refused.field == "due"
    assert "23 November 2026, 23:59 has passed already" in refused.reason
    assert not Promise.objects.exists()


def test_kept_in_time_and_kept_late_are_told_apart() -> None:
    ana = customer()
    for done, state in ((NOW + timedelta(days=1), "kept"), (ON_TUESDAY, "late")):
        made = promised(ana)
        assert not isinstance(acts.keep(made, agent(), done), Refused)
        made.refresh_from_db()
        assert made.state == state
    assert ledger_kinds() == ["promise.made", "promise.kept", "promise.made", "promise.late"]


def test_what_was_broken_can_only_be_kept_late() -> None:
    made = promised()
    acts.break_(made, None, ON_TUESDAY)
    kept = acts.keep(made, agent(), ON_TUESDAY, Shows(happened=NOW))
    assert isinstance(kept, Outcome)
    assert kept.kind == "late"


def test_the_second_who_honours_is_told_who_was_first() -> None:
    made = promised()
    first = acts.honour(made, agent("lead"), NOW, Shows(words="She showed us the message.", cost=1200, currency="EUR"))
    second = acts.honour(made, agent(), NOW, Shows(cost=1200, currency="EUR"))
    assert isinstance(first, Outcome)
    assert (first.honoured, first.cost) == (True, 1200)
    assert second == Refused("Leo Marsh has kept this promise already.")
    assert ledger_kinds() == ["promise.made", "promise.honoured"]


def test_only_the_customer_lets_us_off() -> None:
    made = promised()
    assert isinstance(acts.release(made, agent(), NOW, " "), Refused)
    assert isinstance(acts.release(made, agent(), NOW, "Never mind, I bought one."), Outcome)


def test_how_it_ended_can_be_taken_back_and_stays_as_a_row() -> None:
    made = promised()
    acts.keep(made, agent(), NOW)
    acts.undo(made, agent(), NOW)
    made.refresh_from_db()
    assert made.state == "open"
    assert Outcome.objects.get().undone.agent == agent()
    assert ledger_kinds()[-1] == "promise.reopened"
    assert isinstance(acts.undo(made, agent(), NOW), Refused)


def test_what_stands_in_its_place_goes_when_that_is_taken_back() -> None:
    old = promised()
    new = acts.replace(old, said(due=TUESDAY_NOON), agent(), NOW)
    assert isinstance(new, Promise)
    acts.undo(old, agent(), NOW)
    assert {one.public_id: one.state for one in Promise.objects.all()} == {
        old.public_id: "open",
        new.public_id: "mistaken",
    }


def test_a_promise_that_has_ended_is_not_replaced() -> None:
    old = promised()
    acts.keep(old, agent(), NOW)
    assert isinstance(acts.replace(old, said(due=TUESDAY_NOON), agent(), NOW), Refused)
    assert Promise.objects.count() == 1


def test_handed_over_to_a_colleague_and_to_nobody() -> None:
    made = promised()
    acts.hand_over(made, agent("lead"), agent(), NOW, "I am away tomorrow.")
    made.refresh_from_db()
    assert made.holder == agent("lead")
    acts.hand_over(made, None, agent("lead"), NOW)
    made.refresh_from_db()
    assert made.holder is None
    assert Holding.objects.count() == 3


def test_a_time_is_given_once_and_told_afterwards() -> None:
    made = promised(due=None)
    assert isinstance(acts.set_due(made, MONDAY, "day", agent(), NOW), Promise)
    assert isinstance(acts.set_due(made, TUESDAY_NOON, "time", agent(), NOW), Refused)


def drafted() -> tuple[Promise, Draft, Moment]:
    """A promise in a conversation, a draft there, and the moment that this becomes."""
    on = builders.conversation(customer())
    draft = Draft.objects.create(
        agent=agent(), conversation=on, text="The kettle is there on Tuesday at 12:00.", created_at=NOW, updated_at=NOW
    )
    moment = builders.messages(on, ["Where is it?", draft.text])[1]
    return promised(on.customer, conversation=on), draft, moment


@pytest.mark.sqlite
def test_told_before_late_counts_once_the_mail_is_sent() -> None:
    old, draft, moment = drafted()
    acts.tell_before_late(old, TUESDAY_NOON, "time", agent(), NOW, draft=draft)
    old.refresh_from_db()
    assert (old.state, old.told_at) == ("open", None)
    heard_said(draft.pk, moment.pk, NOW)
    old.refresh_from_db()
    assert (old.state, old.told_at) == ("replaced", NOW)
    assert old.replaced_by.get().due_at == TUESDAY_NOON.utc()
    assert Told.objects.get().moment == moment


def test_what_is_told_after_its_time_is_not_told_before_late() -> None:
    old, draft, moment = drafted()
    acts.tell_before_late(old, TUESDAY_NOON, "time", agent(), NOW, draft=draft)
    heard_said(draft.pk, moment.pk, MONDAY.utc() + timedelta(minutes=1))
    old.refresh_from_db()
    assert (old.state, old.told_at) == ("replaced", None)
    assert isinstance(acts.tell_before_late(promised(old.customer), TUESDAY_NOON, "time", agent(), ON_TUESDAY), Refused)


def test_a_promise_in_a_draft_counts_from_when_it_is_said() -> None:
    _, draft, moment = drafted()
    quote = "The kettle is there on Tuesday at 12:00."
    made = promised(
        draft.conversation.customer, draft=draft, conversation=draft.conversation, quote=quote, span=(0, len(quote))
    )
    assert made.said_at is None
    heard_said(draft.pk, moment.pk, NOW)
    heard_said(draft.pk, moment.pk, NOW)
    made.refresh_from_db()
    assert (made.said_at, made.moment, made.draft) == (NOW, moment, None)
    assert ledger_kinds().count("promise.made") == 2


def test_what_was_promised_in_a_draft_goes_along_into_the_one_that_took_its_text() -> None:
    _, draft, moment = drafted()
    on, quote = draft.conversation, "You have it by Monday."
    thrown = Draft.objects.create(
        agent=agent(), conversation=on, text=quote, created_at=NOW, updated_at=NOW, discarded_at=NOW
    )
    made = promised(on.customer, draft=thrown, conversation=on, quote=quote, span=(0, len(quote)))
    Draft.objects.filter(pk=draft.pk).update(text=f"{quote}\n\n{draft.text}")
    heard_said(draft.pk, moment.pk, NOW)
    made.refresh_from_db()
    assert (made.said_at, made.moment) == (NOW, moment)


def test_erasing_somebody_leaves_when_and_whether_and_takes_the_words() -> None:
    kept = promised(quote="by Monday")
    still_open = promised(kept.customer, quote="by Monday")
    acts.honour(kept, agent(), NOW, Shows(words="She showed us."))
    belonging.erase(whose(kept.customer), NOW)
    kept.refresh_from_db()
    still_open.refresh_from_db()
    assert (kept.what, kept.quote, kept.state, kept.due_at) == ("", "", "kept", MONDAY.utc())
    assert Outcome.objects.get().words == ""
    assert still_open.said_at is None
    assert desk.break_due(ON_TUESDAY) == 0


def test_words_that_were_struck_out_before_sending_promise_nothing() -> None:
    _, draft, moment = drafted()
    made = promised(draft.conversation.customer, draft=draft, quote="by Monday", span=(0, 9))
    heard_said(draft.pk, moment.pk, NOW)
    assert not Promise.objects.filter(pk=made.pk).exists()


def test_the_same_words_are_written_down_once() -> None:
    on = builders.conversation(customer())
    moment = builders.messages(on, ["Where is it?", "It is there by Monday."])[1]
    first = promised(on.customer, moment=moment, conversation=on, span=(0, 22))
    assert promised(on.customer, moment=moment, conversation=on, span=(12, 21)) == first
