"""The demo company: about forty people whose stories hold together and end today."""

from datetime import UTC, datetime, timedelta

import pytest

from regulars.book.facts.rules import ALLERGENS
from regulars.book.models import Batch, Customer, Fact, Identity, Moment, Order, Relation, Reward, Visit
from regulars.demo.company import letters, records, stories
from regulars.demo.load import fill

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def test_the_stories_are_whole() -> None:
    company = stories.written()
    keys = [person.key for person in company.people]
    assert len(keys) == len(set(keys))
    assert 35 <= len(keys) <= 45
    assert {tie.one for tie in company.ties} | {tie.other for tie in company.ties} <= set(keys)
    assert all(person.email.endswith(".example") for person in company.people)


def test_the_id_of_a_record_names_nobody_and_is_one_persons() -> None:
    for noun in (records.visits, records.orders, records.rewards):
        ids = [(row.source_id, person.name) for person in stories.written().people for row in noun(person, NOW)]
        assert len({written for written, _name in ids}) == len(ids)
        assert not [one for one, name in ids if any(part.lower() in one.lower() for part in name.split())]


def test_nobody_answers_before_they_were_written_to() -> None:
    for person in stories.written().people:
        ages = [told["ago"] for told in person.letter]
        assert ages == sorted(ages, reverse=True), person.key
        assert not person.letter or "subject" in person.letter[0], person.key


def test_an_answer_names_what_it_answers() -> None:
    written = {one["Id"]: one for one in letters.letters(stories.written(), NOW)}
    answers = [one for one in written.values() if one["Answers"]]
    assert answers
    for one in answers:
        assert one["Subject"] == "Re: " + written[one["Answers"]]["Subject"].removeprefix("Re: ")


def test_every_allergen_is_one_of_the_fourteen() -> None:
    named = {told.get("allergen") for person in stories.written().people for told in person.fact} - {None}
    assert named <= set(ALLERGENS)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.sqlite
def test_it_is_told_through_the_products_own_doors_and_only_once() -> None:
    fill(NOW)
    company = stories.written()
    assert Customer.objects.count() == 42
    assert Order.objects.count() == sum(len(person.order) for person in company.people)
    assert Visit.objects.count() == sum(len(person.stay) for person in company.people)
    assert Fact.objects.count() == sum(len(person.fact) for person in company.people)
    assert Relation.objects.count() == len(company.ties)
    assert Reward.objects.count() == sum(len(person.reward) for person in company.people) >= 5
    assert Reward.objects.get(customer__name="Joan Pellegrino").expires_zone == "America/New_York"
    assert Moment.objects.filter(kind="reward.granted").latest("at").at < NOW - timedelta(days=20)
    assert Visit.objects.filter(status=Visit.BOOKED, starts_at__range=(NOW, NOW.replace(day=24))).count() >= 3
    henrik = Identity.objects.get(value="henrik@solberg-boats.example").customer
    assert henrik.facts.filter(unspoken=True).count() == 1
    assert henrik.facts.get(text__startswith="Room 7").honoured == 1
    for noun, model in (("order", Order), ("visit", Visit), ("reward", Reward)):
        assert Batch.objects.get(noun=noun).counts["brought"] == model.objects.count()
    before = Moment.objects.count(), Fact.objects.count()
    fill(NOW.replace(hour=9))
    assert (Moment.objects.count(), Fact.objects.count()) == before
