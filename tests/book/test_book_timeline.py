"""What happened with one person: the timeline and its filters."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from regulars.book import kinds, moments
from regulars.book.kinds import MOMENT_KINDS, MomentKind
from regulars.book.models import Customer, Relation
from regulars.book.stream import Line
from regulars.book.timeline import filters, read
from regulars.web.paging import Place
from tests import builders
from tests.book.bookpage import NOW, book, event, page
from tests.builders import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def client() -> Client:
    """At Ada's seat."""
    return signed_in()


@pytest.fixture
def ana() -> Customer:
    """Ana Novak."""
    return builders.customer()


@pytest.fixture
def odd_kinds() -> Iterator[None]:
    """A kind that tells itself, one that cannot, and one without words."""
    known: Mapping[str, kinds.Says | None] = {
        "odd.told": lambda payload: f"Bought {payload['what']} <b>",
        "odd.broken": lambda payload: str(payload["what"]["deeper"]),
        "odd.silent": None,
    }
    for code, says in known.items():
        MOMENT_KINDS.offer(code, MomentKind(code, f"Label of {code}", "other", says))
    yield
    for code in known:
        MOMENT_KINDS.withdraw(code)


@pytest.mark.sqlite
@pytest.mark.usefixtures("odd_kinds")
def test_a_moment_without_a_text_says_what_it_was(client: Client, ana: Customer) -> None:
    for kind in ("odd.told", "odd.broken", "odd.silent", "odd.gone"):
        event(ana, kind, what="a kettle")
    shown = book(client, ana)
    assert "Bought a kettle &lt;b&gt;" in shown
    assert "Label of odd.broken" in shown
    assert "Label of odd.silent" in shown
    assert "nothing here knows how to tell (odd.gone)" in shown


@pytest.mark.usefixtures("odd_kinds")
def test_a_filter_shows_its_group_and_keeps_to_it_over_pages(client: Client, ana: Customer) -> None:
    on = builders.conversation(ana)
    builders.messages(on, [f"Line {number:02}." for number in range(40)], NOW - timedelta(hours=2))
    for number in range(40):
        event(ana, ("odd.told", "odd.silent")[number % 2], NOW - timedelta(minutes=number), what=f"thing {number:02}.")
    talk, other = book(client, ana, "?only=talk"), book(client, ana, "?only=other")
    assert "Line 39." in talk
    assert "Bought" not in talk
    assert "Line" not in other.partition('id="said"')[2]
    assert other.count('class="event other"') == 30
    older = other.partition('" rel="next"')[0].rpartition('href="')[2].replace("&amp;", "&").removesuffix("#said")
    assert "only=other" in older
    assert page(client, older).count('class="event other"') == 10
    assert "Nothing of this kind yet" in book(client, ana, "?only=reward")
    assert 'aria-current="page">All' in book(client, ana, "?only=nonsense")


@pytest.mark.usefixtures("odd_kinds")
def test_what_a_relation_shares_is_merged_in_and_marked(ana: Customer) -> None:
    boris = builders.customer("Boris Okafor", "boris@veloworks.example")
    mine, theirs = event(ana, "odd.told", what="a kettle"), event(boris, "odd.told", NOW + timedelta(1), what="a wheel")
    builders.messages(builders.conversation(boris), ["Not shared."])
    found = read.page_of(ana, "", None, [(boris.pk, ["other", "nonsense"])])
    assert [moment.id for moment in found] == [theirs.pk, mine.pk]
    lines = [Line(moment, None) for moment in found]
    assert [matter.whose and matter.whose.name for matter in read.matters(lines, ana)] == ["Boris Okafor", None]
    assert not read.page_of(ana, "note", None, [(boris.pk, ["other"])])


def test_the_page_shows_what_a_relation_shares(client: Client, ana: Customer) -> None:
    boris = builders.customer("Boris Okafor", "boris@veloworks.example")
    event(boris, "order.sent", number="1042")
    row = {"customer": ana, "birth_customer": ana, "other": boris, "birth_other": boris, "kind": "spouse", "at": NOW}
    relation = Relation.objects.create(**row, shares=["talk"])
    assert "Order 1042 was sent" not in book(client, ana)
    Relation.objects.filter(pk=relation.pk).update(shares=["order"])
    assert "Order 1042 was sent" in book(client, ana)
    assert f'from the book of <a href="/customers/{boris.public_id}">' in book(client, ana)


@pytest.mark.usefixtures("odd_kinds")
def test_several_lists_give_what_one_would(ana: Customer) -> None:
    for number in range(30):
        event(ana, ("odd.told", "odd.silent", "message")[number % 3], NOW - timedelta(minutes=number // 4))
    every = moments.newest("m.customer_id = %s", [ana.pk], None, 100)
    parts = [("m.customer_id = %s and m.kind = %s", [ana.pk, kind]) for kind in ("odd.told", "odd.silent", "message")]
    for place in (None, Place(every[10].at, every[10].id)):
        whole = every if place is None else every[11:]
        assert [one.id for one in moments.newest_of(parts, place, 8)] == [one.id for one in whole[:8]]
    if connection.vendor == "sqlite":
        for where, params in filters.of_book(ana.pk, "other"):
            statement = moments.NEWEST.format(where=where)
            with connection.cursor() as cursor:
                cursor.execute(f"explain query plan {statement}", [*params, 31])
                plan = " ".join(str(row) for row in cursor.fetchall())
            assert "rarer_of_customer" in plan
            assert "TEMP B-TREE" not in plan


def test_what_an_erasure_emptied_is_told_without_a_fault(caplog: pytest.LogCaptureFixture) -> None:
    for code, kind in MOMENT_KINDS:
        assert kinds.sentence(code, {}) == str(kind.label)
    assert not caplog.records
