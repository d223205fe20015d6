"""Heads of the desk's own: fitted to corrections, kept where they win on later ones, and taken back."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.base.results import Refused
from regulars.book.models import Message
from regulars.readings import asking, editions
from regulars.readings.fitting import acts, rules
from regulars.readings.models import Correction, Fit
from tests import builders

pytestmark = pytest.mark.slow

NOW = builders.NOW
LEARNER = str(Path(__file__).with_name("another_learner.py"))
LABELS = st.lists(st.tuples(*[st.sampled_from("ab")] * 3))


@settings(max_examples=30)
@given(LABELS)
def test_only_one_that_is_right_more_often_wins(found: list[tuple[str, str, str]]) -> None:
    right, own, standing = [list(column) for column in zip(*found, strict=True)] or ([], [], [])
    said = rules.verdict(right, own, standing)
    assert said.own - said.standing == said.only_own - said.only_standing
    if said.wins:
        assert said.own > said.standing
    assert not rules.verdict(right, own, own).wins


@pytest.mark.parametrize(("own", "standing", "wins"), [(1, 0, False), (2, 0, True), (9, 5, True), (9, 6, False)])
def test_a_lead_by_chance_is_no_win(own: int, standing: int, wins: bool) -> None:
    assert rules.Verdict(40, 0, 0, own, standing).wins == wins


def test_what_is_kept_back_is_the_latest_fifth() -> None:
    assert rules.split(20) == 16
    assert not rules.is_enough(["positive"] * 10 + ["negative"] * 9)
    assert not rules.is_enough(["positive"] * 20 + ["negative"] * 4)
    assert rules.is_enough(["positive"] * 10 + ["negative"] * 10)


def test_wrong_says_that_there_is_none_only_where_there_may_be_none() -> None:
    assert rules.label("sentiment", "negative", "wrong", "") is None
    assert rules.label("failure", "wait", "wrong", "") == "none"
    assert rules.label("sentiment", "negative", "instead", "neutral") == "neutral"


def corrected(count: int) -> None:
    """So many texts that people said something of, a minute apart."""
    on = builders.conversation(builders.customer())
    moments = builders.messages(on, [f"It is number {number}" for number in range(count)])
    Correction.objects.bulk_create(
        Correction(
            moment=moment,
            reader="sentiment",
            label="negative",
            language="en",
            start=0,
            end=5,
            quote="It is",
            verdict="right" if place % 2 else "instead",
            instead="" if place % 2 else "positive",
            agent=builders.agent(),
            at=moment.at,
        )
        for place, moment in enumerate(moments)
    )


def fit(outcome: str, now: object = NOW) -> Fit | None:
    return acts.refit("sentiment", "en", NOW + timedelta(days=1), (LEARNER, outcome))


@pytest.mark.django_db
@pytest.mark.parametrize(("outcome", "kept"), [("wins", True), ("loses", False), ("equals", False)])
def test_a_fit_is_kept_only_where_it_wins(outcome: str, kept: bool) -> None:
    corrected(30)
    before = editions.stale(), editions.fits()
    made = fit(outcome)
    assert made
    assert (made.kept, made.labels, made.card["later"]["texts"], bool(made.weights)) == (kept, 30, 6, kept)
    assert (editions.fits() != before[1]) == kept
    assert fit(outcome) is None


@pytest.mark.django_db
def test_what_was_read_before_a_fit_is_read_again_and_so_is_it_when_the_fit_goes() -> None:
    corrected(30)
    with_none = editions.named(asking.Tier.FULL, "en", NOW, editions.fits())
    german = editions.named(asking.Tier.FULL, "de", NOW, editions.fits())
    made = fit("wins")
    assert made
    assert editions.stale() == ["", with_none]
    with_fit = editions.named(asking.Tier.FULL, "en", NOW, editions.fits())
    assert isinstance(acts.retire(made, builders.agent(), NOW), Refused)
    assert acts.retire(made, builders.agent("lead"), NOW) is None
    assert editions.stale() == ["", with_fit]
    assert german not in editions.stale()


@pytest.mark.django_db
def test_too_little_to_learn_from_is_left() -> None:
    corrected(19)
    assert fit("wins") is None


@pytest.mark.django_db
def test_texts_that_are_gone_are_not_learned_from() -> None:
    corrected(30)
    Message.objects.update(text="")
    assert acts.examples("sentiment", "en") == []


def test_the_reading_process_is_told_of_fits_once(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(question: asking.Frame, seconds: float) -> asking.Frame:
        asked.append(question["do"])
        return {"wanted": ["one"]} if asked == ["read"] else {"reads": []}

    monkeypatch.setattr(asking, "ask", ask)
    own = asking.Own(("one",), lambda ids: [{"id": one} for one in ids])
    assert asking.read([], asking.Tier.FULL, asking.LIVE, own) == []
    assert asked == ["read", "fits", "read"]
