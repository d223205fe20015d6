"""The reading process: started when asked, started again when killed, and no text stops it for good."""

import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from regulars.engine.models import Job
from regulars.engine.worker import Worker
from regulars.reading.values import Tier, Utterance
from regulars.readings import asking
from regulars.readings.apart import tending
from regulars.readings.apart.door import LONGEST, door_path, knock, open_door
from regulars.readings.models import Reading, Understanding
from tests.mails import BORIS, CHLOE, mail, take_in
from tests.pace import PATIENCE, until
from tests.readings.conftest import CHILD

pytestmark = pytest.mark.slow

Settle = Callable[[], int]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_process_killed_in_the_middle_of_a_batch_reads_it_again(reads: Path, settled: Settle) -> None:
    take_in(mail(text="ONCE it was broken."), mail(BORIS, text="Thank you.", message_id="two@veloworks.example"))
    settled()
    assert (reads / "once").exists()
    assert set(Reading.objects.values_list("label", flat=True)) == {"negative", "thanks"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_text_that_ends_the_process_each_time_is_left_and_the_others_are_read(reads: Path, settled: Settle) -> None:
    take_in(
        mail(text="KILL"),
        mail(BORIS, text="Thank you.", message_id="two@veloworks.example"),
        mail(CHLOE, text="RAISE", message_id="three@samphire.example"),
    )
    settled()
    assert Reading.objects.get().label == "thanks"
    assert sorted(Understanding.objects.values_list("message__text", "tier")) == [
        ("KILL\n", ""),
        ("RAISE\n", ""),
        ("Thank you.\n", "full"),
    ]
    assert not Job.objects.exclude(run_at__isnull=True).filter(state="parked").exists()


@pytest.mark.slow
def test_a_text_that_takes_too_long_ends_it(reads: Path) -> None:
    with pytest.raises(asking.Ended):
        asking.read([Utterance("ENDLESS")], Tier.FULL, asking.LIVE, limit=0.2)
    assert asking.is_well(PATIENCE)


@pytest.mark.slow
def test_it_ends_when_nobody_asks_and_comes_back(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended, run_one = list[int](), tending.run_one
    monkeypatch.setattr(tending, "run_one", lambda *words: ended.append(run_one(*words)) or ended[-1])
    settings.REGULARS_READING, settings.REGULARS_HOME = "full", tmp_path
    stop = threading.Event()
    tender = threading.Thread(target=tending.attend, args=(tmp_path, stop, CHILD, 0.1))
    tender.start()
    until(door_path(tmp_path).exists)
    try:
        for times in (1, 2):
            assert asking.read([Utterance("Thank you")], Tier.FULL, asking.PAGE)[0].readings
            until(lambda times=times: ended == [0] * times)
    finally:
        stop.set()
        tender.join(PATIENCE)
    with pytest.raises(asking.Unavailable):
        asking.read([Utterance("Thank you")], Tier.FULL, asking.PAGE)


def test_a_door_is_seen_only_once_it_is_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(socket.socket):
        def listen(self, *backlog: int) -> None:
            assert not door_path(tmp_path).exists(), "who knocks now is turned away"
            super().listen(*backlog)

    monkeypatch.setattr(socket, "socket", Slow)
    with open_door(tmp_path):
        knock(tmp_path, PATIENCE).close()


def test_only_this_user_may_ask(reads: Path) -> None:
    assert asking.is_well()
    assert (reads / "door").stat().st_mode & 0o777 == 0o600
    assert reads.stat().st_mode & 0o777 == 0o700


def test_a_home_deep_down_has_its_door_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / ("deep" * 40)
    assert len(str(door_path(deep))) <= LONGEST
    assert door_path(deep) != door_path(tmp_path / ("down" * 40))


@pytest.mark.django_db
def test_what_cannot_be_read_now_waits(settings: Settings, tmp_path: Path) -> None:
    settings.REGULARS_READING, settings.REGULARS_HOME = "full", tmp_path
    take_in(mail(text="Thank you"))
    Worker().settle()
    assert Understanding.objects.get().edition == ""
    assert not Job.objects.filter(state="parked").exists()


@pytest.mark.django_db
def test_nothing_is_read_where_it_is_off(settings: Settings, tmp_path: Path) -> None:
    settings.REGULARS_READING, settings.REGULARS_HOME = "off", tmp_path
    take_in(mail(text="Thank you"))
    Worker().settle()
    assert not Understanding.objects.exists()
    tending.tend(threading.Event())
    assert not door_path(tmp_path).exists()


@pytest.mark.django_db
def test_a_process_that_reads_nothing_at_all_is_no_texts_fault(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REGULARS_READING = "full"

    def ask(question: asking.Frame, seconds: float) -> asking.Frame:
        raise asking.Ended("broken")

    monkeypatch.setattr(asking, "ask", ask)
    take_in(mail(text="Thank you"))
    Worker().settle()
    assert Understanding.objects.get().edition == ""
