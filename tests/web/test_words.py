"""Times, sizes and links in words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from regulars.base.money import parse
from regulars.web import words
from regulars.web.templating import environment

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=2), "2 days ago"),
        (timedelta(days=8), ""),
        (-timedelta(hours=1), ""),
    ],
)
def test_how_long_ago(ago: timedelta, said: str) -> None:
    assert words.relative(NOW - ago, NOW) == said


def test_a_time_is_shown_in_the_agents_zone() -> None:
    with timezone.override("Asia/Tokyo"):
        assert "20 November 2026, 21:00" in words.when(NOW)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1500, "1.5\xa0kB"),
        (999_600, "1.0\xa0MB"),
        (10**7, "10\xa0MB"),
    ],
)
def test_sizes(count: int, said: str) -> None:
    assert words.size(count) == said


@pytest.mark.parametrize(
    ("language", "amount", "currency", "said"),
    [
        ("en", 123450, "EUR", "€1,234.50"),
        ("en", -500, "CHF", "\u2212CHF\xa05.00"),
        ("en", 1500, "JPY", "¥1,500"),
        ("en", 10**15 + 1, "KWD", "KWD\xa01,000,000,000,000.001"),
        ("de", 123450, "EUR", "1.234,50\xa0€"),
    ],
)
def test_money(language: str, amount: int, currency: str, said: str) -> None:
    with translation.override(language):
        assert words.money(amount, currency) == said


@pytest.mark.parametrize(("language", "said"), [("en", "1234.50"), ("de", "1234,50")])
def test_an_amount_to_be_changed_stands_as_the_language_writes_it(language: str, said: str) -> None:
    with translation.override(language):
        assert words.in_field(123450, "EUR") == said
    assert parse(said, "EUR") == 123450


def test_an_address_becomes_a_link_without_the_full_stop() -> None:
    shown = words.linked("See https://nordbake.example/a?b=1&c=2. <b>Thanks</b>")
    assert 'href="https://nordbake.example/a?b=1&amp;c=2"' in shown
    assert "</a>. &lt;b&gt;" in shown


@given(st.text(max_size=300))
def test_linking_never_lets_markup_through(text: str) -> None:
    shown = words.linked(text)
    assert "<" not in shown.replace("<a href=", "").replace("</a>", "") or "http" in text


def test_a_local_day_is_the_day_there_whatever_zone_one_reads_it_in() -> None:
    with timezone.override(ZoneInfo("Pacific/Auckland")):
        assert words.local_day("2026-05-14T23:30:00") == '<time datetime="2026-05-14">14 May 2026</time>'
        assert words.local_day("2026-05-14") == '<time datetime="2026-05-14">14 May 2026</time>'


def test_each_template_is_told_in_the_language_and_zone_in_which_it_is_made() -> None:
    """Also one that is made while another is: a letter in the customer's language on an agent's page."""
    made = environment(autoescape=True)
    inner = made.from_string("{{ at|when }} {{ _('Search') }}")

    def letter(at: datetime) -> Markup:
        with translation.override("de"), timezone.override("Asia/Tokyo"):
            return Markup(inner.render(at=at))

    outer = made.from_string("{{ at|when }} {{ letter(at) }} {{ at|when }} {{ _('Search') }}")
    with translation.override("en"), timezone.override("UTC"):
        said = outer.render(at=NOW, letter=letter)
    assert [part[:25] for part in said.split('datetime="')[1:]] == [
        "2026-11-20T12:00:00+00:00",
        "2026-11-20T21:00:00+09:00",
        "2026-11-20T12:00:00+00:00",
    ]
    assert said.endswith("Search")
    assert "Freitag" in said
