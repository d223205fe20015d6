"""What is made here can do what the standard library's dataclass can, in every way that we use it."""

import copy
import dataclasses
import inspect
import pickle
from dataclasses import FrozenInstanceError, asdict, astuple, field, fields, is_dataclass, replace
from typing import Any, Generic, TypeVar

import pytest

from regulars.base import frozen
from regulars.base.frozen import dataclass

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Cup:
    """Something to drink from."""

    colour: str
    sips: int = 3
    spoons: list[str] = field(default_factory=list)
    missing: bool = field(default=False, kw_only=True)

    @property
    def empty(self) -> bool:
        """Whether nothing is left."""
        return not self.sips


@dataclass(frozen=True, slots=True)
class Nothing:
    """Without a field."""


@dataclass(frozen=True, slots=True)
class One(Generic[Thing]):
    """With a single one."""

    thing: Thing


@dataclass(frozen=True, slots=True)
class Mug(Cup):
    """Inherits, and so is the standard library's."""

    handle: bool = True


Twin = dataclasses.make_dataclass(
    "Cup",
    [
        ("colour", str),
        ("sips", int, 3),
        ("spoons", list, field(default_factory=list)),
        ("missing", bool, field(default=False, kw_only=True)),
    ],
    frozen=True,
    slots=True,
)
GIVEN: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    (("red",), {}),
    (("red", 1), {"missing": True}),
    (("red",), {"spoons": ["tea"], "sips": 0}),
]


@pytest.mark.parametrize(("values", "named"), GIVEN)
def test_it_holds_what_the_standard_library_s_would(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    ours, theirs = Cup(*values, **named), Twin(*values, **named)
    assert (asdict(ours), astuple(ours)) == (asdict(theirs), astuple(theirs))
    assert repr(ours) == repr(theirs)
    assert ours == Cup(*values, **named)
    assert ours != theirs
    assert ours.empty is (ours.sips == 0)
    assert not hasattr(ours, "__dict__")


@pytest.mark.parametrize(("values", "named"), [((), {}), (("red", 1, [], True), {}), (("red",), {"size": 1})])
def test_what_does_not_fit_is_refused_in_the_same_words(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    said = []
    for cls in (Cup, Twin):
        with pytest.raises(TypeError) as fault:
            cls(*values, **named)
        said.append(str(fault.value))
    assert said[0] == said[1]


def test_it_looks_the_same_from_outside() -> None:
    assert is_dataclass(Cup)
    assert Cup.__match_args__ == Twin.__match_args__
    assert [one.name for one in fields(Cup)] == [one.name for one in fields(Twin)]
    assert list(inspect.signature(Cup).parameters) == list(inspect.signature(Twin).parameters)


def test_each_has_its_own_of_what_is_made_anew() -> None:
    assert Cup("red").spoons is not Cup("red").spoons


def test_it_cannot_be_changed() -> None:
    cup = Cup("red")
    with pytest.raises(FrozenInstanceError):
        cup.sips = 2  # type: ignore[misc] # that is the point
    with pytest.raises(FrozenInstanceError):
        del cup.sips
    assert replace(cup, sips=2) == Cup("red", 2)


def test_it_is_found_again_in_sets_and_by_a_pattern() -> None:
    assert {One(1), One(1), One(2)} == {One(1), One(2)}
    assert hash(One(1)) == hash(One(1))
    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(())
    with pytest.raises(TypeError):
        hash(Cup("red"))
    match Cup("red", 1):
        case Cup(colour, 1):
            assert colour == "red"
        case _:
            pytest.fail("no match")


@pytest.mark.parametrize("one", [Cup("red", 1, ["tea"], missing=True), Nothing(), One("x"), Mug("blue", handle=False)])
def test_it_can_be_copied_and_sent_to_another_process(one: object) -> None:
    assert pickle.loads(pickle.dumps(one)) == one
    assert copy.deepcopy(one) == copy.copy(one) == one


def test_it_can_hold_itself_and_be_shown() -> None:
    loop: list[object] = []
    loop.append(One(loop))
    assert repr(loop[0]) == "One(thing=[...])"


def test_what_asks_for_more_is_left_to_the_standard_library() -> None:
    def own(self: object) -> int:
        return 7

    more = [
        type("Own", (), {"__hash__": own, "__annotations__": {"x": int}}),
        type("Late", (), {"x": field(init=False, default=1), "__annotations__": {"x": int}}),
        type("Apart", (), {"x": field(compare=False), "__annotations__": {"x": int}}),
        type("Then", (), {"__post_init__": own, "__annotations__": {"x": int}}),
    ]
    assert not any(frozen.is_plain(cls) for cls in (*more, type("Below", (Cup,), {})))
    assert hash(dataclass(frozen=True, slots=True)(more[0])(1)) == 7
