"""Messages found by what they mean: the sketches on disk, and what of them an agent gets to see."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.utils import timezone
from hypothesis import example, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from regulars.base.results import Refused
from regulars.book.models import Customer, Message
from regulars.intake.models import Inbox
from regulars.readings import asking
from regulars.readings.meaning import finding, keeping, sketch
from regulars.readings.meaning.layout import NOTHING, SIZE, WIDTH, file_in, sketch_of
from regulars.readings.models import Understanding
from regulars.staff.models import Team
from tests import builders

pytestmark = pytest.mark.slow

NOW = builders.NOW
VECTORS = st.binary(min_size=SIZE, max_size=SIZE)


def vector(seed: int, shift: float = 0.0) -> bytes:
    """A meaning by chance; with a `shift`, one that is near to the one without."""
    chance = np.random.default_rng(seed)
    numbers = chance.normal(size=SIZE) + shift * np.random.default_rng(seed + 1000).normal(size=SIZE)
    return np.round(numbers / np.linalg.norm(numbers) * 127).astype(np.int8).tobytes()


@examples(max_examples=20)
@example(bytes(range(256)) * 2)
@given(VECTORS)
def test_a_sketch_has_a_bit_for_each_number_that_is_not_below_zero(numbers: bytes) -> None:
    signs = np.frombuffer(numbers, np.int8) >= 0
    assert np.packbits(signs).tobytes() == sketch_of(numbers)


def test_what_is_no_vector_has_no_sketch() -> None:
    assert sketch_of(b"") == sketch_of(b"12") == NOTHING


def test_distances_are_counted_right() -> None:
    found = np.random.default_rng(1).integers(1, 2**63, (10_000, 8), dtype=np.uint64)
    apart = sketch.distances(found, found[7])
    assert (apart == np.bitwise_count(found ^ found[7]).sum(axis=1)).all()
    assert sketch.distances(found[7:8], ~found[7]).tolist() == [SIZE]


@pytest.fixture
def desk(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Path:
    """A desk that reads, whose reading process is this one."""
    settings.REGULARS_READING = "full"
    monkeypatch.setattr(asking, "like", lambda *asked: near(tmp_path, *asked))
    return tmp_path


def near(folder: Path, text: str, wanted: bytes, most: int, seconds: float) -> asking.Near:
    wanted = wanted or vector(int(text))
    return asking.Near(wanted, tuple(sketch.nearest(folder, wanted, most)))


def understood(of: Customer, seed: int, shift: float = 0.0) -> Message:
    """A message of that customer's with a meaning."""
    [moment] = builders.messages(builders.conversation(of), [f"About {seed}"])
    message = Message.objects.get(moment=moment)
    row = {"at": moment.at, "read_at": timezone.now(), "edition": "one", "tier": "full"}
    Understanding.objects.create(message=message, vector=vector(seed, shift), **row)
    return message


def ids(found: object) -> list[int]:
    assert isinstance(found, list), found
    return [one.message for one in found]


def test_messages_like_this_one_are_others(desk: Path) -> None:
    ana, boris = builders.customer(), builders.customer("Boris Okafor", "boris@veloworks.example")
    asked, own, other = understood(ana, 1), understood(ana, 1, 0.2), understood(boris, 1, 0.4)
    understood(boris, 2)
    assert keeping.catch_up(desk, timezone.now()) == 4
    agent = builders.agent()
    assert ids(finding.like(asked.pk, agent)) == [other.pk]
    assert ids(finding.like(asked.pk, agent, others_only=False)) == [own.pk, other.pk]
    assert ids(finding.by_meaning("2", agent, 1)) != []


def test_what_is_kept_from_an_agent_is_not_found(desk: Path) -> None:
    message = understood(builders.customer(), 1)
    keeping.catch_up(desk, timezone.now())
    assert ids(finding.by_meaning("1", builders.agent())) == [message.pk]
    Inbox.objects.get().teams.add(Team.objects.create(name="Billing"))
    assert ids(finding.by_meaning("1", builders.agent())) == []
    assert ids(finding.by_meaning("1", builders.agent("owner"))) == [message.pk]


def test_what_was_erased_is_forgotten_by_the_file(desk: Path) -> None:
    message = understood(builders.customer(), 1)
    keeping.catch_up(desk, timezone.now())
    Understanding.objects.update(vector=b"", read_at=timezone.now() + timedelta(seconds=1))
    keeping.catch_up(desk, timezone.now())
    assert file_in(desk).read_bytes()[message.pk * WIDTH :] == NOTHING
    assert sketch.nearest(desk, vector(1), 5) == []


def test_the_whole_file_can_be_made_anew(desk: Path) -> None:
    ana = builders.customer()
    first, last = understood(ana, 1), understood(ana, 2)
    keeping.catch_up(desk, timezone.now())
    before = file_in(desk).read_bytes()
    with file_in(desk).open("r+b") as file:
        file.write(b"?" * (first.pk * WIDTH + 1))
        file.seek((last.pk + 3) * WIDTH)
        file.write(b"?" * WIDTH)
    assert keeping.compare(desk) == 2
    assert file_in(desk).read_bytes()[: len(before)] == before
    assert not any(file_in(desk).read_bytes()[len(before) :])


def test_a_lost_file_is_filled_again(desk: Path) -> None:
    message = understood(builders.customer(), 1)
    keeping.catch_up(desk, timezone.now())
    file_in(desk).unlink()
    assert keeping.catch_up(desk, timezone.now() + timedelta(minutes=1)) == 1
    assert sketch.nearest(desk, vector(1), 5) == [message.pk]


def test_without_a_reading_process_the_page_says_so(settings: Settings, db: None) -> None:
    settings.REGULARS_READING = "off"
    found = finding.by_meaning("late parcels", builders.agent())
    assert isinstance(found, Refused)
    assert "Search by words" in found.reason


def test_a_message_that_was_not_read_says_so(desk: Path) -> None:
    assert isinstance(finding.like(1, builders.agent()), Refused)


def test_its_page_keeps_what_is_kept_from_an_agent(desk: Path) -> None:
    understood(builders.customer(), 1)
    keeping.catch_up(desk, timezone.now())
    client = builders.signed_in()
    assert "About 1" in client.get("/search/meaning?q=1").content.decode()
    Inbox.objects.get().teams.add(Team.objects.create(name="Billing"))
    assert "About 1" not in client.get("/search/meaning?q=1").content.decode()
