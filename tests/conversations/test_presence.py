"""Who is here and who is writing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from regulars.conversations.models import Presence
from regulars.conversations.presence import acts, rules
from regulars.conversations.presence.rules import Here
from regulars.engine.models import Outbox
from tests import builders
from tests.builders import NOW, signed_in

LEO, ADA = Here(2, "Leo Marsh", False, NOW), Here(1, "Ada Byrne", True, NOW)


def test_who_counts_and_who_comes_first() -> None:
    assert rules.here([LEO, ADA], NOW) == [ADA, LEO]
    assert rules.here([LEO, ADA], NOW, but=1) == [LEO]
    assert rules.here([LEO, ADA], NOW + timedelta(minutes=1)) == []


def test_only_a_change_is_news() -> None:
    writes = replace(LEO, writing=True)
    assert rules.is_news([], [LEO], NOW)
    assert rules.is_news([LEO], [writes], NOW)
    assert not rules.is_news([LEO], [replace(LEO, at=NOW + timedelta(seconds=20))], NOW + timedelta(seconds=20))
    assert rules.is_news([LEO], [replace(LEO, at=NOW + timedelta(minutes=2))], NOW + timedelta(minutes=2))
    assert rules.is_news([LEO], [], NOW)


def test_a_second_page_of_one_person_changes_nothing_for_others() -> None:
    writes, reads = replace(LEO, writing=True, page="laptop"), replace(LEO, page="phone")
    assert rules.here([reads, writes], NOW) == [writes]
    assert not rules.is_news([writes], [writes, reads], NOW)
    assert not rules.is_news([writes, reads], [writes], NOW)
    assert rules.is_news([writes, reads], [reads], NOW)


@pytest.mark.django_db
def test_two_people_see_each_other_come_write_and_go() -> None:
    on = builders.conversation(builders.customer())
    ada, leo = signed_in(), signed_in("lead")
    path = f"/conversations/{on.public_id}/presence"
    assert "Leo" not in ada.post(path).content.decode()
    leo.post(path, {"writing": "1"})
    assert "Leo Marsh is writing" in ada.post(path).content.decode()
    leo.post(path, {"leave": "1"})
    assert "Leo" not in ada.post(path).content.decode()
    said = [entry.payload["topics"] for entry in Outbox.objects.filter(kind="presence")]
    assert said == [[f"present:{on.public_id}", "present"]] * 3


@pytest.mark.django_db
def test_who_writes_on_one_screen_and_reads_on_another_is_writing_until_they_stop() -> None:
    on = builders.conversation(builders.customer())
    ada, leo = signed_in(), signed_in("lead")
    path = f"/conversations/{on.public_id}/presence"
    leo.post(path, {"page": "laptop", "writing": "1"})
    for _ in range(3):
        leo.post(path, {"page": "phone"})
        leo.post(path, {"page": "laptop", "writing": "1"})
    assert "Leo Marsh is writing" in ada.post(path).content.decode()
    leo.post(path, {"page": "phone", "leave": "1"})
    assert "Leo Marsh is writing" in ada.post(path).content.decode()
    assert Outbox.objects.filter(kind="presence").count() == 2  # Leo came, and Ada did.
    leo.post(path, {"page": "laptop", "leave": "1"})
    assert "Leo" not in ada.post(path).content.decode()


@pytest.mark.django_db
def test_a_hundred_who_stay_cost_two_statements_each_and_tell_nobody(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    on, ada = builders.conversation(builders.customer()), builders.agent()
    acts.stay(on, ada, False, NOW)
    told = Outbox.objects.count()
    with django_assert_max_num_queries(4):  # a transaction's begin and end count, too
        acts.stay(on, ada, False, NOW + timedelta(seconds=20))
    assert Outbox.objects.count() == told
    assert [one.name for one in acts.present_in([on.pk], NOW + timedelta(seconds=30))[on.pk]] == ["Ada Byrne"]
    assert acts.sweep(NOW + timedelta(hours=1)) == 1
    assert not Presence.objects.exists()
