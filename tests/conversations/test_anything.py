"""Whatever comes in is filed or quarantined, never lost and never an exception."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regulars.intake.balance import balance
from regulars.intake.models import Delivery
from tests.mails import mail, take_in

pytestmark = pytest.mark.django_db

headers = st.sampled_from(
    [b"From: ", b"To: ", b"Subject: ", b"Message-ID: ", b"Date: ", b"References: ", b"Content-Type: "]
)
lines = st.builds(lambda name, value: name + value + b"\r\n", headers, st.binary(max_size=60))
shaped = st.builds(
    lambda head, body: b"".join(head) + b"\r\n" + body, st.lists(lines, max_size=8), st.binary(max_size=200)
)
touched = st.builds(
    lambda at, piece: mail()[:at] + piece + mail()[at:], st.integers(0, len(mail())), st.binary(max_size=30)
)


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.one_of(st.binary(max_size=300), shaped, touched), min_size=1, max_size=6))
def test_arbitrary_bytes_are_always_in_the_balance(raws: list[bytes]) -> None:
    """In one batch, with each other and with what came before."""
    before = Delivery.objects.count()
    counts = take_in(*raws)
    assert counts.filed + counts.quarantined + counts.duplicates == len(raws)
    (row,) = balance()
    assert row.fetched == row.filed + row.quarantined + row.duplicates == before + len(raws)
    assert not Delivery.objects.filter(cause="not_filed").exists()


@pytest.mark.slow
def test_every_sample_goes_in(data_folder: Path) -> None:
    """Mails and fragments that other programs found hard."""
    files = [file for file in sorted((data_folder / "mail_fixtures").rglob("*")) if file.is_file()]
    counts = take_in(*(file.read_bytes() for file in files))
    assert len(files) > 300
    assert counts.filed + counts.quarantined + counts.duplicates == len(files)
    assert counts.filed > 100
    refused = Delivery.objects.filter(cause__in=["not_filed", "broken"])
    assert not list(refused.values_list("detail", flat=True))
