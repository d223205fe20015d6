"""How likely two books are one person's, and what they leave behind: pure."""

from hypothesis import given
from hypothesis import strategies as st

from regulars.book.matching import rules, traces
from regulars.book.matching.rules import Side, score

ANA = Side("Ana Novak", {"email": frozenset({"ana@nordbake.example"})})
ANA_AT_HOME = Side("Novak, Ana", {"email": frozenset({"ana@home.example"})})
BORIS = Side("Boris Okafor", {"email": frozenset({"boris@veloworks.example"})})
KINDS = st.lists(st.sampled_from([*rules.WEIGHTS, "unheard of"]), max_size=12)
SIDES = st.builds(
    Side,
    st.text(max_size=30),
    st.dictionaries(st.sampled_from(["email", "phone", "card"]), st.frozensets(st.text(max_size=3), max_size=3)),
)


@given(KINDS, SIDES, SIDES)
def test_a_score_is_the_same_from_both_sides_and_within_bounds(kinds: list[str], one: Side, other: Side) -> None:
    found = score(kinds, one, other)
    assert 1 <= found <= 100
    assert found == score(kinds[::-1], other, one)


@given(KINDS, st.sampled_from(sorted(rules.WEIGHTS)), SIDES, SIDES)
def test_more_evidence_never_makes_it_less_likely(kinds: list[str], more: str, one: Side, other: Side) -> None:
    assert score([*kinds, more], one, other) >= score(kinds, one, other)


def test_the_same_name_alone_is_not_asked_about() -> None:
    assert not rules.is_asked(score(["name"], ANA, ANA_AT_HOME))


def test_the_same_phone_is_asked_about_also_under_another_first_name() -> None:
    assert rules.is_asked(score(["phone"], ANA, Side("Jure Novak")))


def test_one_sentence_in_common_is_asked_about_unless_the_names_say_otherwise() -> None:
    assert rules.is_asked(score(["sentence"], ANA, ANA_AT_HOME))
    assert not rules.is_asked(score(["sentence"], ANA, BORIS))


def test_another_verified_number_of_the_same_kind_takes_away() -> None:
    one, other = Side("Ana", {"card": frozenset({"1"})}), Side("Ana", {"card": frozenset({"2"})})
    assert score(["phone"], one, other) < score(["phone"], one, Side("Ana"))
    assert score(["phone"], one, Side("Ana", {"card": frozenset({"1", "2"})})) == score(["phone"], one, Side("Ana"))


def test_two_addresses_of_one_person_are_nothing_unusual() -> None:
    assert score(["phone"], ANA, ANA_AT_HOME) == score(["phone"], Side("Ana Novak"), Side("Ana Novak"))


def kinds_of(text: str, folds: list[list[object]] | None = None) -> list[tuple[str, str]]:
    """Kind and words of each trace of a text."""
    return [(one.kind, one.words) for one in traces.of_text(1, text, folds or [])]


def test_numbers_of_orders_are_found_and_other_numbers_are_not() -> None:
    text = (
        "Order 48213-A? No: A-48213, and #2024/00117.\nCall +386 1 234 5678 on 2026-11-20, it was 12500.50 euros,"
        " see https://shop.example/order/99999"
    )
    assert [words for kind, words in kinds_of(text) if kind == "order"] == ["48213", "2024/00117"]


def test_a_number_is_the_same_however_it_is_written() -> None:
    digests = {next(traces.of_order(1, one)).digest for one in ("A-48213", "a 48213", "48213")}
    assert len(digests) == 1
    assert not list(traces.of_order(1, "117"))


def test_the_same_words_count_though_a_program_broke_the_lines() -> None:
    one = "Please tell the night porter that we arrive after eleven with two bicycles. Thank you."
    two = "Hello!\n\nPlease tell the night porter that we\narrive after eleven with two bicycles. Bye."
    (first,) = traces.of_text(1, one, [])
    (second,) = traces.of_text(2, two, [])
    assert first.digest == second.digest


def test_what_is_quoted_is_not_theirs() -> None:
    text = "Yes.\n> Please tell the night porter that we arrive after eleven with two bicycles.\n"
    assert kinds_of(text) == []
    quote = "Please tell the night porter that we arrive after eleven with two bicycles."
    assert kinds_of(f"Yes.\n{quote}", [[5, 5 + len(quote), "quote"]]) == []


def test_a_signature_is_one_trace() -> None:
    signed = "-- \nAna Novak\nNordbake, Ljubljana\n+386 1 234 5678"
    text = f"Hello.\n{signed}"
    assert [kind for kind, _ in kinds_of(text, [[7, len(text), "signature"]])] == ["signature"]


def test_a_name_needs_its_postcode_and_two_words() -> None:
    (one,) = traces.of_address(1, "", {"name": "Ana Novak", "postcode": "1000", "country": "SI"})
    (two,) = traces.of_address(2, "Novak Ana", {"postcode": " 1000 ", "country": "si"})
    assert one.digest == two.digest
    assert not list(traces.of_address(1, "Ana", {"postcode": "1000"}))
    assert not list(traces.of_address(1, "Ana Novak", {}))


@given(
    st.text(max_size=400), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400), st.just("quote")), max_size=4)
)
def test_no_text_breaks_it(text: str, folds: list[tuple[int, int, str]]) -> None:
    found = list(traces.of_text(1, text, folds))
    assert len(found) <= traces.MOST_NUMBERS + traces.MOST_SENTENCES + 1
    assert all(len(one.digest) == 16 and len(one.words) <= traces.LONGEST_SHOWN for one in found)
