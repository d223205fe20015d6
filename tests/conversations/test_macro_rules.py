"""Texts with fields, and what a macro may say: pure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.base import fields
from regulars.conversations.macros import rules
from regulars.conversations.macros.rules import People, Step, Written

PLAIN = st.text(st.characters(exclude_characters="{}"), max_size=40)
NAMES = st.sampled_from(sorted(rules.FIELDS))


@settings(max_examples=30)
@given(st.lists(st.tuples(PLAIN, NAMES), max_size=5), PLAIN, st.dictionaries(NAMES, st.text(min_size=1, max_size=20)))
def test_every_field_is_filled_or_named_as_missing(
    pieces: list[tuple[str, str]], end: str, known: dict[str, str]
) -> None:
    text = "".join(f"{before}{{{name}}}" for before, name in pieces) + end
    filled = fields.fill(text, known)
    assert filled.text == "".join(f"{before}{known.get(name, f'{{{name}}}')}" for before, name in pieces) + end
    assert set(filled.missing) == {name for _, name in pieces} - set(known)
    assert fields.unknown(text, rules.FIELDS) == ()


@given(st.text(max_size=200))
def test_any_text_can_be_filled_twice(text: str) -> None:
    once = fields.fill(text, {})
    assert fields.fill(once.text, {}).missing == once.missing


def test_a_fallback_stands_in_and_may_be_empty() -> None:
    assert fields.fill("Hi {customer.first_name|there},", {}).text == "Hi there,"
    assert fields.fill("Hi{ customer.first_name | },", {}) == fields.Filled("Hi,")
    assert fields.fill("Hi {customer.first_name|there},", {"customer.first_name": "Ana"}).text == "Hi Ana,"


def test_what_a_field_holds_is_no_field() -> None:
    assert fields.fill("{customer.name}", {"customer.name": "{agent.name}", "agent.name": "Ada"}).text == "{agent.name}"


def test_braces_that_are_no_fields_stay() -> None:
    text = 'if (x) { return {"a": 1}; }'
    assert fields.fill(text, {}) == fields.Filled(text)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Ana Novak", "Ana"),
        ("Novak, Ana", "Ana"),
        ("Dr. Ana Novak", "Ana"),
        ("ana@nordbake.example", ""),
        ("", ""),
        ("ليلى حداد", "ليلى"),
        ("Prof. Dr. Jan", "Jan"),
    ],
)
def test_how_somebody_is_addressed(name: str, first: str) -> None:
    assert fields.first_name(name) == first


def test_an_address_is_no_name_to_call_somebody_by() -> None:
    assert rules.values(People(customer="ana@nordbake.example"))["customer.name"] == ""


@pytest.mark.parametrize(
    ("written", "field", "said"),
    [
        (Written("", "Hello"), "name", "Give it a name"),
        (Written("x" * 81, "Hello"), "name", "too long"),
        (Written("Hello", ""), "text", "Write a text"),
        (Written("Hello", "Hi {customer.firstname}"), "text", "These there are: {customer.first_name}"),
        (Written("Hello", "", (Step("snooze", "0"),)), "days", "from 1 to 365"),
        (Written("Hello", "", (Step("snooze", "many"),)), "days", "from 1 to 365"),
        (Written("Hello", "", (Step("note", "{agent.nick}"),)), "note", "no field {agent.nick}"),
        (Written("Hello", "", (Step("assign", ""),)), "assign", "Choose who"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(written: Written, field: str, said: str) -> None:
    (fault,) = rules.faults(written)
    assert fault.field == field
    assert said in fault.reason


@settings(max_examples=20)
@given(st.lists(st.builds(Step, st.sampled_from(rules.KINDS), st.text(max_size=10))))
def test_steps_are_kept_as_they_were(steps: list[Step]) -> None:
    assert list(rules.read(rules.stored(steps))) == steps


def test_steps_of_another_release_are_left_out() -> None:
    assert rules.read([["sing", "loud"], ["tag"], ["tag", "vip"]]) == (Step("tag", "vip"),)
