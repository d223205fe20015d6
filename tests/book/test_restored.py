"""After an old backup was put back: who was erased is erased again, and nobody else."""

from datetime import timedelta
from pathlib import Path

import pytest

from regulars.book.leaving import acts, carrying, erased, restored
from regulars.book.leaving.whose import whose
from regulars.book.merging import acts as merging
from regulars.book.models import Customer, Identity, Merge
from regulars.engine.models import Job
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW = builders.NOW
DUE = NOW + acts.GRACE


@pytest.fixture(autouse=True)
def own_home(settings: object, tmp_path: Path) -> None:
    """A list of the erased of this test's own."""
    settings.REGULARS_HOME = tmp_path  # type: ignore[attr-defined] # pytest-django's


def test_whom_an_old_backup_brings_back_is_erased_again_and_nobody_else() -> None:
    ana, boris = builders.customer(), builders.customer("Boris Okafor", "boris@veloworks.example")
    erased.note(whose(ana), NOW)
    assert "ana@" not in erased.place().read_text()
    new = builders.customer("Ana Novak", "ana@new.example")
    outcome = restored.again(DUE)
    assert outcome.erased == (ana.public_id,)
    assert restored.again(DUE).erased == ()
    ana.refresh_from_db()
    assert ana.name == ""
    assert {boris.name, new.name} == set(Customer.objects.exclude(pk=ana.pk).values_list("name", flat=True))


def test_handles_bring_back_only_what_came_before_the_erasure() -> None:
    ana = builders.customer()
    erased.note(whose(ana), NOW + timedelta(hours=1))
    Customer.objects.filter(pk=ana.pk).update(public_id="another00000")
    both = builders.customer("Chloe Dubois", "chloe@samphire.example")
    assert restored.again(DUE, thorough=True).erased == ("another00000",)
    later = builders.customer()
    Identity.objects.filter(customer=later).update(first_seen=DUE)
    assert restored.again(DUE, thorough=True).erased == ()
    both.refresh_from_db()
    assert both.name == "Chloe Dubois"


def test_somebody_merged_with_another_is_left_to_people_after_a_restore() -> None:
    ana, boris = builders.customer(), builders.customer("Boris Okafor", "boris@veloworks.example")
    erased.note(whose(ana), NOW)
    assert isinstance(merging.merge(ana, boris, (), builders.agent("lead"), NOW), Merge)
    outcome = restored.again(DUE)
    assert [public_id for public_id, _reason in outcome.refused] == [boris.public_id]
    assert Customer.objects.get(pk=boris.pk).name == "Boris Okafor"


def test_a_list_that_was_cut_short_is_read_as_far_as_it_goes() -> None:
    ana, boris = builders.customer(), builders.customer("Boris Okafor", "boris@veloworks.example")
    erased.note(whose(ana), NOW)
    with erased.place().open("a") as file:
        file.write('{"at": "2026-1')
    erased.note(whose(boris), NOW)
    erased.note(whose(boris), NOW)
    assert [one.customers for one in erased.listed()] == [(ana.public_id,), (boris.public_id,)]


def test_the_start_says_whom_it_erased_again(caplog: pytest.LogCaptureFixture) -> None:
    ana = builders.customer()
    restored.at_start(NOW)
    assert not caplog.records
    erased.note(whose(ana), NOW)
    restored.at_start(DUE)
    assert f"Customer {ana.public_id} came back with a backup, and was erased again" in caplog.text
    assert Job.objects.filter(kind=carrying.SCRUB).exists()
