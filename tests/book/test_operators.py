"""Operators of search on both databases: what they find, how they say that they are wrong, and what is hidden."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from regulars.book.eyes import Eyes
from regulars.book.models import Attachment, Conversation, Message, Moment
from regulars.book.search import OPERATORS, Asking, Operator, Where, filtered, find, hits, index_moments, suggestions
from regulars.book.search.people import index as index_people
from regulars.intake.models import Inbox
from tests import builders
from tests.builders import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ASKING = Asking(now=NOW + timedelta(hours=2))


class Shelf:
    """Ana on a kettle, Boris on a lamp in the shop's inbox, and Chloe a year ago, which is closed."""

    def __init__(self) -> None:
        ana = builders.customer()
        boris = builders.customer("Boris Okafor", "boris@veloworks.example")
        chloe = builders.customer("Chloe Dubois", "chloe@samphire.example")
        self.shop = Inbox.objects.create(address="shop@desk.example", name="The shop")
        year_ago = NOW - timedelta(days=365)
        self.ana = builders.conversation(ana)
        self.boris = builders.conversation(boris, "A lamp", inbox=self.shop)
        self.chloe = builders.conversation(
            chloe, "An old kettle", status=Conversation.CLOSED, opened_at=year_ago, last_at=year_ago
        )
        self.kettle = self.say(self.ana, "The blue kettle does not boil.", "ana@nordbake.example", "help@desk.example")
        self.lamp = self.say(self.boris, "A blue lamp, please.", "boris@veloworks.example", "shop@desk.example")
        self.old = self.say(self.chloe, "An old blue kettle.", "chloe@samphire.example", "help@desk.example")
        Attachment.objects.create(
            message=self.lamp.messages.get(), position=1, name="lamp.pdf", content_type="application/pdf", size=1
        )
        index_moments([self.kettle.pk, self.lamp.pk, self.old.pk])
        index_people([ana.pk, boris.pk, chloe.pk])

    def say(self, on: Conversation, text: str, sender: str, to: str) -> Moment:
        """A message in it, at its time."""
        (moment,) = builders.messages(on, [text], on.last_at, to=[["Desk", to]], subject=on.subject)
        Message.objects.filter(moment=moment).update(sender_email=sender)
        return moment


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def found(query: str, asking: Asking = ASKING) -> set[str]:
    """Public ids of the conversations found."""
    page = find(query, asking=asking)
    assert not page.wrong
    return {result.conversation for result in page.results}


FOUND = (
    ("blue from:ana", "ana"),
    ("from:ana@nordbake.example", "ana"),
    ('from:"chloe@samphire.example" ', "chloe"),
    ("from:bor*", "boris"),
    ("blue -from:ana ", "boris chloe"),
    ("from:ana or from:boris", "ana boris"),
    ("subject:kettle", "ana chloe"),
    ("subject:lamp blue", "boris"),
    ("subject:please", ""),
    ("blue -subject:lamp ", "ana chloe"),
    ("to:shop@desk.example", "boris"),
    ("to:help blue", "ana chloe"),
    ("shop ", ""),
    ("has:attachment", "boris"),
    ("blue -has:attachment", "ana chloe"),
    ("blue channel:email", "ana boris chloe"),
    ("blue inbox:shop", "boris"),
    ('blue inbox:"the shop"', "boris"),
    ("blue -inbox:shop", "ana chloe"),
    ("inbox:shop or inbox:help", "ana boris chloe"),
    ("kettle created>2026-01-01", "ana"),
    ("kettle created<2026-01-01", "chloe"),
    ("kettle -created<2026-01-01", "ana"),
    ("created:2026-11", "ana boris"),
    ("updated<3d", "ana boris"),
    ("updated>3d", "chloe"),
    ("kettle updated>3d", "chloe"),
    ("-lamp updated<3d ", "ana"),
    ("blue created:2025 created:2026", ""),
)


