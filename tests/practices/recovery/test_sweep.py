"""Nobody left hanging: found in the books, called first, taken up with a first line, or put aside with a reason."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from regulars.book.models import Conversation, Customer, Moment
from regulars.book.today.slots import TODAY
from regulars.conversations.models import Draft
from regulars.engine.models import Job
from regulars.intake.models import Inbox
from regulars.practices.recovery.models import Attended, Hanging, Recovery
from regulars.practices.recovery.sweep import acts, books, heard, tasks
from regulars.readings.models import Understanding
from regulars.staff.models import Team
from tests import builders
from tests.builders import signed_in
from tests.gestures.builders import order
from tests.practices.recovery import recoveries as make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TROUBLE = {"sentiment": {"negative": 0.95}, "failure": {"product": 0.9}, "severity": {"serious": 0.7}}


def complained(of: Customer, text: str = "The kettle leaks.", months: int = 14, **more: Any) -> Moment:
    """Somebody who told of trouble so long ago, and whose words were read."""
    at = timezone.now() - timedelta(days=30 * months)
    on = builders.conversation(of, last_at=at, opened_at=at, status=Conversation.CLOSED, **more)
    (moment,) = builders.messages(on, [text], at)
    Understanding.objects.create(
        message=moment.messages.get(), edition="full", tier="full", at=at, read_at=at, scores=TROUBLE
    )
    return moment


def test_a_complaint_of_fourteen_months_ago_is_found_and_taken_up_with_one_key() -> None:
    seat, ana = signed_in(), builders.customer()
    for months in (15, 16, 17):
        order(ana, str(months), ordered_at=timezone.now() - timedelta(days=30 * months))
    moment = complained(ana)
    # As an import brings it.
    Moment.objects.update(history=True)
    assert acts.sweep(timezone.now()) == 1
    shown = seat.get("/hanging").content.decode()
    assert "The kettle leaks." in shown
    assert "13 months ago" in shown
    assert "Nobody answered." in shown
    assert "They used to come every 30 days, and have stayed away for 420." in shown
    assert "€120.00 a year" in shown
    row = Hanging.objects.get()
    answer = seat.post(f"/hanging/{row.public_id}/open")
    recovery = Recovery.objects.get()
    assert answer.headers["Location"] == f"/recoveries/{recovery.public_id}"
    assert recovery.signs.get().quote == "The kettle leaks."
    draft = Draft.objects.get(conversation=moment.conversation)
    assert "nobody answered" in draft.text
    assert seat.post(f"/hanging/{row.public_id}/open").status_code == 302
    assert (Recovery.objects.count(), Draft.objects.count(), Attended.objects.count()) == (1, 1, 1)
    assert "Nobody was left hanging" in seat.get("/hanging").content.decode()
    acts.sweep(timezone.now())
    assert "Nobody was left hanging" in seat.get("/hanging").content.decode()


def test_it_is_put_aside_with_a_reason_and_brought_back() -> None:
    seat = signed_in()
    complained(builders.customer())
    acts.sweep(timezone.now())
    row = Hanging.objects.get()
    refused = seat.post(f"/hanging/{row.public_id}/aside", {"reason": "  "})
    assert refused.status_code == 422
    assert "Say in a sentence why" in refused.content.decode()
    seat.post(f"/hanging/{row.public_id}/aside", {"reason": "She moved to another country"})
    assert Attended.objects.get().reason == "She moved to another country"
    acts.sweep(timezone.now())
    assert "The kettle leaks." not in seat.get("/hanging").content.decode()
    seat.post(f"/hanging/{row.public_id}/back")
    assert "The kettle leaks." in seat.get("/hanging").content.decode()


def test_what_was_made_right_meanwhile_is_gone_from_the_list() -> None:
    moment = complained(builders.customer())
    acts.sweep(timezone.now())
    assert moment.conversation is not None
    (reply,) = builders.messages(moment.conversation, ["Thank you, all is well."], moment.at + timedelta(days=2))
    said = reply.messages.get()
    Understanding.objects.create(message=said, edition="full", tier="full", at=reply.at, read_at=reply.at)
    said.readings.create(reader="thanks", reader_version=1, label="thanks", score=0.9, start=0, end=9)
    acts.sweep(timezone.now())
    assert Hanging.objects.get().gone_at is not None


def test_what_came_through_a_hidden_inbox_is_not_shown() -> None:
    kept = Inbox.objects.create(address="board@desk.example")
    kept.teams.add(Team.objects.create(name="Board"))
    complained(builders.customer(), inbox=kept)
    acts.sweep(timezone.now())
    row = Hanging.objects.get()
    assert "The kettle leaks." not in signed_in().get("/hanging").content.decode()
    assert signed_in().post(f"/hanging/{row.public_id}/open").status_code == 404
    assert "Call somebody" not in signed_in().get("/today").content.decode()
    assert "The kettle leaks." in signed_in("owner").get("/hanging").content.decode()


def test_a_job_goes_over_all_books_and_comes_again_while_texts_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "AT_ONCE", 1)
    complained(builders.customer())
    complained(builders.customer("Boris Okafor", "boris@veloworks.example"), "It never came.")
    Understanding.objects.filter(message__text="It never came.").update(edition="")
    tasks.begin.run({})
    make.work()
    assert sorted(Hanging.objects.values_list("quote", flat=True)) == ["It never came.", "The kettle leaks."]
    assert Job.objects.filter(kind="every.recovery.sweep", state="waiting").exists()


def test_a_question_without_anger_and_a_happy_goodbye_are_no_trouble() -> None:
    """However sure one reader is that they are."""
    asks = complained(builders.customer(), "Could you confirm once more when we are expected?")
    thought = {"sentiment": {"negative": 0.88}, "failure": {"rule": 0.5}, "severity": {"minor": 0.6}}
    scores = {**thought, "emotion": {"neutral": 0.5, "curiosity": 0.3}}
    assert asks.conversation is not None
    answer = builders.messages(asks.conversation, ["", "On Monday at three."], asks.at)[1]
    told = {"edition": "full", "tier": "full", "at": answer.at, "read_at": answer.at}
    Understanding.objects.create(message=answer.messages.get(), **told)
    Understanding.objects.filter(message__moment=asks).update(scores=scores)
    complained(builders.customer("Boris Okafor", "boris@veloworks.example"), "It is here. See you next summer!")
    assert acts.sweep(timezone.now()) == 0


def test_one_customer_stands_there_once() -> None:
    ana = builders.customer()
    complained(ana)
    complained(ana, "The lid is gone, too.", 20)
    acts.sweep(timezone.now())
    shown = signed_in().get("/hanging").content.decode()
    assert shown.count("Take it up<") == 1
    assert "And 1 thing more." in shown


def test_it_stands_on_today_for_whoever_has_time() -> None:
    moment = complained(builders.customer())
    acts.sweep(timezone.now())
    assert TODAY.get("hanging") is not None
    shown = signed_in().get("/today").content.decode()
    assert moment.conversation
    assert f'data-matter="{moment.conversation.public_id}" class="hanging"' in shown
    assert shown.index("When there is time") < shown.index("Call somebody whom we left hanging")


def test_books_read_all_at_once_say_what_they_say_one_by_one() -> None:
    """Whatever the order in which it was written down."""
    ana, boris = builders.customer(), builders.customer("Boris Okafor", "boris@veloworks.example")
    for of, months in ((ana, 3), (boris, 9), (ana, 14), (boris, 2), (ana, 6)):
        complained(of, months=months)
    Moment.objects.filter(pk=complained(ana, months=5).pk).update(direction=Moment.OUT)
    start, end = ana.pk, boris.pk + 1
    one_by_one = list(heard.of_customers(start, end))
    assert list(heard.everything().of_customers(start, end)) == one_by_one
    assert len(one_by_one) == 6
