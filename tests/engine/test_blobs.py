import errno
import hashlib
import os
import stat
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from regulars.engine import blobs
from regulars.engine.blobs import BlobStoreFull


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> Path:
    settings.REGULARS_HOME = tmp_path / "home"
    return tmp_path / "home"


def files(home: Path) -> list[Path]:
    return [path for path in (home / "blobs").rglob("*") if path.is_file()]


def later() -> datetime:
    return datetime.now(UTC) + timedelta(hours=1)


@given(st.lists(st.binary(max_size=2000), max_size=40))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_what_is_put_is_read_byte_for_byte(contents: list[bytes]) -> None:
    names = blobs.put_many(contents)
    assert names == [hashlib.sha256(content).hexdigest() for content in contents]
    assert [blobs.read(name) for name in names] == contents


@pytest.mark.parametrize("count", [1, 100])
def test_contents_lie_where_their_name_says_and_are_for_this_user_only(home: Path, count: int) -> None:
    names = blobs.put_many([bytes([number]) * 10 for number in range(count)])
    for name in names:
        path = home / "blobs" / name[:2] / name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert len(files(home)) == count


def test_equal_contents_are_kept_once(home: Path) -> None:
    assert len({*blobs.put_many([b"same", b"same"]), blobs.put(b"same")}) == 1
    assert len(files(home)) == 1


def test_a_file_cut_short_by_a_crash_is_written_again() -> None:
    name = blobs.put(b"the whole letter")
    blobs.path_of(name).write_bytes(b"the wh")
    assert blobs.put(b"the whole letter") == name
    assert blobs.read(name) == b"the whole letter"


def test_reading_opening_and_deleting() -> None:
    name = blobs.put(b"letter")
    assert blobs.exists(name)
    with blobs.open_blob(name) as file:
        assert file.read() == b"letter"
    assert blobs.delete(name)
    assert not blobs.delete(name)
    assert not blobs.exists(name)
    with pytest.raises(FileNotFoundError):
        blobs.read(name)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "AB" * 32, "g" * 64, "a" * 63, f"{'a' * 62}/.", "é" * 64])
def test_no_other_path_can_be_opened(name: str) -> None:
    with pytest.raises(ValueError):
        blobs.read(name)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("count", [1, 60])
def test_a_full_disk_is_named_and_leaves_nothing_half_written(
    home: Path, monkeypatch: pytest.MonkeyPatch, number: int, count: int
) -> None:
    real = os.write

    def full(file: int, content: Any) -> int:
        if bytes(content) == b"last":
            raise OSError(number, os.strerror(number))
        return real(file, content)

    monkeypatch.setattr("regulars.engine.blobs.os.write", full)
    with pytest.raises(BlobStoreFull) as told:
        blobs.put_many([*(f"{n}".encode() for n in range(count - 1)), b"last"])
    assert isinstance(told.value, OSError)
    assert told.value.errno == number
    assert files(home) == []


@pytest.mark.parametrize(("count", "flush"), [(1, "os.fsync"), (60, "_flush_file_system")])
def test_a_disk_that_fails_to_flush_is_not_reported_as_success(
    monkeypatch: pytest.MonkeyPatch, home: Path, count: int, flush: str
) -> None:
    def broken(file: object) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(f"regulars.engine.blobs.{flush}", broken)
    with pytest.raises(OSError, match="broken") as told:
        blobs.put_many([f"{n}".encode() for n in range(count)])
    assert not isinstance(told.value, BlobStoreFull)
    assert files(home) == []


def test_each_file_and_each_folder_is_flushed_before_put_returns(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    flushed: list[str] = []
    real = os.fsync

    def note(file: int) -> None:
        flushed.append(Path(f"/dev/fd/{file}").resolve().name)
        real(file)

    monkeypatch.setattr("regulars.engine.blobs.os.fsync", note)
    name = blobs.put(b"letter")
    assert flushed[0].startswith(f"{name}.")
    assert {name[:2], "blobs", "home"} <= set(flushed[1:])


def test_a_short_write_is_continued(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[[int, Any], int] = os.write
    monkeypatch.setattr("regulars.engine.blobs.os.write", lambda file, content: real(file, bytes(content)[:7]))
    assert blobs.read(blobs.put(b"a letter that is longer than seven")) == b"a letter that is longer than seven"


def test_a_sweep_removes_what_nothing_names(home: Path) -> None:
    kept, orphan = blobs.put(b"kept"), blobs.put(b"orphan")
    asked: list[str] = []

    def referenced(names: Sequence[str]) -> set[str]:
        asked.extend(names)
        return {kept}

    half = home / "blobs" / "new" / "half"
    half.write_bytes(b"ha")
    assert blobs.sweep(referenced, later()) == 2
    assert sorted(asked) == sorted([kept, orphan])
    assert blobs.exists(kept)
    assert not blobs.exists(orphan)
    assert not half.exists()


def test_a_sweep_leaves_what_was_put_or_put_again_since(home: Path) -> None:
    new, again, old = blobs.put_many([b"new", b"again", b"old"])
    long_ago = datetime.now(UTC).timestamp() - 86_400
    for name in (again, old):
        os.utime(blobs.path_of(name), (long_ago, long_ago))
    blobs.put(b"again")
    assert blobs.sweep(lambda names: set(), datetime.now(UTC) - timedelta(hours=1)) == 1
    assert [blobs.exists(name) for name in (new, again, old)] == [True, True, False]


def test_a_sweep_of_nothing_is_nothing() -> None:
    assert blobs.sweep(lambda names: set(), later()) == 0