@pytest.mark.parametrize("walking", [False, True])
def test_what_operators_find(shelf: Shelf, monkeypatch: pytest.MonkeyPatch, walking: bool) -> None:
    if walking:
        monkeypatch.setattr(hits, "MOST_LISTED", -1)
        monkeypatch.setattr(hits, "MOST_SORTED", -1)
    for query, names in FOUND:
        assert found(query) == {getattr(shelf, name).public_id for name in names.split()}, query


WRONG = (
    ("blue form:ana", "Did you mean from:?"),
    ("blue wobble:3", "“wobble:” is not known here"),
    ("blue created:soon", "“created:soon” holds no date. Write created:2026-11"),
    ("blue inbox:attic", "There are: The shop, help@desk.example."),
    ("blue has:teeth", "only has:attachment is known"),
    ("blue channel:pigeon", "There is: email."),
    ("blue has>attachment", "followed by a colon, as in has:attachment"),
    ("blue from: ", "“from:” names nothing"),
    ("blue from:☕", "write a name or an address"),
    ("blue or inbox:shop", "joins words with words"),
    ("blue subject:☕", "“subject:☕” holds no word to look for"),
    ("blue " * 16 + "teapot", "Only the first 16 words were searched for."),
    ("blue la*", "“la*”: words by their beginning are found from 3 letters on"),
)


def test_what_is_wrong_is_said_and_the_rest_is_searched_for(shelf: Shelf) -> None:
    for query, said in WRONG:
        page = find(query, asking=ASKING)
        assert said in " ".join(page.wrong)
        assert shelf.boris.public_id in {result.conversation for result in page.results} or "la*" in query


def test_an_operator_under_way_is_no_mistake(shelf: Shelf) -> None:
    page = find("blue from:", asking=ASKING)
    assert len(page.results) == 3
    assert not page.wrong


@pytest.fixture
def broken() -> Iterator[None]:
    def fail(term: object, asking: object) -> Where:
        raise RuntimeError("a practice that fails")

    OPERATORS.offer("broken", Operator("broken:x", "never works", fail))
    yield
    OPERATORS.withdraw("broken")


@pytest.mark.usefixtures("broken")
def test_an_operator_that_fails_says_so_and_stops_nothing(shelf: Shelf) -> None:
    page = find("lamp broken:x", asking=ASKING)
    assert "this is our fault" in page.wrong[0]
    assert len(page.results) == 1


def pages(query: str, asking: Asking = ASKING, size: int = 2) -> list[str]:
    """Everything, page by page, in order."""
    seen: list[str] = []
    after: str | None = None
    for _ in range(40):
        page = find(query, after, size, asking)
        seen += [result.moment or result.conversation for result in page.results]
        after = page.next
        if after is None:
            return seen
    raise AssertionError("pages without end")


@pytest.mark.parametrize("walk", [2, 1000])
@pytest.mark.parametrize("listed", [-1, 1000])
def test_pages_go_on_where_a_walk_stopped_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch, walk: int, listed: int
) -> None:
    monkeypatch.setattr(hits, "WALK", walk)
    monkeypatch.setattr(hits, "MOST_LISTED", listed)
    monkeypatch.setattr(hits, "MOST_SORTED", listed)
    whose = builders.customer()
    shop = Inbox.objects.create(address="shop@desk.example")
    threads = [
        builders.conversation(
            whose,
            last_at=NOW - timedelta(hours=number),
            opened_at=NOW - timedelta(days=3, hours=-number),
            status=("open", "closed", "snoozed")[number % 3],
            **({"inbox": shop} if number % 4 == 0 else {}),
        )
        for number in range(12)
    ]
    moments = [builders.messages(one, ["a blue lamp"], one.last_at)[0] for one in threads]
    index_moments(one.pk for one in moments)
    assert pages("lamp inbox:shop") == [one.public_id for one in moments[::4]]
    assert pages("inbox:shop") == [one.public_id for one in threads[::4]]
    assert pages("created:2026 inbox:shop") == [one.public_id for one in reversed(threads[::4])]
    assert pages("-inbox:shop updated<30d") == [one.public_id for at, one in enumerate(threads) if at % 4]


