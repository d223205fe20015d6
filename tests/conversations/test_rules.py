"""Threading decided without a database."""

from datetime import UTC, datetime, timedelta
from multiprocessing import get_context

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.base.ids import ALPHABET, AT_ONCE, LENGTH, looks_public, public_id
from regulars.conversations.rules import (
    Evidence,
    Placement,
    Thread,
    moment_time,
    place,
    read_token,
    sign,
    stays_open,
    subject_key,
    subject_stem,
    subject_tags,
)

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
public_ids = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


def test_public_ids_look_public() -> None:
    """What is made is recognised, and no two of a thousand are the same."""
    made = {public_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(looks_public(one) for one in made)


def test_a_forked_process_makes_ids_of_its_own() -> None:
    """What its parent has ready is not given out twice."""
    public_id()
    with get_context("fork").Pool(1) as child:
        theirs = set(child.map(id_there, range(AT_ONCE)))
    assert theirs.isdisjoint({public_id() for _ in range(AT_ONCE)})


def id_there(_: int) -> str:
    """An id made in another process."""
    return public_id()


@given(public_ids, st.text())
def test_a_token_names_its_conversation_under_its_own_key_only(conversation: str, other_key: str) -> None:
    """Signed and read back; under any other key it is nothing."""
    token = sign("key", conversation)
    assert read_token("key", token) == conversation
    assert read_token("key", token.upper()) == conversation
    assert other_key == "key" or read_token(other_key, token) is None


@given(st.text())
def test_a_forged_token_is_nothing(text: str) -> None:
    """Whatever stands there, it is None and no exception."""
    assert read_token("key", text) is None


@given(public_ids, st.integers(0, 15), st.sampled_from("0123456789abcdef"))
def test_a_changed_token_is_nothing(conversation: str, place_: int, letter: str) -> None:
    """One letter of the signature changed."""
    token = sign("key", conversation)
    at = LENGTH + 1 + place_
    changed = token[:at] + letter + token[at + 1 :]
    assert (read_token("key", changed) is None) == (changed != token)


@pytest.mark.parametrize(
    ("subject", "stem"),
    [
        ("Re: Kettle", "kettle"),
        ("RE: re: AW: Kettle", "kettle"),
        ("Fwd: [help] Re: The  Kettle ", "the kettle"),
        ("Re[2]: Kettle", "kettle"),
        ("Antw: Sv: Kettle", "kettle"),
        ("Regarding: Kettle", "regarding: kettle"),
        ("Re:", ""),
        ("回复: 水壶", "回复: 水壶"),
    ],
)
def test_stem_of_a_subject(subject: str, stem: str) -> None:
    """Prefixes and tags go, words stay."""
    assert subject_stem(subject) == stem


@given(st.text())
def test_prefixes_do_not_change_the_key(subject: str) -> None:
    """An answer has the key of what it answers."""
    assert subject_key(f"Re: {subject}") == subject_key(subject)


def test_tags_are_read_from_the_subject() -> None:
    """Only what could be an id of ours."""
    assert subject_tags("Re: [#0123456789ab] kettle [#short] [#UUUUUUUUUUUU]") == ["0123456789ab"]


ana, boris, stranger = "ana@nordbake.example", "boris@veloworks.example", "eve@elsewhere.example"


def test_first_evidence_that_passes_the_sender_check_wins() -> None:
    """In-Reply-To names a conversation that is not the sender's; References names one that is."""
    threads = {1: Thread(1, frozenset({boris})), 2: Thread(2, frozenset({ana}))}
    evidence = [Evidence("in-reply-to", 1), Evidence("references", 2)]
    assert place(evidence, threads, [ana]) == Placement(2, "references")


def test_a_stranger_gets_a_conversation_of_their_own() -> None:
    """Linked to the one that they answered, not in it."""
    threads = {1: Thread(1, frozenset({ana}))}
    assert place([Evidence("in-reply-to", 1)], threads, [stranger]) == Placement(None, "in-reply-to", 1)


def test_an_answer_to_a_strangers_mail_goes_back_to_where_it_began() -> None:
    """Ana answers what the stranger wrote about her conversation."""
    threads = {1: Thread(1, frozenset({ana})), 2: Thread(2, frozenset({stranger}), split_from=1)}
    assert place([Evidence("in-reply-to", 2)], threads, [ana]) == Placement(1, "in-reply-to")
    assert place([Evidence("in-reply-to", 2)], threads, [boris]) == Placement(None, "in-reply-to", 1)


people = st.frozensets(st.sampled_from([ana, boris, stranger, "d@x.example"]))
evidences = st.lists(st.builds(Evidence, st.just("references"), st.integers(1, 5)), max_size=6)
thread_maps = st.dictionaries(st.integers(1, 5), people, max_size=5)


@given(evidences, thread_maps, st.sampled_from([ana, boris, stranger]))
def test_nobody_is_ever_put_among_strangers(
    evidence: list[Evidence], on: dict[int, frozenset[str]], sender: str
) -> None:
    """Whatever the evidence, a mail joins only where its sender takes part."""
    threads = {key: Thread(key, value) for key, value in on.items()}
    placed = place(evidence, threads, [sender])
    if placed.joins is not None:
        assert sender in threads[placed.joins].people
        assert placed.joins in {piece.conversation for piece in evidence}
    elif any(piece.conversation in threads for piece in evidence):
        assert placed.stranger_on in threads


times = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 Hypothesis wants them naive


@given(st.none() | times)
def test_a_moment_never_lies_after_its_arrival(said: datetime | None) -> None:
    """A clock that is wrong, or a sender that lies, moves nothing into the future or before there was mail."""
    at = moment_time(said, NOW, history=True)
    assert datetime(1990, 1, 1, tzinfo=UTC) <= at <= NOW
    assert said is None or at in (said, NOW)


def test_history_is_work_only_while_it_is_fresh_and_unanswered() -> None:
    """Two weeks."""
    fresh, old = NOW - timedelta(days=13), NOW - timedelta(days=15)
    assert stays_open(fresh, NOW, history=True, answered=False)
    assert not stays_open(old, NOW, history=True, answered=False)
    assert not stays_open(fresh, NOW, history=True, answered=True)
    assert stays_open(old, NOW, history=False, answered=False)
