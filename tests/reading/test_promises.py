"""What counts as a promise of ours, and when it is due. The borders are those of `authored/README.md`."""

from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from regulars.reading.cleaning import cleaned
from regulars.reading.commitments import _typed, promises_in
from regulars.reading.evaluation import by_words, lines, measured
from regulars.reading.readers import amends, apology, promise, question, refusal
from regulars.reading.values import Clean, Language, Reading, Sentence, Speaker, Utterance

# A Wednesday.
AT = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
AUTHORED = Path(promise.__file__).parent.parent / "authored"
PROMISED = {
    "I'll call you back on Friday before noon.": "03-06 12:00",
    "Your replacement will be with you by Monday.": "03-09 23:59",
    "We are sending somebody round this afternoon, no charge.": "03-04 18:00",
    "Dr Bello will ring you tomorrow morning.": "03-05 12:00",
    "In two days, I'll have it ready for you.": "03-06 23:59",
    "The voucher is valid until 14 May.": "05-14 23:59",
    "If it is not there by Friday, we'll send another one.": None,
    "Give us 24 hours and it's fixed.": "03-05 09:00",
    "You won't be charged again.": None,
    "Leave it with me.": None,
    "We undertake to remedy the defect no later than the 14th.": "03-14 23:59",
    "I've booked you in with Dana for Tuesday at 10am.": "03-10 10:00",
    "Every bike we sell gets a free check.": None,
    "We'll keep the Tuesday slot for you until noon tomorrow.": "03-05 12:00",
    "We'll phone you in the morning.": "03-05 12:00",
    "The car will be collected at 7.10.": "03-04 19:10",
    "Delivery is booked for Friday, 10 till 11.": "03-06 11:00",
    "A coach is on its way to Ashby, 20 minutes.": "03-04 09:20",
    "Once you say yes I'll order the fork.": None,
    "Compensation of £40 will be credited to your next bill.": None,
    "There's no charge for calls to this number.": None,
    "il sort the leak for u": None,
    "Ihr Guthaben verfällt am 14. Dezember.": "12-14 23:59",
    "Sie haben es bis Montag.": "03-09 23:59",
    "Das machen wir für Sie kostenlos.": None,
    "Anything unopened can come back within 30 days.": None,
    "Emergencies are attended to within four hours, day and night.": None,
    "Flowers that wilt within a week get replaced.": None,
    "You won't see a payment in April.": None,
    "You won't be charged before May.": "04-30 23:59",
    "I'm freezing your membership from today.": None,
    "We'll release it five days after they pay.": None,
    "Give me until Thursday and I'll have an answer for you.": "03-05 23:59",
    "On Friday I'll ring you at ten.": "03-06 10:00",
    "It will be ready Thursday, Friday at the latest.": "03-06 23:59",
    "Your tickets for the 21st will be held until 7pm on the night.": "03-21 19:00",
    "The lad will be round sat 9": "03-07 09:00",
}
UNTIMED = [
    "Next month's on us.",
    "Your next three nights are on us.",
    "Tonight's dinner is on the house.",
    "Orders placed before noon will be sent the same day.",
    "What I will do is bring it up with the hall on Wednesday, and you'll hear from me.",
]
NOT_PROMISED = [
    "Will you be at home on Thursday?",
    "If you reset the router, the light will turn green.",
    "Our agents will be happy to assist you.",
    "I can't promise that it will be here on Friday.",
    "You said you'd call us by Monday.",
    "The courier says it will arrive tomorrow.",
    "You will need to bring your passport on Monday.",
    "It might arrive on Friday.",
    "I'll be honest with you, it is loud.",
    "We hope to have it ready by Friday.",
    "We look forward to seeing you on Friday.",
    "I was going to ring you on Tuesday.",
    "Your payment is due on the 14th.",
    "The shop is open until 6 today.",
    "I would send it back tomorrow if I were you.",
    "You'll love it.",
    "We will not make it by then, and we are sorry.",
    "I'm afraid we won't get to it before Friday.",
    "The loft is full until May.",
    "With reference to your letter of 12 March, the matter is under consideration.",
    "You will receive a code by text.",
    "The fine will be sent to you by the city.",
    "The IRS will send you a letter in June.",
    "The marquee people swear it will be up by Thursday.",
    "The carrier has confirmed 2 January.",
    "It's not that I won't do it.",
    "Nobody's going to starve, trust me.",
    "My colleague will have told you about the deposit.",
    "Heating is switched on in October every year.",
    "If you think I'll do that, no.",
    "Ihre Punkte verfallen nicht.",
    "Das ist leider nicht kostenlos.",
    "Wenn Sie es bis Montag haben, sagen Sie bitte Bescheid.",
]


def clean(text: str, language: str = "en") -> Clean:
    """One sentence, in a language that is known."""
    said = Utterance(text, Speaker.STAFF, AT, "UTC")
    return Clean(said, (Sentence(0, len(text), text, text.lower()),), text, Language(language, 1.0))


def found(text: str) -> list[Reading]:
    return [reading for reading in promises_in(text, AT, "UTC") if reading.sure]


@pytest.mark.parametrize("text", PROMISED)
def test_a_promise_has_its_words_its_rule_and_its_time(text: str) -> None:
    readings = found(text)
    dues = [reading.due.time.wall.strftime("%m-%d %H:%M") for reading in readings if reading.due and reading.due.time]
    assert readings
    assert all(reading.rule and reading.fired for reading in readings)
    assert PROMISED[text] is None or dues == [PROMISED[text]]


