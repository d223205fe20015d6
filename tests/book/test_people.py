"""People in search, and words near to a mistyped one, on both databases."""

from datetime import timedelta

import pytest

from regulars.book.models import Customer, Identity, Message, Moment
from regulars.book.search import Asking, find, forget_moments, form, index_moments, people, seen
from regulars.book.search.tasks import follow
from regulars.engine.models import Job
from regulars.engine.outbox import Entry
from regulars.engine.rows import rows
from tests import builders
from tests.builders import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ASKING = Asking(now=NOW)


def named(query: str) -> list[str]:
    """Names of the people found."""
    return [one.name for one in find(query, asking=ASKING).people.shown]


def handle(of: Customer, kind: str, value: str, shown: str = "") -> None:
    """A further way to reach somebody."""
    times = {"first_seen": NOW, "last_seen": NOW}
    Identity.objects.create(
        customer=of, birth_customer=of, kind=kind, value=value, shown=shown or value, source="told", **times
    )


@pytest.fixture
def ana() -> Customer:
    """Ana Novák with a telephone and a card; Boris and Chloe beside her."""
    made = builders.customer("Ana Novák")
    handle(made, "phone", "+351211234567", "+351 21 123 4567")
    handle(made, "card", "K77AB9921")
    others = builders.customer("Boris Okafor", "boris@veloworks.example"), builders.customer("Chloe", "c@x.example")
    people.index([made.pk, *(one.pk for one in others)])
    return made


HERS = (
    *("ana", "NOVAK", "nov", "novák ana ", "ana@nordbake.example", "nordbake", "ana or nobody "),
    *("+351211234567", "351 21", "123456", "0211234", "4567", "K77AB9921", "9921"),
)
NOT_HERS = ("anna x", "ana boris", "1235", "ana -novak", "is:open ana", '""', "chloé dubois")


@pytest.mark.usefixtures("ana")
def test_somebody_is_found_by_name_address_and_number_and_by_nothing_else() -> None:
    for query in HERS:
        assert named(query) == ["Ana Novák"], query
    for query in NOT_HERS:
        assert named(query) == [], query


def test_those_heard_of_last_come_first_and_there_may_be_more() -> None:
    made = [builders.customer(f"Ana {number}", f"ana{number}@nordbake.example") for number in range(7)]
    for number, one in enumerate(made):
        Customer.objects.filter(pk=one.pk).update(last_at=NOW - timedelta(days=number))
    people.index(one.pk for one in made)
    found = find("ana", asking=ASKING).people
    assert [one.name for one in found.shown] == [f"Ana {number}" for number in range(people.SHOWN)]
    assert found.more


def test_a_change_is_told_by_the_outbox(ana: Customer) -> None:
    Customer.objects.filter(pk=ana.pk).update(name="Ana Silva")
    follow([Entry(1, "work", {"topics": ["inbox", f"customer:{ana.public_id}"]}, NOW)])
    assert named("silva") == ["Ana Silva"]
    assert named('"novák"') == []
    assert seen.near("nvoak") == []
    assert seen.near("sliva") == ["silva"]
    people.index([ana.pk])
    assert named("silva") == ["Ana Silva"]


def test_a_moment_brings_the_person_too() -> None:
    whose = builders.customer()
    (moment,) = builders.messages(builders.conversation(whose), ["a blue lamp"])
    follow([Entry(1, "moment", {"id": moment.pk, "customer": whose.pk}, NOW)])
    assert named("novak") == ["Ana Novak"]


def said(*texts: str) -> list[int]:
    """Moments with these texts, indexed; their row ids."""
    moments = builders.messages(builders.conversation(builders.customer("", "x@y.example")), texts)
    index_moments(one.pk for one in moments)
    return [one.pk for one in moments]


NEAR: tuple[tuple[str, dict[str, tuple[str, ...]]], ...] = (
    ("ketle", {"ketle": ("kettle",)}),
    ("blue kettel ", {"kettel": ("kettle",)}),
    ("refriegrattor", {"refriegrattor": ("refrigerator",)}),
    ("самвар", {"самвар": ("самовар",)}),
    ("ketle rerfigerator", {"ketle": ("kettle",), "rerfigerator": ("refrigerator",)}),
    ("kettle", {}),
    ('"ketle"', {}),
    ("ketle*", {}),
    ("zzzzzz", {}),
    ("bleu or ketle", {}),
)


def test_a_word_that_stands_nowhere_gives_way_to_those_near_to_it() -> None:
    said("The blue kettle, the refrigerator, and a самовар.")
    for query, near in NEAR:
        page = find(query, asking=ASKING)
        assert page.near == near, query
        assert bool(page.results) == (bool(near) or query == "kettle"), query


def test_pages_after_the_first_look_for_the_near_words_too() -> None:
    said(*["a blue kettle"] * 5)
    first = find("ketle", limit=3, asking=ASKING)
    second = find("ketle", first.next, 3, ASKING)
    assert len(second.results) == 2
    assert second.next is None
    assert any(is_hit for _, is_hit in second.results[0].snippet)


def test_a_name_is_found_with_a_typo(ana: Customer) -> None:
    assert named("nvoak") == ["Ana Novák"]


def test_words_are_forgotten_with_the_last_text_that_holds_them() -> None:
    first, second = said("a blue kettle", "a blue lamp")
    forget_moments([first])
    assert [word for (word,) in rows("select word from book_word", ()) if word in ("blue", "kettle", "lamp")] == [
        "blue",
        "lamp",
    ]
    assert seen.near("ketle") == []
    assert second


def test_of_a_text_that_was_taken_back_nothing_is_found() -> None:
    (moment,) = said("a blue kettle")
    Message.objects.create(moment_id=moment, version=2, sender_name="Ada Byrne")
    index_moments([moment])
    assert [find(query, asking=ASKING).results for query in ("kettle ", "from:ada", "from:x", "-lamp updated<9d")] == [
        [] for _ in range(4)
    ]


def test_the_index_of_an_older_form_is_made_again_in_jobs(ana: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form, "STRETCH", 2)
    ids = said("a blue kettle", "a blue lamp", "a blue pot", "a blue pan")
    payload = {"first": True, "number": "S-77", "names": ["A teapot"]}
    last = Moment.objects.create(
        kind="order.placed", customer=ana, birth_customer=ana, payload=payload, received_at=NOW, recorded_at=NOW, at=NOW
    )
    form.renew.run({})
    assert not Job.objects.filter(kind=form.AGAIN).exists()
    Message.objects.filter(moment=ids[0]).update(text="a green kettle")
    monkeypatch.setattr(form, "FORM", form.FORM + 1)
    form.renew.run({})
    form.renew.run({})
    jobs = list(Job.objects.filter(kind__in=[form.AGAIN, form.PEOPLE]).order_by("pk"))
    assert jobs[0].payload["until"] == last.pk
    assert find("blue ", asking=ASKING).results == []
    for job in jobs:
        (form.again if job.kind == form.AGAIN else form.everybody).run(job.payload)
    assert len(find("blue ", asking=ASKING).results) == 3
    assert len(find("green kettle ", asking=ASKING).results) == 1
    assert len(find("teapot ", asking=ASKING).results) == 1
    assert named("novak") == ["Ana Novák"]
