"""A recovery goes with its customer: merged, parted again, erased, away."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from regulars.book.eyes import DESK
from regulars.book.leaving import carrying
from regulars.book.merging import moving
from regulars.book.merging.belongings import BELONGINGS
from regulars.book.models import Customer, Erasure, Moment, Move
from regulars.book.today.slots import FIRST, Asked
from regulars.practices.recovery import clocks, course, tasks, today
from regulars.practices.recovery.acts import steps
from regulars.practices.recovery.acts.projecting import project
from regulars.practices.recovery.models import Ending, Recovery, Sign, Step
from regulars.readings.texts import house_zone
from tests import builders
from tests.book.merged_people import merged, undone
from tests.practices.recovery import recoveries as make
from tests.practices.recovery.recoveries import NOW, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.sqlite
def test_in_one_book_the_second_is_the_second() -> None:
    """A merge makes two failures of one customer, and undoing it parts them again."""
    ana, home = builders.customer("A. Novak"), builders.customer("Ana Novak", "ana@home.example")
    first, second = make.opened(ana, "hand:1"), make.opened(home, "hand:2", NOW + timedelta(days=9))
    assert not second.urgent
    merge = merged(home, ana)
    make.work()
    assert (fresh(second).customer, fresh(second).nth, fresh(second).urgent) == (ana, 2, True)
    assert (fresh(first).nth, fresh(first).urgent) == (1, False)
    steps.write(fresh(second), course.LISTEN, course.PASSED, builders.agent(), NOW, reason="By phone")
    undone(merge)
    make.work()
    assert (fresh(second).customer, fresh(second).nth, fresh(second).step) == (home, 1, course.ACKNOWLEDGE)


def test_what_is_opened_for_one_who_was_merged_stands_in_the_book_that_stays() -> None:
    """Also where the sign comes late."""
    ana, home = builders.customer("A. Novak"), builders.customer("Ana Novak", "ana@home.example")
    merged(home, ana)
    assert make.opened(home).customer == ana


@pytest.mark.sqlite
def test_of_an_erased_customer_only_the_shell_is_left() -> None:
    """It asks for nothing any more, and says nothing of them."""
    talk = builders.conversation(builders.customer())
    recovery = make.opened(talk.customer, conversation=talk.pk)
    make.gone_through(recovery, course.LISTEN)
    erasure = Erasure.objects.create(customer=talk.customer, asked_at=NOW, due_at=NOW)
    assert carrying.carry_out(erasure, NOW + timedelta(days=40)) is None
    assert (fresh(recovery).ending, Sign.objects.get().quote, Step.objects.get().reason) == (course.LEFT, "", "")
    project(fresh(recovery))
    assert fresh(recovery).ended_at is not None
    assert matters(NOW + timedelta(days=40)) == []
    client = builders.signed_in()
    assert client.get(f"/recoveries/{recovery.public_id}").status_code == 200
    # And nothing begins anew, whoever presses and whatever is heard late.
    for press, typed in (("go-on", {}), ("failed", {"step": "act", "words": "No."})):
        assert client.post(f"/recoveries/{recovery.public_id}/do/{press}", typed).status_code == 422
    assert fresh(recovery).ending == course.LEFT


def test_clocks_are_theirs_and_the_houses_for_who_has_none() -> None:
    """At noon in the house it is night in Tokyo: four hours of theirs are over at noon of the next day."""
    ana = builders.customer()
    ana.time_zone = "Asia/Tokyo"
    ana.save()
    theirs, ours = make.opened(ana), make.opened(builders.customer("Boris Okafor", "boris@veloworks.example"), "hand:2")
    house = ZoneInfo(house_zone())
    assert theirs.due_at == datetime(2026, 11, 21, 12, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert ours.due_at == clocks.later(NOW, 4, house.key)
    assert clocks.later(NOW, 4, house.key) != theirs.due_at


@pytest.mark.sqlite
def test_who_was_away_and_comes_back_is_asked_how_it_is() -> None:
    """Also who had been taken for gone, whether we hear of it at once or an import brings it; not years later."""
    gone, later = waiting_for(builders.customer()), timedelta(days=200)
    boris = waiting_for(builders.customer("Boris Okafor", "boris@veloworks.example"))
    chloe = waiting_for(builders.customer("Chloe Dubois", "chloe@samphire.example"))
    for one in (gone, boris, chloe):
        steps.end(one, course.GONE, None, NOW + later)
    make.happened(gone.customer, "visit.came", NOW + later * 1.1)
    brought(boris.customer, NOW + later * 1.1)
    make.happened(chloe.customer, "visit.came", NOW + later * 9)
    tasks.look_back(NOW + later * 1.2)
    for one in (gone, boris):
        assert (fresh(one).ending, fresh(one).step, fresh(one).waiting) == ("", course.SECOND, False)
        assert [row.how for row in one.endings.order_by("pk")] == [course.GONE, course.UNDONE]
    assert fresh(chloe).ending == course.GONE


@pytest.mark.sqlite
def test_who_bought_in_the_other_book_has_come_back_once_it_is_one() -> None:
    """What was heard before the merge had no recovery to belong to."""
    ana, home = builders.customer("A. Novak"), builders.customer("Ana Novak", "ana@home.example")
    recovery = waiting_for(ana)
    brought(home, NOW + timedelta(hours=2))
    tasks.look_back(NOW + timedelta(days=1))
    assert fresh(recovery).waiting
    merged(ana, home)
    make.work()
    tasks.look_back(NOW + timedelta(days=1))
    assert (fresh(recovery).customer, fresh(recovery).waiting) == (home, False)


def waiting_for(of: Customer) -> Recovery:
    """One that waits for this customer to come back."""
    return make.gone_through(make.opened(of, f"hand:{of.pk}"), *course.MAMA, course.EXTRA)


def brought(of: Customer, at: datetime) -> None:
    """An order that a file brought."""
    times = {"at": at, "received_at": at, "recorded_at": at}
    Moment.objects.create(kind="order.placed", customer=of, birth_customer=of, direction="own", history=True, **times)


def matters(now: datetime) -> list[tuple[str, int]]:
    """Of Ada: what is to be done, and its rank."""
    agent = builders.agent()
    asked = Asked(agent, (agent.pk,), unheld=True, eyes=DESK, now=now, most=9)
    return [(one.title, one.rank) for one in today.recoveries(asked)]


def test_what_outranks_everything_comes_first_in_today() -> None:
    """A second failure before one that is due sooner."""
    ana = builders.customer()
    make.opened(builders.customer("Boris Okafor", "boris@veloworks.example"), "hand:0", severity="severe")
    make.opened(ana, "hand:1", NOW - timedelta(days=40))
    second = make.opened(ana, "hand:2")
    found = matters(NOW)
    assert found[0][1] == FIRST
    assert [rank for _title, rank in found].count(FIRST) == 1
    assert isinstance(steps.end(second, course.MISTAKEN, builders.agent(), NOW, why="Another Ana"), Ending)
    assert FIRST not in [rank for _title, rank in matters(NOW)]


def test_the_book_that_a_recovery_was_wrongly_given_to_counts_anew_when_it_goes_back() -> None:
    """Else its own failure stays the second one there, and outranks everything."""
    ana, boris = builders.customer(), builders.customer("Boris Okafor", "boris@veloworks.example")
    hers, his = make.opened(ana, "hand:1", NOW), make.opened(boris, "hand:2", NOW + timedelta(hours=1))
    given = moving.move(BELONGINGS.offers["recovery"], hers, boris, builders.agent(), NOW + timedelta(days=1))
    assert isinstance(given, Move)
    assert [fresh(one).nth for one in (hers, his)] == [1, 2]
    assert fresh(his).urgent
    moving.undo_move(given, builders.agent(), NOW + timedelta(days=1))
    assert [(fresh(one).nth, fresh(one).urgent) for one in (hers, his)] == [(1, False), (1, False)]