@pytest.mark.parametrize("text", NOT_PROMISED)
def test_these_only_sound_like_promises(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", UNTIMED)
def test_the_time_in_it_is_not_when_it_is_due(text: str) -> None:
    assert [reading.due for reading in promises_in(text, AT, "UTC") if reading.due and reading.due.time] == []


def test_two_promises_of_one_breath_have_each_its_time() -> None:
    first, second = found("I'll ask the nurse and get back to you tomorrow.")
    assert first.due is None
    assert second.due is not None
    assert second.due.time is not None
    assert first.end <= second.start


def test_of_two_things_that_will_be_only_the_second_has_the_time_behind_it() -> None:
    first, second = found("I'm raising a ticket for you now and a specialist will be in contact within 24 hours.")
    assert first.due is None
    assert second.due is not None
    assert second.due.time is not None


def test_without_the_moment_it_was_said_a_promise_has_no_time() -> None:
    (reading,) = promises_in("I'll call you on Friday.", None, "UTC")
    assert reading.due is not None
    assert reading.due.time is None


def test_german_promises() -> None:
    (reading,) = promise.READER.find(clean("Wir werden Ihnen innerhalb von zwei Werktagen antworten.", "de")) or ()
    assert reading.due is not None
    assert reading.due.time is not None
    assert reading.due.time.wall.date().isoformat() == "2026-03-06"


def test_refusals_name_a_rule_and_a_plain_no_is_none() -> None:
    assert list(refusal.READER.find(clean("I'm afraid the system won't let me remove the fee.")))
    assert list(refusal.READER.find(clean("Unfortunately it can't be returned under our policy.")))
    assert not list(refusal.READER.find(clean("I'm sorry, but that bed is already taken.")))


def test_an_apology_owns_a_fault_and_a_hollow_one_does_not() -> None:
    assert [each.label for each in apology.READER.find(clean("I'm sorry we lost your bag."))] == ["apology"]
    assert [each.label for each in apology.READER.find(clean("We are sorry if you feel that way."))] == ["hollow"]
    hollow = "We apologise for any inconvenience this may have caused."
    assert [each.label for each in apology.READER.find(clean(hollow))] == ["hollow"]
    assert not list(apology.READER.find(clean("Sorry to hear about your mum.")))


def test_amends_are_given_to_make_good_and_a_policy_is_none() -> None:
    assert list(amends.READER.find(clean("I've taken £20 off your bill.")))
    assert list(amends.READER.find(clean("The first night is on us.")))
    assert not list(amends.READER.find(clean("Feel free to call us.")))


def test_questions_end_in_a_mark_or_are_built_like_one() -> None:
    assert list(question.READER.find(clean("Which day suits you?")))
    assert list(question.READER.find(clean("is the stopcock under the sink")))
    assert not list(question.READER.find(clean("The stopcock is under the sink.")))


@pytest.mark.slow
def test_the_written_lines_are_read_about_as_well_as_they_were() -> None:
    tallies = measured(islice(lines(AUTHORED / "dev.jsonl"), 110), by_words, ["promise", "refusal", "apology"])
    assert tallies["promise"].precision > 0.95
    assert tallies["promise"].recall > 0.85
    assert tallies["promise"].due_accuracy > 0.85
    assert min(tallies["refusal"].f1, tallies["apology"].f1) > 0.8


def test_of_a_long_text_only_what_was_typed_since_the_last_key_is_read() -> None:
    text = ("I'll call you by Monday, and the van comes on Tuesday at nine. " * 40)[:2000]
    before = promises_in(text, AT, "UTC")
    read = _typed.cache_info().misses
    after = promises_in(text + "!", AT, "UTC")
    assert _typed.cache_info().misses == read + 1, "the sentence that was typed in, and no other"
    assert after[:-1] == before[:-1]


def test_a_promise_as_it_is_typed_stands_where_the_whole_text_has_it() -> None:
    text = "Good morning Ana.\nThe box is here. I'll  call you by Monday. We'll send it on Tuesday."
    said = Utterance(text, Speaker.STAFF, AT, "UTC")
    assert promises_in(text, AT, "UTC") == list(promise.commitments(cleaned(said)))
    assert next(text[each.start : each.end] for each in found(text)).startswith("I'll  call you")


@given(some.sampled_from(sorted(PROMISED)), some.sampled_from(NOT_PROMISED))
def test_a_quoted_line_changes_nothing(quoted: str, own: str) -> None:
    letter = f"Thank you for your letter.\n{own}\n\nOn 2 March 2026 Ana Novak wrote:\n> {quoted}\n"
    read = promise.READER.find(cleaned(Utterance(letter, Speaker.STAFF, AT, "UTC"))) or ()
    assert all(reading.end <= letter.index("On 2 March") for reading in read)


WORDS = some.sampled_from(
    "I'll we will your refund be sent by Monday , . and if you can't promise the policy sorry free of charge "
    "? tomorrow".split()
)


@given(some.lists(WORDS, max_size=30).map(" ".join))
def test_spans_lie_inside_whatever_is_said(text: str) -> None:
    for reader in (promise.READER, refusal.READER, apology.READER, amends.READER, question.READER):
        for reading in reader.find(clean(text)) or () if reader.find else ():
            places = ((reading.start, reading.end), *reading.fired)
            assert all(0 <= start < end <= len(text) for start, end in places)
