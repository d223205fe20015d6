"""What a typed line is taken for: many lines, and what must hold for any."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from regulars.book.facts import tables
from regulars.book.facts.days import day_in, next_of
from regulars.book.facts.rules import ALLERGENS, is_allergy, understood
from regulars.book.facts.words import ABOUT, KINDS, MASKED
from regulars.book.facts.words import ALLERGENS as SAID

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
VIENNA = ZoneInfo("Europe/Vienna")
USUAL = {
    "sure": True,
    "origin": "said",
    "standing": True,
    "channel": "",
    "place": "",
    "occasion": "",
    "allergen": "",
    "others": (),
    "day": "",
    "expires": None,
    "about": "",
    "sensitive": "",
    "unspoken": False,
}


def once(**more: Any) -> dict[str, Any]:
    """What holds only then and there."""
    return {"standing": False, **more}


LINES: list[tuple[str, str, dict[str, Any]]] = [
    # What must not be eaten.
    ("no nuts, his daughter", "need", {"allergen": "nuts", "about": "daughter"}),
    ("keine Nüsse, ihre Tochter", "need", {"allergen": "nuts", "about": "daughter"}),
    ("allergic to nuts and sesame", "need", {"allergen": "nuts", "others": ("sesame",)}),
    ("No nuts, eggs or fish", "need", {"allergen": "nuts", "others": ("eggs", "fish")}),
    ("allergisch gegen Erdnüsse, Eier und Sellerie", "need", {"allergen": "peanuts", "others": ("eggs", "celery")}),
    ("Nussallergie", "need", {"allergen": "nuts"}),
    ("laktosefrei", "need", {"allergen": "milk"}),
    ("lactose-intolerant", "need", {"allergen": "milk"}),
    ("coeliac", "need", {"allergen": "gluten"}),
    ("nut-free please", "need", {"allergen": "nuts"}),
    ("Meeresfrüchte nein, verträgt keine Muscheln", "need", {"allergen": "molluscs"}),
    ("not allergic to anything", "context", {"sure": False}),
    ("hat keine Allergien", "context", {"sure": False}),
    ("does not like fish", "avoidance", {}),
    ("mag keine Nüsse", "avoidance", {}),
    ("loves fish", "preference", {}),
    # What they need.
    ("wheelchair", "need", {}),
    ("braucht ein Zimmer im Erdgeschoss", "need", {}),
    ("vegan until March", "need", {"expires": date(2027, 3, 31)}),
    ("does not need a receipt", "context", {"sure": False}),
    # What is to be left alone.
    ("do not mention the divorce", "avoidance", {"unspoken": True}),
    ("don’t bring the accident up", "avoidance", {"unspoken": True}),
    ("Bitte die Scheidung nicht erwähnen", "avoidance", {"sure": True, "unspoken": True}),
    ("nicht auf die Firma ansprechen", "avoidance", {"unspoken": True}),
    ("never ask about her husband", "avoidance", {"unspoken": True, "about": "husband"}),
    ("hates lifts", "avoidance", {}),
    ("no calls before nine", "avoidance", {}),
    ("likes fish, no calls before nine", "avoidance", {}),
    ("doesn’t like being called before ten", "avoidance", {}),
    ("isst kein Schweinefleisch", "avoidance", {}),
    ("möchte keine Anrufe", "avoidance", {}),
    # What they like.
    ("window seat please", "preference", {}),
    ("prefers answers in English", "preference", {}),
    ("size 42", "preference", {}),
    ("Schuhgröße 43", "preference", {}),
    ("am liebsten Tee", "preference", {}),
    ("call her Dr Novak on the phone", "preference", once(channel="phone")),
    # Days.
    ("birthday 14 May", "date", {"day": "05-14"}),
    ("Geburtstag am 14. Mai 1980", "date", {"day": "1980-05-14"}),
    ("Hochzeitstag 3.6.2001", "date", {"day": "2001-06-03"}),
    ("anniversary on June 3rd", "date", {"day": "06-03"}),
    ("14 May", "date", {"sure": False, "day": "05-14"}),
    ("birthday 31 June", "date", {}),
    # People.
    ("His wife is called Anna", "relation", {"about": "wife"}),
    ("ihr Mann ist Arzt", "relation", {"about": "husband"}),
    ("works at Nordbake", "relation", {}),
    # Then and there.
    ("quiet room in Lisbon", "context", once(sure=False, place="Lisbon")),
    ("likes a table at the Lisbon house", "preference", once(place="Lisbon house")),
    ("zum Frühstück immer Tee", "preference", once(occasion="zum Frühstück")),
    ("wheelchair this stay", "need", once(occasion="this stay", expires=date(2026, 12, 4))),
    ("heute lieber drinnen", "preference", once(occasion="heute", expires=date(2026, 11, 20))),
    ("ordered red wine at dinner", "preference", once(origin="observed", occasion="at dinner")),
    ("probably moving to Porto", "context", {"sure": False, "origin": "inferred"}),
    ("bis Ende Januar kein Zucker", "avoidance", {"expires": date(2027, 1, 31)}),
    ("prefers mornings until Friday", "preference", {"expires": date(2026, 11, 20)}),
    ("loves a late checkout until 3 April", "preference", {"expires": date(2027, 4, 3)}),
    ("needs a cot for 14 days", "need", {"expires": date(2026, 12, 4)}),
    # What is kept apart, which allergies are not.
    ("is pregnant", "need", {"sensitive": "health"}),
    ("Ramadan", "context", {"sure": False, "sensitive": "religion"}),
    ("was in prison", "context", {"sure": False, "sensitive": "law"}),
    ("halal", "need", {}),
]


@pytest.mark.parametrize(("line", "kind", "more"), LINES)
def test_a_line_is_understood(line: str, kind: str, more: dict[str, Any]) -> None:
    found = understood(line, NOW, VIENNA)
    assert found.text == line
    assert {"kind": found.kind, **{name: getattr(found, name) for name in USUAL}} == {"kind": kind, **USUAL, **more}


def test_this_stay_ends_with_the_visit_that_is_known() -> None:
    assert understood("quiet room this stay", NOW, VIENNA, date(2026, 11, 23)).expires == date(2026, 11, 23)


def test_a_day_that_could_be_two_is_none() -> None:
    assert day_in("on 3/4") is None


def test_a_day_of_a_leap_year_comes_each_year() -> None:
    assert next_of("02-29", date(2027, 1, 1)) == date(2027, 2, 28)
    assert next_of("02-29", date(2027, 12, 1)) == date(2028, 2, 29)


def test_the_day_is_that_of_the_agent() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert understood("inside today", late, VIENNA).expires == date(2026, 11, 21)


@given(
    st.text()
    | st.sampled_from([line for line, *_ in LINES]).flatmap(lambda one: st.text().map(lambda more: one + more))
)
@example("in ")
@example("ﬁsh ﷺ no nuts'")
@example("bis 31. 2.")
def test_nothing_typed_is_lost_and_nothing_raises(line: str) -> None:
    found = understood(line, NOW, VIENNA)
    assert found.text == line.strip()
    assert found.kind in KINDS
    assert found.allergen in {"", *ALLERGENS}
    assert found.place in line
    assert found.occasion in line
    assert found.expires is None or found.expires >= date(2026, 11, 20)


def test_everything_that_can_be_found_has_words() -> None:
    assert len(SAID) == 14
    assert list(SAID) == list(tables.ALLERGENS)
    assert set(ABOUT) == set(tables.ABOUT)
    assert set(MASKED) == {"", *tables.SENSITIVE}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ALLERGIC to feathers", True),
        ("Federnallergie", True),
        ("Fruktoseunverträglichkeit", True),
        ("Zöliakie", True),
        ("Coeliac", True),
        ("intolerant to lactose", True),
        ("anaphylaxis from bee stings", True),
        ("not allergic to cats", False),
        ("not allergic to cats, allergic to dogs", True),
        ("Der Vertrag liegt bei uns", False),
        ("No stairs", False),
    ],
)
def test_an_allergy_is_one_to_whatever_it_is(text: str, told: bool) -> None:
    assert is_allergy(text) is told