def test_a_search_is_a_filter_over_conversations(shelf: Shelf) -> None:
    filters = {"": "ana boris chloe", "kettle": "ana chloe", "kettle updated<3d wobble:1": "ana", "submarine": ""}
    for query, names in filters.items():
        first = filtered(query, ASKING, None, 2)
        rest = filtered(query, ASKING, first.next, 2).ids if first.next else []
        assert {*first.ids, *rest} == {getattr(shelf, name).pk for name in names.split()}, query
        assert len(first.ids) <= 2
        assert bool(first.wrong) == ("wobble" in query)


def hidden_from(shelf: Shelf) -> Asking:
    return replace(ASKING, agent=1, eyes=Eyes(inboxes=(shelf.shop.pk,)))


def test_what_lies_in_a_hidden_inbox_is_not_found(shelf: Shelf) -> None:
    for query in ("lamp ", "from:boris", "lamp created>2026-01-01", "has:attachment", "lapm "):
        assert find(query, asking=ASKING).results
        page = find(query, asking=hidden_from(shelf))
        assert (page.results, page.near, page.next) == ([], {}, None), query


def test_a_hidden_inbox_cannot_be_named(shelf: Shelf) -> None:
    by = hidden_from(shelf)
    assert "The shop" not in " ".join(find("inbox:shop", asking=by).wrong)
    assert [one.term for one in suggestions("inbox:", ASKING)] == ['inbox:"The shop"', "inbox:help@desk.example"]
    assert [one.term for one in suggestions("inbox:", by)] == ["inbox:help@desk.example"]
    assert shelf.boris.public_id not in found("updated<3d", by)


def test_what_was_joined_from_a_hidden_inbox_stays_hidden_and_into_one_too(shelf: Shelf) -> None:
    by = hidden_from(shelf)
    Conversation.objects.filter(pk=shelf.boris.pk).update(joined_to=shelf.ana)
    assert found("lamp ") == {shelf.ana.public_id}
    assert found("lamp ", by) == set()
    Conversation.objects.filter(pk=shelf.boris.pk).update(joined_to=None)
    Conversation.objects.filter(pk=shelf.ana.pk).update(joined_to=shelf.boris)
    assert found("kettle from:ana", by) == set()


def test_people_of_a_hidden_inbox_alone_are_not_found(shelf: Shelf) -> None:
    by = hidden_from(shelf)
    assert [one.name for one in find("boris", asking=ASKING).people.shown] == ["Boris Okafor"]
    assert not find("boris", asking=by).people.shown
    assert not find("broris", asking=by).near
    builders.conversation(shelf.boris.customer, "Another matter")
    assert find("boris", asking=by).people.shown


def test_an_order_of_somebody_hidden_is_not_found(shelf: Shelf) -> None:
    whose, times = shelf.boris.customer, {"received_at": NOW, "recorded_at": NOW, "at": NOW}
    said = {"first": True, "number": "S-4417"}
    order = Moment.objects.create(kind="order.placed", customer=whose, birth_customer=whose, payload=said, **times)
    index_moments([order.pk])
    assert [one.customer_name for one in find("S-4417", asking=ASKING).results] == ["Boris Okafor"]
    assert find("S-4417", asking=hidden_from(shelf)).results == []
    builders.conversation(whose, "Another matter")
    assert find("S-4417", asking=hidden_from(shelf)).results


NEXT: tuple[tuple[str, list[str]], ...] = (
    ("ha", ["has:"]),
    ("blue has:", ["has:attachment"]),
    ("-has:att", ["-has:attachment"]),
    ("has:attachment", []),
    ("shop", ['inbox:"The shop"']),
    ("blue ", []),
    ('"ha', []),
    ("wobble:", []),
    ("☕☕☕☕", []),
)


def test_what_can_be_typed_next(shelf: Shelf) -> None:
    for query, terms in NEXT:
        offered = suggestions(query, ASKING)
        assert [one.term for one in offered] == terms, query
        assert all(one.query.startswith(query[: query.rfind(" ") + 1]) for one in offered)
