"""`dataclass`, made in a fifth of the time where it is frozen and has slots, as nearly all of ours are.

The standard library writes and compiles six functions for each class; with the four hundred classes of this house that
was a quarter of the start of each process. Here one is compiled, and all classes share the others. What such a class
can do is the same, and a type checker is told that it is the standard library's.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, NoReturn

__all__ = ["dataclass"]

USUAL = {"frozen": True, "slots": True}

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls: type | None = None, /, **wanted: bool) -> Any:
        """As `dataclasses.dataclass`, which also sees to every class that asks for more than most."""
        if cls is None:
            return lambda cls: dataclass(cls, **wanted)
        return frozen(cls) if wanted == USUAL and is_plain(cls) else dataclasses.dataclass(cls, **wanted)


def is_plain(cls: type) -> bool:
    """Whether a class inherits from no other dataclass, has no such function of its own, and plain fields."""
    if not SHARED.keys().isdisjoint(vars(cls)) or {"__init__", "__post_init__"} & vars(cls).keys():
        return False
    given = [one for one in vars(cls).values() if isinstance(one, Field)]
    return not any(dataclasses.is_dataclass(above) for above in cls.__mro__[1:]) and all(
        one.init and one.compare and one.repr and one.hash is None for one in given
    )


def frozen(cls: type) -> Any:
    """A frozen dataclass with slots, from a plain class."""
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    made.__init__ = initialiser(made)
    made.__values__ = staticmethod(values_of(tuple(one.name for one in fields(made))))
    for name, shared in SHARED.items():
        setattr(made, name, shared)
    parameters = made.__dataclass_params__
    # Dataclasses that inherit from it go by these.
    parameters.init = parameters.repr = parameters.eq = parameters.frozen = True
    return made


def values_of(names: tuple[str, ...]) -> Callable[[object], tuple[Any, ...]]:
    """What gives an instance's values as a tuple; `attrgetter` does it for two and more, in C."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda one: tuple(getattr(one, name) for name in names)


def initialiser(made: Any) -> Callable[..., None]:
    """The one function that is written for each class: shared, it would be slow for each instance."""
    known: dict[str, Any] = {"__missing": MISSING}
    parameters, lines = ["self"], []
    for one in sorted(fields(made), key=lambda one: one.kw_only is True):
        name, value = one.name, one.name
        known[f"__set_{name}"] = vars(made)[name].__set__
        if one.kw_only and "*" not in parameters:
            parameters.append("*")
        if one.default is not MISSING:
            known[f"__default_{name}"] = one.default
            parameters.append(f"{name}=__default_{name}")
        elif one.default_factory is not MISSING:
            known[f"__new_{name}"] = one.default_factory
            parameters.append(f"{name}=__missing")
            value = f"__new_{name}() if {name} is __missing else {name}"
        else:
            parameters.append(name)
        lines.append(f" __set_{name}(self, {value})")
    exec("\n".join([f"def __init__({', '.join(parameters)}):", *(lines or [" pass"])]), known)  # noqa: S102
    written: Callable[..., None] = known["__init__"]
    written.__qualname__ = f"{made.__qualname__}.__init__"
    return written


@recursive_repr()
def shown(self: Any) -> str:
    """Its name, and its fields with their values."""
    return f"{type(self).__qualname__}({', '.join(f'{one.name}={getattr(self, one.name)!r}' for one in fields(self))})"


def equal(self: Any, other: Any) -> bool:
    """Of the same class, with the same values."""
    return self.__values__(self) == self.__values__(other) if other.__class__ is self.__class__ else NotImplemented


def hashed(self: Any) -> int:
    """As its values together."""
    return hash(self.__values__(self))


def refuse(self: object, name: str, value: object = None) -> NoReturn:
    """It cannot be changed."""
    raise FrozenInstanceError(f"cannot change field {name!r}")


def packed(self: Any) -> list[Any]:
    """Its values, for a copy or another process."""
    return list(self.__values__(self))


def unpack(self: Any, values: list[Any]) -> None:
    """The other way."""
    for one, value in zip(fields(self), values, strict=True):
        object.__setattr__(self, one.name, value)


SHARED: dict[str, Callable[..., Any]] = {
    "__repr__": shown,
    "__eq__": equal,
    "__hash__": hashed,
    "__setattr__": refuse,
    "__delattr__": refuse,
    "__getstate__": packed,
    "__setstate__": unpack,
}
