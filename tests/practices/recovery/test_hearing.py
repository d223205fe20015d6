"""Recoveries that open, go on and end by themselves."""

import random
from datetime import timedelta

import pytest

from regulars.base.results import Refused
from regulars.book.models import Customer, Moment
from regulars.gestures import acts as gestures
from regulars.gestures.models import Gesture
from regulars.practices.recovery import course, hearing, tasks
from regulars.practices.recovery.acts import amends, opening
from regulars.practices.recovery.matters import Found
from regulars.practices.recovery.models import Amended, Recovery, Sign
from tests import builders
from tests.api.conftest import Program
from tests.practices.recovery import recoveries as make
from tests.practices.recovery.recoveries import NOW, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FAILURE = ("failure:delivery", "feeling:angry")


def test_what_they_write_opens_one_and_the_same_again_none() -> None:
    """A failure with a feeling; heard twice, or from old mail, it opens no other; what follows in the talk joins."""
    talk = builders.conversation(builders.customer(), assignee=builders.agent())
    first = make.said(talk)
    hearing.hear_read([make.read(first, *FAILURE, again=True)], NOW)
    assert not Recovery.objects.exists()
    for _ in range(2):
        hearing.hear_read([make.read(first, *FAILURE)], NOW)
    found = Recovery.objects.get()
    assert (found.route, found.severity, found.failure, found.holder) == (
        "reading",
        "serious",
        "delivery",
        talk.assignee,
    )
    assert Sign.objects.get().quote == "It broke."
    hearing.hear_read([make.read(make.said(talk, NOW + timedelta(days=2)), "repeat:repeat")], NOW)
    assert Recovery.objects.count() == 1
    assert sorted(Sign.objects.values_list("route", flat=True)) == ["reading", "repeat"]
    # That they had to ask again is enough by itself.
    other = builders.conversation(builders.customer("Boris Okafor", "boris@veloworks.example"))
    hearing.hear_read([make.read(make.said(other), "repeat:repeat")], NOW)
    assert [one.failure for one in Recovery.objects.filter(route="repeat")] == ["wait"]


def test_what_they_write_after_amends_means_it_was_not_made_good() -> None:
    """It comes before everything else, and begins anew with listening."""
    talk = builders.conversation(builders.customer())
    recovery = make.gone_through(make.opened(talk.customer, conversation=talk.pk))
    hearing.hear_read([make.read(make.said(talk, NOW + timedelta(days=2)), *FAILURE)], NOW)
    assert Recovery.objects.count() == 1
    assert (fresh(recovery).round, fresh(recovery).step, fresh(recovery).urgent) == (2, course.LISTEN, True)


def test_an_apology_that_is_sent_settles_its_step() -> None:
    """With who said it, and where; a hollow one settles nothing."""
    talk = builders.conversation(builders.customer())
    recovery = make.opened(talk.customer, conversation=talk.pk)
    _theirs, ours = builders.messages(talk, ["It broke.", "I am sorry."], NOW + timedelta(hours=1))
    Moment.objects.filter(pk=ours.pk).update(agent=builders.agent("lead"))
    hearing.hear_read([make.read(ours, "apology:apology", "apology:hollow")], NOW)
    assert not recovery.steps.exists()
    for _ in range(2):
        hearing.hear_read([make.read(ours, "apology:apology")], NOW)
    row = recovery.steps.get()
    assert (row.name, row.outcome, row.agent, row.moment) == (
        "acknowledge",
        "done",
        builders.agent("lead"),
        ours.public_id,
    )


def test_a_broken_promise_and_a_late_order_open_one_each() -> None:
    """Once, however often they are told; an order that comes as promised opens none."""
    ana = builders.customer()
    make.happened(ana, "promise.broken", promise="p1", sort="callback", strength="explicit")
    make.happened(ana, "promise.broken", NOW + timedelta(days=8), promise="p1", sort="callback", strength="explicit")
    make.happened(ana, "order.delivered", NOW + timedelta(days=8), order="o1", late=2 * 86400)
    make.happened(ana, "order.delivered", NOW + timedelta(days=8), order="o2", late=60)
    found = Recovery.objects.order_by("pk").values_list("route", "failure", "severity", "order")
    assert list(found) == [("promise", "promise", "serious", ""), ("order", "delivery", "minor", "o1")]


@pytest.mark.sqlite
def test_when_they_come_back_somebody_looks_again() -> None:
    """Then it is due; before that nothing is."""
    recovery = make.gone_through(make.opened(builders.customer()))
    assert (recovery.step, recovery.due_at is not None) == (course.EXTRA, True)
    make.gone_through(recovery, course.EXTRA)
    assert (recovery.step, recovery.due_at, recovery.waiting) == (course.SECOND, None, True)
    for _ in range(2):
        make.happened(recovery.customer, "visit.came", NOW + timedelta(days=40))
    found = fresh(recovery)
    assert (found.step, found.waiting, found.until_at) == (course.SECOND, False, None)
    assert found.due_at is not None
    assert recovery.steps.filter(name=course.SECOND).count() == 1


