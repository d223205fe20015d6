"""Acts and what takes them back, without a database."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from regulars.base.results import Refused
from regulars.conversations.acts import rules
from regulars.conversations.acts.rules import Standing

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
STATUSES = ("open", "closed", "automatic", "snoozed", "spam")
TIMES = st.none() | st.integers(-99, 99).map(lambda hours: NOW + timedelta(hours=hours))
STANDINGS = st.builds(
    Standing,
    pk=st.just(1),
    public_id=st.just("c"),
    status=st.sampled_from(STATUSES),
    assignee=st.none() | st.integers(1, 3),
    snoozed_until=TIMES,
    tags=st.frozensets(st.integers(1, 3)),
)
DECISIONS = st.one_of(
    st.sampled_from([rules.closing, rules.reopening, rules.to_spam, rules.waking(NOW)]),
    st.builds(rules.snoozing, TIMES, st.just(NOW)),
    st.builds(rules.assigning, st.none() | st.integers(1, 3)),
    st.builds(rules.marking, st.integers(1, 3), st.booleans()),
    st.builds(lambda people: rules.out_of_spam(lambda pk: people), st.booleans()),
)


@given(STANDINGS, DECISIONS)
def test_what_was_done_can_be_taken_back_and_only_once(stands: Standing, decide: rules.Decide) -> None:
    wanted = decide(stands)
    if isinstance(wanted, Refused):
        return
    made = rules.change(stands, wanted)
    assert all(made.before[key] != made.after[key] for key in made.after)
    assert rules.taking_back(made.after, made.before, made.after) == made.before
    assert rules.taking_back(made.before, made.before, made.after) == {}


@given(STANDINGS, DECISIONS)
def test_an_act_repeated_changes_nothing(stands: Standing, decide: rules.Decide) -> None:
    wanted = decide(stands)
    if not isinstance(wanted, Refused):
        columns = {key: value for key, value in wanted.items() if not key.startswith(rules.TAG)}
        tags = {int(key[4:]): on for key, on in wanted.items() if key.startswith(rules.TAG)}
        kept = {tag for tag in stands.tags if tags.get(tag, True)} | {tag for tag, on in tags.items() if on}
        after = Standing(**{**{name: getattr(stands, name) for name in Standing.__slots__}, **columns, "tags": kept})
        again = decide(after)
        assert isinstance(again, Refused) or rules.change(after, again).after == {}


def test_what_somebody_else_changed_since_is_left_alone() -> None:
    before, after = {"status": "open", "assignee": None}, {"status": "closed", "assignee": 2}
    assert rules.taking_back({"status": "closed", "assignee": 3}, before, after) is None
    assert rules.taking_back({"status": "closed", "assignee": 3}, before, after, partly=True) == {"status": "open"}


def test_a_newer_message_stays_the_newest() -> None:
    before, after = {"status": "snoozed", "last_at": "a"}, {"status": "open", "last_at": "b"}
    assert rules.taking_back({"status": "open", "last_at": "c"}, before, after) == {"status": "snoozed"}


def test_nobody_sleeps_until_yesterday_nor_for_ever_and_spam_is_not_closed() -> None:
    assert isinstance(rules.snoozing(NOW - timedelta(hours=1), NOW)(Standing(1, "c")), Refused)
    assert isinstance(rules.snoozing(NOW.replace(year=9999), NOW)(Standing(1, "c")), Refused)
    for decide in (rules.closing, rules.reopening, rules.snoozing(None, NOW)):
        assert isinstance(decide(Standing(1, "c", status="spam")), Refused)


def test_who_may_not_see_it_does_not_get_it() -> None:
    assert isinstance(rules.assigning(2, (7,))(Standing(1, "c", inbox=7)), Refused)
    assert rules.assigning(None, (7,))(Standing(1, "c", inbox=7)) == {"assignee": None}


def test_only_what_has_slept_long_enough_wakes() -> None:
    later = NOW + timedelta(hours=1)
    assert rules.waking(NOW)(Standing(1, "c", status="snoozed", snoozed_until=later)) == {}
    assert rules.waking(NOW)(Standing(1, "c", status="snoozed")) == {}
    assert rules.waking(later)(Standing(1, "c", status="snoozed", snoozed_until=later))["status"] == "open"


@given(STANDINGS, STANDINGS)
def test_of_two_that_become_one_nothing_that_waits_is_lost(stands: Standing, joined: Standing) -> None:
    made = rules.together(stands, joined)
    statuses = {stands.status, joined.status}
    asleep = [one.snoozed_until for one in (stands, joined) if one.status == "snoozed"]
    assert made == rules.together(joined, stands)
    assert (made["status"] == "open") == ("open" in statuses)
    assert (made["status"] == "spam") == (statuses == {"spam"})
    if made["status"] == "snoozed":
        assert made["snoozed_until"] in asleep
        assert all(one is None or made["snoozed_until"] <= one for one in asleep)
    else:
        assert made["snoozed_until"] is None


def test_events_of_the_first_release_say_the_status_by_their_kind() -> None:
    assert rules.projected([("opened", {}), ("closed", {}), ("reopened", {}), ("closed", {})]) == {"status": "closed"}
