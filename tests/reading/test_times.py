"""Times that texts name, worked out from the day they were said on. The conventions are those of decision 0019."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from regulars.reading.times import dues
from regulars.reading.times.calendar import after_months, after_working_days, is_working
from regulars.reading.values import Due
from tests.pace import MOST, growth

# A Wednesday.
AT = datetime(2026, 3, 4, 14, 20, tzinfo=ZoneInfo("Europe/Berlin"))
SAID = {
    "by Monday": "03-09 23:59",
    "until Monday": "03-09 23:59",
    "this Friday": "03-06 23:59",
    "next Friday": "03-13 23:59",
    "next Tuesday": "03-10 23:59",
    "on Wednesday": "03-11 23:59",
    "Mon": "03-09 23:59",
    "by the 14th": "03-14 23:59",
    "on the 4th": "04-04 23:59",
    "the 1st of next month": "04-01 23:59",
    "14 March": "03-14 23:59",
    "March 14th, 2026": "03-14 23:59",
    "on 14.3.": "03-14 23:59",
    "on 3/14": "03-14 23:59",
    "14/03/2026": "03-14 23:59",
    "on 3/4": "04-03 23:59",
    "2026-04-01": "04-01 23:59",
    "later today": "03-04 23:59",
    "tonight": "03-04 23:59",
    "tonight at 8": "03-04 20:00",
    "tomorrow morning": "03-05 12:00",
    "tomorrow afternoon": "03-05 18:00",
    "by end of day": "03-04 23:59",
    "by close of business on Friday": "03-06 18:00",
    "by noon": "03-05 12:00",
    "at 3pm": "03-04 15:00",
    "at 9": "03-05 09:00",
    "by 5 tomorrow": "03-05 17:00",
    "25 to 7": "03-04 18:35",
    "at half past three": "03-04 15:30",
    "before 18:00": "03-04 18:00",
    "after 6pm": "03-04 23:59",
    "between 2 and 4 pm": "03-04 16:00",
    "tomorrow, 10-12": "03-05 12:00",
    "Friday between 9 and 11": "03-06 11:00",
    "Tuesday to Thursday": "03-12 23:59",
    "today or tomorrow": "03-05 23:59",
    "within two working days": "03-06 23:59",
    "in 3-5 business days": "03-11 23:59",
    "within 24 hours": "03-05 14:20",
    "in an hour and a half": "03-04 15:50",
    "within the hour": "03-04 15:20",
    "in a week": "03-11 23:59",
    "in a fortnight": "03-18 23:59",
    "a week on Monday": "03-16 23:59",
    "Monday week": "03-16 23:59",
    "next week": "03-15 23:59",
    "early next week": "03-10 23:59",
    "by the end of the week": "03-06 23:59",
    "by the end of the month": "03-31 23:59",
    "by the end of March": "03-31 23:59",
    "before the weekend": "03-06 23:59",
    "by the weekend": "03-06 23:59",
    "before Sunday's out": "03-08 23:59",
    "before Friday is over": "03-06 23:59",
    "by close tomorrow": "03-05 18:00",
    "before close on Friday": "03-06 18:00",
    "by close of March": "03-31 23:59",
    "mid next week": "03-11 23:59",
    "in the next hour": "03-04 15:20",
    "at half four": "03-04 16:30",
    "by half 4 tomorrow": "03-05 16:30",
    "at 17h": "03-04 17:00",
    "by 0930 hrs tomorrow": "03-05 09:30",
    "within 17h": "03-05 07:20",
    "before the end of Friday": "03-06 23:59",
    "on 14-Mar-2026": "03-14 23:59",
    "before 9 April": "04-08 23:59",
    "in June": "06-30 23:59",
    "first thing Monday": "03-09 12:00",
    "before Christmas": "12-24 23:59",
    "Friday at the latest": "03-06 23:59",
    "sat 9": "03-07 09:00",
    "Tuesday 10": "03-10 23:59",
    "Fri 2ish": "03-06 14:00",
    "from 4": "03-04 16:00",
    "until eight": "03-04 20:00",
    "by 3.30": "03-04 15:30",
    "in ten": "03-04 14:30",
    "2moro": "03-05 23:59",
    "sun eve": "03-08 23:59",
    "by teatime tomorrow": "03-05 18:00",
    "by EOW": "03-06 23:59",
    "on or before Friday": "03-06 23:59",
    "before the week is out": "03-06 23:59",
    "in a day or two": "03-06 23:59",
    "the next working day": "03-05 23:59",
    "5 business days from today": "03-11 23:59",
    "the Monday after next": "03-16 23:59",
    "the week after next": "03-22 23:59",
    "this time tomorrow": "03-05 14:20",
    "on your April statement": "04-30 23:59",
}
GERMAN = {
    "bis Montag": "03-09 23:59",
    "morgen früh": "03-05 12:00",
    "innerhalb von zwei Werktagen": "03-06 23:59",
    "am 14. März": "03-14 23:59",
    "am 14.3.": "03-14 23:59",
    "bis zum 15.": "03-15 23:59",
    "nächste Woche": "03-15 23:59",
    "3 bis 5 Werktage": None,
    "um halb vier": "03-04 15:30",
    "um 15:30 Uhr": "03-04 15:30",
    "vor dem Wochenende": "03-06 23:59",
    "spätestens zum Wochenende": "03-06 23:59",
    "Mitte nächster Woche": "03-11 23:59",
    "um 17h": "03-04 17:00",
    "vor drei Tagen": "03-01 23:59",
}
NO_TIMES = [
    "every Monday",
    "Mondays",
    "on the 14th floor",
    "the 2nd time",
    "24/7",
    "May I help? It may take a while.",
    "April will call you",
    "at 3 Mill Lane",
    "the sun sat there",
    "on 30/02/2026",
    "version 2.5",
    "a table for 2 from 10 menus",
    "one in ten",
    "the same day",
    "I'll note it on your January bill",
]
VAGUE = [
    "soon",
    "by then",
    "as soon as possible",
    "in a few days",
    "for 30 days",
    "after the weekend",
    "five days after they pay",
    "three days from receipt",
]


def told(text: str, language: str = "en", zone: str = "Europe/Berlin") -> list[str | None]:
    found = dues(text, AT, zone, language)
    return [due.time.wall.strftime("%m-%d %H:%M") if due.time else None for due in found]


def day_of(due: Due) -> date | None:
    return due.time.wall.date() if due.time else None


@pytest.mark.parametrize("words", SAID)
def test_what_people_say_in_english(words: str) -> None:
    assert told(words) == [SAID[words]]
    assert told(f"You will have it {words}, as agreed.")[0] == SAID[words]


def test_seven_that_has_gone_by_in_the_morning_is_this_evenings() -> None:
    times = [due.time for due in dues("It is with you by 7.", AT.replace(hour=10), "Europe/Berlin", "en")]
    assert [time.wall.strftime("%m-%d %H:%M") for time in times if time] == ["03-04 19:00"]


@pytest.mark.parametrize("words", GERMAN)
def test_what_people_say_in_german(words: str) -> None:
    assert told(words, "de") == [GERMAN[words]]


@pytest.mark.parametrize("words", NO_TIMES)
def test_words_that_only_look_like_times(words: str) -> None:
    assert told(words) == []


@pytest.mark.parametrize("words", VAGUE)
def test_vague_words_have_a_place_and_no_time(words: str) -> None:
    (due,) = dues(words, AT, "UTC")
    assert (due.time, due.grain) == (None, "none")


def test_the_place_decides_whether_the_month_comes_first() -> None:
    assert told("on 3/4", zone="America/New_York") == ["03-04 23:59"]
    assert told("on 3/4", zone="America/Toronto") == [None]
    assert told("on 3/4", zone="UTC") == [None]
    assert told("on 3/14", zone="America/Toronto") == ["03-14 23:59"]


def test_tomorrow_is_the_customers() -> None:
    late = datetime(2026, 3, 4, 23, 30, tzinfo=ZoneInfo("America/Los_Angeles"))
    (due,) = dues("tomorrow", late, "Pacific/Auckland")
    assert day_of(due) == date(2026, 3, 6)


def test_a_day_with_a_changed_clock_has_its_own_hours() -> None:
    before = datetime(2026, 3, 28, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    (hours,) = dues("within 24 hours", before, "Europe/Berlin")
    assert hours.time is not None
    assert hours.time.utc() - before == timedelta(hours=24)
    (day,) = dues("tomorrow at 3pm", before, "Europe/Berlin")
    assert day.time is not None
    assert day.time.utc() - before == timedelta(hours=26)


def test_holidays_are_no_working_days() -> None:
    (due,) = dues("within two working days", AT, "UTC", holidays={date(2026, 3, 5)})
    assert day_of(due) == date(2026, 3, 9)


def test_a_date_that_has_gone_by_is_next_years() -> None:
    (due,) = dues("on 28 February", AT, "UTC")
    assert day_of(due) == date(2027, 2, 28)
    (leap,) = dues("on 29 February", AT, "UTC")
    assert day_of(leap) == date(2028, 2, 29)


def test_without_the_moment_it_was_said_no_time_is_worked_out() -> None:
    (due,) = dues("by Monday", None, "UTC")
    assert (due.start, due.end, due.time) == (0, 9, None)


def test_a_language_without_a_file_names_no_times() -> None:
    assert dues("by Monday", AT, "UTC", "fi") == []


def test_the_same_day_is_the_one_that_was_named() -> None:
    assert told("It's back on Monday and you'll hear the same day.") == ["03-09 23:59", "03-09 23:59"]
    assert told("Your tickets for the 21st are held until 7pm on the night.") == ["03-21 23:59", "03-21 19:00"]
    assert told("On Friday I'll ring you at 10.") == ["03-06 23:59", "03-06 10:00"]


def test_each_time_of_a_text_stands_where_it_is_said() -> None:
    text = "We’ll call by Monday; the van comes on the 14th at 9:30."
    found = dues(text, AT, "Europe/Berlin")
    assert [text[due.start : due.end] for due in found] == ["by Monday", "on the 14th at 9:30"]
    assert told(text) == ["03-09 23:59", "03-14 09:30"]


@given(some.dates(date(2020, 1, 1), date(2040, 1, 1)), some.integers(0, 30))
def test_working_days_are_counted_one_by_one(day: date, count: int) -> None:
    end = after_working_days(day, count)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(is_working(each, ()) for each in between) == count
    assert not count or is_working(end, ())


@given(some.dates(date(2000, 1, 1), date(2100, 1, 1)), some.integers(-24, 24))
def test_months_keep_the_day_where_there_is_one(day: date, months: int) -> None:
    after = after_months(day, months)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day == day.day or (after + timedelta(days=1)).day == 1


# Not those that name a year, or an hour of a day that may have gone by.
AHEAD = sorted(words for words in SAID if "2026" not in words and words != "tonight at 8")
MOMENTS = some.integers(0, 8 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(some.sampled_from(AHEAD), MOMENTS, some.sampled_from(["Europe/London", "America/New_York", "Asia/Tokyo"]))
def test_nothing_is_due_before_it_was_said(words: str, at: datetime, zone: str) -> None:
    assert all(due.time is None or due.time.utc() >= at for due in dues(words, at, zone))


PIECES = some.sampled_from(
    "by the in within next last end of week Monday 3 14th 31 99999999999 to - / . : pm half past March 2026 days "
    "hours ago a few tomorrow morning until between and sat 5 ² ٣ \u200f \u0000 😀".split(" ")
)


@given(some.lists(PIECES, max_size=25).map(" ".join), some.sampled_from(["en", "de"]))
def test_any_words_in_any_order_are_answered_inside_the_text(text: str, language: str) -> None:
    found = dues(text, AT, "Europe/Berlin", language)
    ends = [edge for due in found for edge in (due.start, due.end)]
    assert ends == sorted(ends)
    assert all(0 <= due.start < due.end <= len(text) for due in found)


@given(some.text())
def test_any_text_is_answered(text: str) -> None:
    assert all(0 <= due.start < due.end <= len(text) for due in dues(text, AT, "UTC"))


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["by Monday ", "1-", "the next ", "in a ", "3 to ", "from 9 to 5, "])
def test_the_work_grows_with_the_length(piece: str) -> None:
    assert growth(lambda text: dues(text, AT, "UTC"), lambda times: piece * times, 2000) < MOST
