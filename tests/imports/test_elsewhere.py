"""A generator that runs in a second process."""

import inspect
import multiprocessing
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from multiprocessing import Pipe
from pathlib import Path

import pytest

from regulars.channels.contract import Inbound
from regulars.imports import second
from regulars.imports.elsewhere import Ended, elsewhere
from regulars.imports.reader import READY, Reader, answer
from regulars.imports.records import bringing
from regulars.imports.records.meant import first_guess
from tests.pace import PATIENCE

ORDERS = "Order number;Email;Order date;Total;Currency\n" + "".join(
    f"{place};ana@nordbake.example;2026-05-01;{'12,00' if place % 7 else 'much'};EUR\n" for place in range(2500)
)


def broken(pid: int) -> Iterator[int]:
    """One number, and then an end that nobody planned."""
    yield os.getpid()
    os._exit(1 if os.getpid() != pid else 0)


@pytest.mark.slow
def test_a_file_says_the_same_wherever_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, encoding="utf-8")
    given = path, "", first_guess("order", ORDERS.splitlines()[0].split(";")), "shop"
    with elsewhere(bringing.parts_of, *given) as found:
        parts = list(found)
    assert parts == list(bringing.parts_of(*given))
    assert [len(records) for records, _read in parts] == [1000, 1000, 500]
    with elsewhere(bringing.parts_of, tmp_path / "none", *given[1:]) as none, pytest.raises(FileNotFoundError):
        list(none)


def ends_with_the_block(*, copied: bool) -> None:
    """Start the process that reads mail, hear of it, and let go of it."""
    with second.second(answer, copied=copied) as other:
        assert other is not None
        assert other.poll(60)
        assert other.recv() == READY
        assert multiprocessing.active_children()
    assert not multiprocessing.active_children()


@pytest.mark.slow
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="needs a second processor")
def test_the_second_process_ends_with_the_block() -> None:
    ends_with_the_block(copied=False)


# By itself: the process that tests run in has threads of other tests.
ALONE = f"""
import multiprocessing
from regulars.imports import second
from regulars.imports.reader import READY, answer
{inspect.getsource(ends_with_the_block)}
assert second.is_alone()
ends_with_the_block(copied=True)
"""


@pytest.mark.slow
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="needs a second processor")
@pytest.mark.skipif(sys.platform != "linux", reason="is copied on Linux only")
def test_a_copy_ends_with_the_block() -> None:
    subprocess.run([sys.executable, "-c", ALONE], check=True, timeout=PATIENCE, cwd=Path(__file__).parents[2])


def test_a_process_with_threads_is_not_copied() -> None:
    waiting = threading.Event()
    thread = threading.Thread(target=waiting.wait)
    thread.start()
    assert not second.is_alone()
    waiting.set()
    thread.join()


@pytest.mark.slow
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="needs a second processor")
def test_a_process_that_ends_early_is_told() -> None:
    with elsewhere(broken, os.getpid()) as found:
        assert next(found) != os.getpid()
        with pytest.raises(Ended):
            next(found)


MAIL = b"From: Ana Novak <ana@nordbake.example>\r\nSubject: The oven\r\n\r\nIt does not get warm.\r\n"


def subjects(reader: Reader) -> list[str]:
    return [one.subject for one in reader.read([MAIL, MAIL])[0] if isinstance(one, Inbound)]


def test_mail_is_read_here_until_the_other_process_is_ready_and_once_it_is_gone() -> None:
    ours, theirs = Pipe()
    reader = Reader(ours)
    # Nobody has said that they are ready, and so nothing is sent.
    assert subjects(reader) == ["The oven"] * 2
    assert not theirs.poll()
    theirs.send(READY)
    theirs.send((["read there"], {}))
    there: list[object] = [*reader.read([MAIL])[0]]
    assert there == ["read there"]
    assert theirs.recv() == [MAIL]
    theirs.close()
    assert subjects(reader) == ["The oven"] * 2


def test_the_other_process_says_that_it_is_ready_and_then_what_mails_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signal.signal", lambda *said: None)
    ours, theirs = Pipe()
    other = threading.Thread(target=answer, args=(theirs,))
    other.start()
    assert ours.poll(60)
    assert ours.recv() == READY
    ours.send([MAIL])
    read, folded = ours.recv()
    assert [one.subject for one in read] == ["The oven"]
    assert folded == {read[0].text: "it does not get warm"}
    ours.close()
    other.join()
