"""A generator that runs in a second process."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from regulars.imports.elsewhere import Ended, elsewhere
from regulars.imports.records import bringing
from regulars.imports.records.meant import first_guess

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


@pytest.mark.slow
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="needs a second processor")
def test_a_process_that_ends_early_is_told() -> None:
    with elsewhere(broken, os.getpid()) as found:
        assert next(found) != os.getpid()
        with pytest.raises(Ended):
            next(found)