@pytest.mark.sqlite
def test_who_does_not_come_back_is_gone_at_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not before; and not while one of the four steps is open."""
    late, open_ = (
        make.gone_through(make.opened(builders.customer(), "hand:1")),
        make.opened(builders.customer("Boris Okafor", "boris@veloworks.example"), "hand:2"),
    )
    assert late.until_at is not None
    tasks.end_gone(late.until_at - timedelta(minutes=1))
    assert fresh(late).ended_at is None
    tasks.end_gone(late.until_at)
    assert (fresh(late).ending, fresh(open_).ending) == (course.GONE, "")


def offered(recovery: Recovery) -> list[str]:
    """Codes of what is offered, two of what fits."""
    make.gone_through(recovery, course.LISTEN, course.ACKNOWLEDGE)
    codes = [one.code for one in amends.choices_for(recovery, builders.agent(), NOW)][:2]
    assert not isinstance(amends.offer(recovery, codes, builders.agent(), NOW), Refused)
    make.work()
    return codes


@pytest.mark.sqlite
def test_they_choose_on_their_page_and_the_step_is_settled() -> None:
    """Offered and chosen are recorded, once, whoever hears of it how often."""
    recovery = make.opened(builders.customer())
    codes = offered(recovery)
    offer = amends.offer_of(recovery)
    assert offer is not None
    assert isinstance(gestures.choose(offer, codes[1], None, NOW + timedelta(hours=1)), Gesture)
    make.work()
    for moment in Moment.objects.filter(kind__in=hearing.AMENDS):
        hearing.hear_moment(moment, NOW)
    row = recovery.steps.get(name=course.MEET, outcome=course.DONE)
    assert row.words == Gesture.objects.get().words
    page = builders.signed_in().get(f"/recoveries/{recovery.public_id}").content.decode()
    assert "they chose it themselves" in page
    # That they chose is told already.
    told = Moment.objects.filter(kind="recovery.step").values_list("payload", flat=True)
    assert course.MEET not in [one["step"] for one in told]
    assert fresh(recovery).step == course.ACT
    assert list(recovery.steps.filter(name="meet").values_list("outcome", flat=True).order_by("pk")) == [
        "begun",
        "done",
    ]
    assert list(Amended.objects.order_by("pk").values_list("kind", flat=True))[:2] == ["offered", "chosen"]


@pytest.mark.sqlite
def test_amends_that_cannot_be_given_are_met_anew() -> None:
    """What they chose failed: that is a failed recovery, and goes on with the choice, not with listening."""
    recovery = make.opened(builders.customer())
    codes = offered(recovery)
    assert not isinstance(amends.choose(recovery, codes[0], "The first", builders.agent(), NOW), Refused)
    make.work()
    chosen = Gesture.objects.get()
    payload = {"gesture": chosen.public_id, "code": chosen.code, "recovery": recovery.public_id}
    make.happened(recovery.customer, "amends.failed", NOW + timedelta(hours=1), **payload)
    assert (fresh(recovery).step, fresh(recovery).round, fresh(recovery).urgent) == (course.MEET, 2, True)
    assert not isinstance(amends.offer(fresh(recovery), codes, builders.agent(), NOW), Refused)


@pytest.mark.sqlite
def test_chosen_amends_that_are_gone_leave_a_way_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The choice is refused with a sentence; another can be chosen, or offered."""
    recovery = make.opened(builders.customer())
    codes = offered(recovery)
    monkeypatch.setattr("regulars.gestures.offers.standing.is_there", lambda one, now: one.code != codes[0])
    monkeypatch.setattr(
        "regulars.gestures.offers.standing.settled_for", lambda code: (None, type("On", (), {"on": True}))
    )
    refused = amends.choose(recovery, codes[0], "", builders.agent(), NOW)
    assert isinstance(refused, Refused)
    assert fresh(recovery).step == course.MEET
    monkeypatch.undo()
    assert not isinstance(amends.choose(recovery, codes[1], "", builders.agent(), NOW), Refused)


def test_nothing_opens_in_an_erased_book() -> None:
    """Whoever comes back is somebody new."""
    gone = builders.erasure().customer
    found = Found("hand:9", "person", NOW, "minor", "other")
    assert isinstance(opening.open_(Customer.objects.get(pk=gone.pk), found, builders.agent(), NOW), Refused)


@pytest.mark.parametrize("seed", range(2))
def test_opening_never_doubles(seed: int) -> None:
    """In whatever order signs come, and however often: each has one recovery, and hearing it again changes nothing."""
    ana = builders.customer()
    talks = [builders.conversation(ana, f"Matter {place}") for place in range(3)]
    signs = [
        Found(f"moment:{place}", "order", NOW + timedelta(hours=place), "minor", "delivery", conversation=talk.pk)
        for place, talk in enumerate([*talks, *talks, talks[0]])
    ]
    shuffled = random.Random(seed).sample(signs * 2, len(signs) * 2)
    for one in shuffled:
        assert not isinstance(opening.open_(ana, one, None, NOW), Refused)
    kept = dict(Sign.objects.values_list("key", "recovery"))
    assert (len(kept), Recovery.objects.count()) == (len(signs), len(talks))
    for one in signs:
        opening.open_(ana, one, None, NOW)
    assert dict(Sign.objects.values_list("key", "recovery")) == kept


