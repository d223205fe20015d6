"""Addresses, batches, history, pauses."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.intake import rules
from regulars.intake.rules import Boundary, Listed

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("Help@Desk.Example", "help@desk.example"),
        (" <help@desk.example> ", "help@desk.example"),
        ("hilfe@bücher.example.", "hilfe@xn--bcher-kva.example"),
        ("hjälp@desk.example", "hjälp@desk.example"),
        ("help", ""),
        ("@desk.example", ""),
        ("help@", ""),
        ("help me@desk.example", ""),
        ("help@desk@desk.example", ""),
        ("help\x00@desk.example", ""),
        ("h\udcffelp@desk.example", ""),
        ("help@" + "a" * 300 + ".example", ""),
    ],
)
def test_an_address_is_stored_in_one_form(said: str, stored: str) -> None:
    assert rules.normal_address(said) == stored


@given(st.text('aZ9@@..++<>() \t\x00\x7f\udcffüßİ。\u200d例"\\', max_size=30))
def test_no_text_breaks_an_address(said: str) -> None:
    made = rules.normal_address(said)
    assert rules.normal_address(made) == made
    made.encode()


@pytest.mark.parametrize(
    ("said", "belongs_to"),
    [
        ("help+k7f3q@desk.example", "help@desk.example"),
        ("help+a+b@desk.example", "help@desk.example"),
        ("help@desk.example", "help@desk.example"),
        ("+token@desk.example", "+token@desk.example"),
    ],
)
def test_a_token_does_not_change_whose_mail_it_is(said: str, belongs_to: str) -> None:
    assert rules.without_token(said) == belongs_to


@given(st.lists(st.integers(0, 40)), st.integers(1, 5), st.integers(1, 60))
def test_batches_keep_all_in_order_and_within_bounds(sizes: list[int], count: int, most: int) -> None:
    listed = [Listed(uid, size, None) for uid, size in enumerate(sizes)]
    made = list(rules.batches(listed, count, most))
    assert [one for batch in made for one in batch] == listed
    for batch in made:
        assert 1 <= len(batch) <= count
        assert len(batch) == 1 or sum(one.size for one in batch) <= most


def test_history_is_what_lay_there_first() -> None:
    first = Boundary(40)
    assert first.is_history(40, None)
    assert not first.is_history(41, NOW)


def test_after_a_renumbering_dates_tell_history() -> None:
    boundary = rules.boundary_after_renumbering(40, NOW)
    assert boundary.is_history(7, NOW - timedelta(days=1))
    assert not boundary.is_history(7, NOW - timedelta(minutes=30)), "clocks differ; rather live than unseen"
    assert not boundary.is_history(7, None)
    assert not boundary.is_history(41, NOW - timedelta(days=1))
    assert rules.boundary_after_renumbering(40, None).is_history(7, NOW)


@given(st.integers(1, 100_000), st.floats(0, 1, exclude_max=True))
def test_pauses_grow_up_to_five_minutes(tries: int, chance: float) -> None:
    pause = rules.pause(tries, chance, refused=False)
    assert 2.5 <= pause <= 300
    assert rules.pause(tries + 1, chance, refused=False) >= pause
    assert rules.pause(tries, chance, refused=True) == 900
