"""Amounts as other systems write them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.base.money import CODES, DECIMALS, MOST, NotMoney, decimals, parse, plain

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "CLF"])
AMOUNTS = st.integers(-MOST, MOST)


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("1.234,50", "EUR", 123450),
        ("1,234.50", "EUR", 123450),
        ("1 234,50", "EUR", 123450),
        ("1'234.50", "CHF", 123450),
        ("1,23,456.00", "INR", 12345600),
        ("12.5", "EUR", 1250),
        ("12", "EUR", 1200),
        (",5", "EUR", 50),
        ("12.500", "JPY", None),
        ("1500", "JPY", 1500),
        ("1.234.567", "EUR", 123456700),
        ("0.500", "KWD", 500),
        ("1234.500", "EUR", 123450),
        ("€ 12,50", "EUR", 1250),
        ("12,50 EUR", "EUR", 1250),
        ("-$5", "USD", -500),
        ("$-5", "USD", -500),
        ("-12.50", "EUR", -1250),
        ("\u221212.50", "EUR", -1250),
        ("12.50-", "EUR", -1250),
        ("(12.50)", "EUR", -1250),
    ],
)
def test_amounts_as_they_are_written(text: str, currency: str, amount: int | None) -> None:
    if amount is None:
        with pytest.raises(NotMoney):
            parse(text, currency)
    else:
        assert parse(text, currency) == amount


@pytest.mark.parametrize(
    ("text", "currency", "why"),
    [
        ("1.234", "EUR", "ambiguous"),
        ("1,234", "KWD", "ambiguous"),
        ("12.345,678", "EUR", "precise"),
        ("0.125", "EUR", "precise"),
        ("12.5", "JPY", "precise"),
        ("$5", "EUR", "currency"),
        ("5 CHF", "EUR", "currency"),
        ("", "EUR", "nothing"),
        ("twelve", "EUR", "nothing"),
        ("1.2.3", "EUR", "nothing"),
        ("1,2,3.00", "EUR", "nothing"),
        ("1e9", "EUR", "nothing"),
        ("1" * 20, "EUR", "large"),
    ],
)
def test_what_is_no_amount_says_why(text: str, currency: str, why: str) -> None:
    with pytest.raises(NotMoney) as fault:
        parse(text, currency)
    assert fault.value.why == why
    assert text[:20] in str(fault.value)


def test_who_knows_where_decimals_begin_is_believed() -> None:
    assert parse("1.234", "EUR", point=",") == 123400
    assert parse("1.234", "KWD", point=".") == 1234
    with pytest.raises(NotMoney):
        parse("1.234,50", "EUR", point=".")


@given(AMOUNTS, CURRENCIES)
def test_what_is_written_plainly_is_read_back(amount: int, currency: str) -> None:
    assert parse(plain(amount, currency), currency, point=".") == amount


def outcome(text: str, currency: str) -> int | str:
    """The amount, or why there is none."""
    try:
        return parse(text, currency)
    except NotMoney as fault:
        return fault.why


@given(AMOUNTS, CURRENCIES)
def test_without_a_point_named_an_amount_is_right_or_refused(amount: int, currency: str) -> None:
    assert outcome(plain(amount, currency), currency) in (amount, "ambiguous")


@given(st.text(max_size=50), CURRENCIES, st.sampled_from(["", ".", ","]))
def test_any_text_is_an_amount_or_refused(text: str, currency: str, point: str) -> None:
    with contextlib.suppress(NotMoney):
        assert abs(parse(text, currency, point)) <= MOST


def test_every_currency_of_odd_decimals_is_a_known_one() -> None:
    assert set(DECIMALS) <= CODES
    assert decimals("EUR") == 2
