import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from regulars.engine.sealing import Unsealable, seal, unseal
from tests.engine.conftest import in_threads


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("REGULARS_SEALING_KEY", raising=False)
    monkeypatch.delenv("REGULARS_SEALING_KEY_FILE", raising=False)
    settings.REGULARS_HOME = tmp_path
    return tmp_path


@given(st.text())
@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
def test_what_is_sealed_can_be_opened_and_not_read(text: str) -> None:
    sealed = seal(text)
    assert unseal(sealed) == text
    assert unseal(memoryview(sealed)) == text  # type: ignore[arg-type] # as PostgreSQL gives it back
    assert len(text) < 4 or text.encode() not in sealed


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert seal("password") != seal("password")


def test_the_key_is_made_once_for_this_user_only(home: Path) -> None:
    sealed = in_threads(*[lambda: seal("password")] * 6)
    assert {unseal(one) for one in sealed} == {"password"}
    key = home / "keys" / "sealing.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert [path.name for path in key.parent.iterdir()] == ["sealing.key"]


def test_another_key_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = seal("password")
    monkeypatch.setenv("REGULARS_SEALING_KEY", "another key of some length")
    with pytest.raises(Unsealable, match="another key"):
        unseal(sealed)


def test_the_key_can_come_from_a_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "key").write_text("a key of our own from a file\n")
    monkeypatch.setenv("REGULARS_SEALING_KEY_FILE", str(home / "key"))
    sealed = seal("password")
    monkeypatch.delenv("REGULARS_SEALING_KEY_FILE")
    monkeypatch.setenv("REGULARS_SEALING_KEY", "a key of our own from a file")
    assert unseal(sealed) == "password"
    assert not (home / "keys").exists()


def test_a_key_that_is_missing_or_short_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGULARS_SEALING_KEY", "short")
    with pytest.raises(Unsealable, match="too short"):
        seal("password")
    monkeypatch.setenv("REGULARS_SEALING_KEY_FILE", str(home / "nowhere"))
    with pytest.raises(Unsealable, match="nowhere"):
        seal("password")


@given(st.data())
@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
def test_a_changed_byte_is_noticed(data: st.DataObject) -> None:
    sealed = bytearray(seal("password"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unsealable):
        unseal(bytes(sealed))


@given(st.binary(max_size=60))
@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
def test_what_was_never_sealed_is_refused(junk: bytes) -> None:
    with pytest.raises(Unsealable):
        unseal(junk)
