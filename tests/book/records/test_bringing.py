"""Orders, visits and rewards come in, come in again, change, and go."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book import search
from regulars.book.facts import acts as facts
from regulars.book.facts.course import Said
from regulars.book.kinds import sentence
from regulars.book.merging import moving
from regulars.book.merging.belongings import belonging
from regulars.book.models import (
    Batch,
    Customer,
    Fact,
    Identity,
    Moment,
    Move,
    Order,
    OrderLine,
    RecordChange,
    Reward,
    Visit,
)
from regulars.book.records import acts
from regulars.book.records.rows import Fate, Line, Row, Who, stay, wall
from regulars.book.records.undo import Undone, undo
from regulars.book.search.index import index_moments
from regulars.engine.models import Outbox
from tests import builders

NOW = builders.NOW
ORDERED = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
ANA = Who("Ana Novak", "ana@nordbake.example")
PROMISED = LocalTime(datetime.fromisoformat("2026-05-03T18:00"), "Europe/Berlin")
pytestmark = pytest.mark.django_db


def batch(noun: str = "order", source: str = "shop") -> Batch:
    """An open batch."""
    made = acts.begin(noun, source, NOW)
    assert isinstance(made, Batch)
    return made


def order(source_id: str = "1001", who: Who = ANA, lines: tuple[Line, ...] | None = None, **said: Any) -> Row:
    """An order of a kettle."""
    columns = {"number": source_id, "currency": "EUR", "total": 3890, "ordered_at": ORDERED, **said}
    kettle = (Line("Blue kettle", Decimal(1), 3890, "K-1"),)
    return Row(source_id, who, columns, kettle if lines is None else lines)


def bring(*rows: Row, noun: str = "order", into: Batch | None = None, **more: Any) -> list[Fate]:
    """Bring them, in a batch of their own."""
    return acts.bring(into or batch(noun), rows, NOW, **more)


def everything() -> list[list[Any]]:
    """All rows that a batch can touch."""
    models = Customer, Identity, Moment, Order, OrderLine, Visit, Reward, RecordChange
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_an_order_comes_with_its_lines_its_customer_and_what_happened() -> None:
    (fate,) = bring(order(delivered_at=ORDERED + timedelta(days=3), **wall("promised", PROMISED)))
    assert fate.outcome == "brought", fate
    row = Order.objects.get()
    assert (row.public_id, row.status, row.total, row.customer.name) == (fate.public_id, "delivered", 3890, "Ana Novak")
    assert row.promised_at == datetime(2026, 5, 3, 16, 0, tzinfo=UTC)
    assert [line.name for line in row.lines.all()] == ["Blue kettle"]
    moments = list(Moment.objects.order_by("at"))
    assert [moment.kind for moment in moments] == ["order.placed", "order.delivered"]
    assert all(moment.history for moment in moments)
    assert row.moment == moments[0]
    assert sentence(moments[0].kind, moments[0].payload) == "Order 1001 placed: Blue kettle, €38.90"
    assert sentence(moments[1].kind, moments[1].payload) == "Order 1001 was delivered, 17 hours later than promised"
    assert row.customer.last_at == moments[1].at
    assert Outbox.objects.filter(kind="moments").count() == 1


def test_the_same_again_changes_nothing() -> None:
    rows = [order(), order("1002", promised_at=None)]
    bring(*rows)
    before = everything()
    assert [fate.outcome for fate in bring(*rows)] == ["unchanged", "unchanged"]
    assert everything() == before


def test_what_is_new_in_a_row_changes_the_mirror_and_appends_one_moment() -> None:
    bring(order(**wall("promised", PROMISED)))
    (fate,) = bring(order(status="delivered", delivered_at=ORDERED + timedelta(days=1)))
    assert fate.outcome == "changed"
    assert [moment.kind for moment in Moment.objects.order_by("pk")] == ["order.placed", "order.delivered"]
    told = Moment.objects.latest("pk")
    assert told.at == ORDERED + timedelta(days=1)
    assert sentence(told.kind, told.payload) == "Order 1001 was delivered as promised"
    bring(order(lines=(Line("Red kettle", Decimal(2), 1945),)))
    assert Moment.objects.latest("pk").kind == "order.changed"
    assert [line.name for line in OrderLine.objects.all()] == ["Red kettle"]


def test_what_a_row_does_not_say_stays() -> None:
    bring(order(ship_to={"city": "Bremen"}))
    bring(Row("1001", ANA, {"status": "paid"}))
    row = Order.objects.get()
    assert (row.status, row.ship_to, row.lines.count()) == ("paid", {"city": "Bremen"}, 1)


def test_a_known_address_finds_its_customer_and_a_new_one_makes_one() -> None:
    ana = builders.customer()
    boris = Who("Boris Okafor", "boris@veloworks.example", "+49 421 123456")
    bring(order(who=Who("A. Novak", "ANA@nordbake.example")), order("1002", boris), order("1003", boris))
    assert [row.customer_id == ana.pk for row in Order.objects.order_by("source_id")] == [True, False, False]
    assert Customer.objects.count() == 2
    made = Customer.objects.get(name="Boris Okafor")
    assert sorted(made.identities.values_list("kind", flat=True)) == ["email", "phone"]


def test_a_claim_and_a_shared_address_match_only_where_the_same_system_named_the_same_person() -> None:
    family = builders.customer("Berg family", "berg@home.example")
    family.identities.update(shared=True)
    mia = Who("Mia Berg", "berg@home.example")
    bring(order("1", mia), order("2", mia), order("3", Who("Ole Berg", "berg@home.example")))
    owners = [row.customer.name for row in Order.objects.order_by("source_id")]
    assert owners == ["Mia Berg", "Mia Berg", "Ole Berg"]
    assert Order.objects.get(source_id="1").customer == Order.objects.get(source_id="2").customer
    bring(order("4", Who("Mia Berg", "berg@home.example")), into=batch(source="till"))
    assert Order.objects.get(source_id="4").customer != Order.objects.get(source_id="1").customer


def test_addresses_that_nobody_answers_for_are_claims() -> None:
    bring(order(who=Who("Chloe Dubois", "chloe@samphire.example", external="7")), vouched=False)
    known = {row.kind: row.verified_at is not None for row in Identity.objects.all()}
    assert known == {"email": False, "external": True}
    assert Identity.objects.get(kind="external").value == "SHOP:7"


def test_a_telephone_beside_another_address_does_not_say_who_it_is() -> None:
    number = "+49 421 123456"
    bring(order("1", Who("Ana Novak", "ana@nordbake.example", number)))
    fates = bring(order("2", Who("Jan Novak", "jan@nordbake.example", number)), order("3", Who("", phone=number)))
    assert "claim" in fates[0].reason
    one, two, three = (Order.objects.get(source_id=name).customer for name in "123")
    assert one != two
    assert one == three


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (order(who=Who("Nobody")), "names no customer"),
        (order(who=Who("Nobody", "no address")), "no mail address"),
        (order(""), "needs an id"),
        (order("x" * 121), "needs an id"),
        (order(status="lost"), "no status"),
        (Row("1", ANA, {"currency": "EUR", "total": 1}), "ordered_at"),
        (order(colour="red"), "no field colour"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(row: Row, reason: str) -> None:
    (fate,) = bring(row)
    assert fate.outcome == "refused"
    assert reason in fate.reason
    assert not Order.objects.exists()
    assert not Customer.objects.exists()


def test_a_visit_that_ends_before_it_begins_is_refused() -> None:
    begins, ends = (LocalTime(datetime.fromisoformat(day), "Europe/Vienna") for day in ("2026-12-05", "2026-12-03"))
    (fate,) = bring(Row("v1", ANA, stay(begins, ends)), noun="visit")
    assert (fate.outcome, fate.reason) == ("refused", "It ends before it begins.")
    assert not Visit.objects.exists()
    (fate,) = bring(Row("v1", ANA, stay(begins, begins)), noun="visit")
    assert fate.outcome == "brought"


def test_one_id_twice_in_a_batch_is_taken_once() -> None:
    into = batch()
    fates = bring(order(), order(), order(total=1), into=into)
    assert [fate.outcome for fate in fates] == ["brought", "unchanged", "refused"]
    assert bring(order(total=2), into=into)[0].outcome == "refused"
    assert Order.objects.get().total == 3890


def test_visits_and_rewards() -> None:
    starts = LocalTime(datetime.fromisoformat("2026-03-06T15:00"), "Europe/Lisbon")
    ends = LocalTime(datetime.fromisoformat("2026-03-08T11:00"), "Europe/Lisbon")
    said = {"status": "came", "what": "Two nights", "unit": "12", "party": 2, **stay(starts, ends)}
    bring(Row("s1", ANA, said), noun="visit")
    told = Moment.objects.get(kind="visit.came")
    assert sentence(told.kind, told.payload) == "Was here, 6 Mar 2026 to 8 Mar 2026: Two nights, 12"
    until = LocalTime(datetime.fromisoformat("2027-01-31T23:59:59"), "America/New_York")
    points = {"programme": "Nordbake Club", "unit": "points", "balance": 1200, **wall("expires", until)}
    bring(Row("r1", ANA, points), noun="reward")
    bring(Row("r1", ANA, {**points, "balance": 800}), noun="reward")
    reward = Reward.objects.get()
    assert reward.expires_at == datetime(2027, 2, 1, 4, 59, 59, tzinfo=UTC)
    granted, changed = (Moment.objects.get(kind=f"reward.{kind}") for kind in ("granted", "changed"))
    assert sentence(granted.kind, granted.payload) == "Nordbake Club: 1,200 points, until 31 Jan 2027"
    assert sentence(changed.kind, changed.payload) == "Nordbake Club: 1,200 points became 800 points"
    assert {row.customer_id for row in (reward, Visit.objects.get())} == {Customer.objects.get().pk}


def test_what_a_program_writes_is_no_history() -> None:
    bring(order(), history=False)
    assert not Moment.objects.get().history
    assert Outbox.objects.get(kind="moment").payload["kind"] == "order.placed"


def test_a_batch_that_is_taken_back_leaves_everything_as_it_was() -> None:
    builders.messages(builders.conversation(builders.customer()), ["Where is it?"])
    bring(order(), order("1002", Who("Chloe Dubois", "chloe@samphire.example")))
    before = everything()
    second = batch()
    more = Who("Boris Okafor", "boris@veloworks.example")
    bring(
        order(total=1, lines=(Line("Tea", Decimal("0.250"), 4),)),
        order("1003", more),
        order("1004", Who("Ana Novak", "ana@nordbake.example", "+49 421 123456")),
        into=second,
    )
    assert everything() != before
    done = undo(second, None, NOW)
    assert done == Undone(gone=2, restored=1, left=0, customers=1)
    after = everything()
    for rows in (*before, *after):
        for row in rows:
            row.pop("updated_at", None)
            if "position" in row:
                row.pop("id")
    assert [sorted(map(str, rows)) for rows in after] == [sorted(map(str, rows)) for rows in before]
    assert isinstance(undo(second, None, NOW), Refused)


def test_what_a_later_batch_changed_is_left() -> None:
    first = batch()
    bring(order(), order("1002"), into=first)
    bring(order(status="paid"))
    done = undo(first, None, NOW)
    assert done == Undone(gone=1, restored=0, left=1, customers=0)
    assert Order.objects.get().status == "paid"
    assert Batch.objects.get(pk=first.pk).state == Batch.UNDONE


def test_a_customer_to_whom_something_else_has_come_stays() -> None:
    first = batch()
    bring(order(), into=first)
    builders.conversation(Customer.objects.get())
    assert undo(first, None, NOW) == Undone(gone=1, customers=0)
    assert Customer.objects.get().identities.count() == 1


def test_an_order_is_found_by_its_number_and_its_articles() -> None:
    first = batch()
    bring(order("SO-7741", delivered_at=ORDERED), into=first)
    index_moments(Moment.objects.values_list("pk", flat=True))
    for words in ("7741", "SO-7741", "kettle"):
        (found,) = search.find(words).results
        assert (found.kind, found.customer_name) == ("order.placed", "Ana Novak")
        assert found.subject == "Order SO-7741 placed: Blue kettle, €38.90"
    undo(first, None, NOW)
    assert not search.find("7741").results
    bring(order("SO-7741"))
    search.rebuild()
    assert search.find("7741").results


def test_what_was_given_away_and_what_is_known_from_it_do_not_keep_a_batch() -> None:
    into, boris = batch(), builders.customer("Boris Okafor", "boris@veloworks.example")
    bring(order(), into=into)
    row = Order.objects.get()
    assert isinstance(moving.move(belonging("order"), row, boris, builders.agent(), NOW), Move)
    known = facts.add(boris, Said("Takes blue", "preference"), builders.agent(), NOW, moment=row.moment)
    assert isinstance(known, Fact)
    assert undo(into, None, NOW) == Undone(gone=1, customers=1)
    known.refresh_from_db()
    assert (known.moment, Move.objects.count()) == (None, 0)
    connection.check_constraints()