def told(of: Customer, kind: str, state: str) -> Moment:
    """What a promise tells, heard."""
    return make.happened(of, f"promise.{kind}", promise="p1", sort="callback", strength="explicit", state=state)


@pytest.mark.parametrize(("kind", "state"), [("reopened", "open"), ("mistaken", "mistaken")])
def test_a_promise_that_was_not_broken_ends_what_it_opened(kind: str, state: str) -> None:
    """As mistaken, while nothing else speaks for it; once it is broken after all, it goes on. Hearing twice is once."""
    ana = builders.customer()
    broken = told(ana, "broken", "broken")
    told(ana, kind, state)
    ended = Recovery.objects.get()
    assert ended.ending == course.MISTAKEN
    hearing.hear_moment(broken, NOW)
    assert fresh(ended).ending == course.MISTAKEN
    told(ana, "broken", "broken")
    assert fresh(ended).ended_at is None
    assert Recovery.objects.count() == 1


@pytest.mark.sqlite
def test_a_promise_that_is_broken_still_ends_nothing() -> None:
    """Only that it was kept after all was taken back."""
    ana = builders.customer()
    told(ana, "broken", "broken")
    told(ana, "reopened", "broken")
    assert Recovery.objects.get().ended_at is None


@pytest.mark.sqlite
def test_where_somebody_has_begun_a_promise_that_was_not_broken_is_told_there() -> None:
    """They may have been told that we are sorry: a person says how that ends."""
    ana = builders.customer()
    told(ana, "broken", "broken")
    recovery = make.gone_through(Recovery.objects.get(), course.LISTEN)
    told(ana, "reopened", "open")
    assert fresh(recovery).ended_at is None
    page = builders.signed_in().get(f"/recoveries/{recovery.public_id}").content.decode()
    assert "a promise that was not broken after all" in page
    told(ana, "broken", "broken")
    page = builders.signed_in().get(f"/recoveries/{recovery.public_id}").content.decode()
    assert "a promise that was not broken after all" not in page
    assert "a promise that was broken after all" in page


def test_beside_a_conversation_the_way_to_a_recovery_knows_which_one() -> None:
    """Their newest words may stand in another."""
    talk = builders.conversation(builders.customer())
    page = builders.signed_in().get(f"/conversations/{talk.public_id}").content.decode()
    assert f"/recover?conversation={talk.public_id}" in page


@pytest.mark.sqlite
def test_a_bad_rating_that_a_program_brings_opens_one() -> None:
    """Two stars of five, in the words they wrote with it; three are not bad. The same one again is the same."""
    ana, program = builders.customer(), Program()
    good = {"customer": ana.public_id, "source": "shop", "source_id": "1", "score": 3, "of": 5}
    bad = {**good, "source_id": "2", "score": 2, "words": "Nobody called me back."}
    for one in (good, bad, bad):
        program.post("/ratings", one, 201)
    make.work()
    found = Recovery.objects.get()
    assert (found.route, found.signs.get().quote) == ("rating", "Nobody called me back.")
    assert Moment.objects.filter(kind="rating.given").count() == 2
    page = builders.signed_in().get(f"/customers/{ana.public_id}").content.decode()
    assert "Rated us 2 of 5: “Nobody called me back.”" in page
    for wrong in ({**good, "score": 6}, {**good, "email": "ana@nordbake.example"}, {**good, "customer": ""}):
        program.post("/ratings", wrong, 422)
    stranger = {**good, "customer": "", "email": "nobody@nordbake.example"}
    assert program.post("/ratings", stranger, 422)["error"]["field"] == "email"


@pytest.mark.sqlite
def test_a_damaged_order_that_a_program_brings_opens_one() -> None:
    """With a replacement among what can be offered; that it came late, too, is the same matter."""
    order = {"source_id": "7", "customer": {"email": "ana@nordbake.example"}, "currency": "EUR", "total": 4000}
    order |= {"ordered_at": "2026-11-01T10:00:00Z", "delivered_at": "2026-11-09T10:00:00Z", "status": "damaged"}
    order |= {"promised": {"local": "2026-11-04T18:00", "zone": "Europe/Vienna"}}
    Program().post("/orders", {"source": "shop", "orders": [order]})
    make.work()
    found = Recovery.objects.get()
    assert (found.route, found.failure) in (("order", "product"), ("order", "delivery"))
    assert sorted(sign.key.partition(":")[0] for sign in found.signs.all()) == ["damaged", "order"]
    assert "replacement" in [one.code for one in amends.choices_for(found, builders.agent(), NOW)]
