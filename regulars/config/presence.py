"""What is here: rooms and practices, found by looking."""

import os
import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from regulars import practices
from regulars.config.environment import WrongSetting

ROOMS = (
    "engine",
    "web",
    "staff",
    "intake",
    "book",
    "readings",
    "conversations",
    "gestures",
    "imports",
    "api",
    "demo",
    "config",
)
DECLARATIONS = ("personal", "pages", "tasks", "search", "practice")


def practice_packages() -> tuple[str, ...]:
    """Dotted names of all practices: folders of `regulars.practices`, and those that REGULARS_PRACTICES names."""
    here = [f"{practices.__name__}.{found.name}" for found in pkgutil.iter_modules(practices.__path__) if found.ispkg]
    more = [name.strip() for name in os.environ.get("REGULARS_PRACTICES", "").split(",") if name.strip()]
    for name in more:
        if not is_there(name):
            raise WrongSetting(
                f"REGULARS_PRACTICES: there is no package {name}. Write its dotted name; is it installed?"
            )
    return (*here, *more)


def is_there(package: str) -> bool:
    """Whether a package of that name could be imported."""
    try:
        return find_spec(package) is not None
    except (ImportError, ValueError):
        return False


def has(package: str, module: str) -> bool:
    """Whether `package` holds a module or folder of that name."""
    return module in holdings(package)


@cache
def holdings(package: str) -> frozenset[str]:
    """The names of a package's modules and folders."""
    return frozenset(found.name for found in pkgutil.iter_modules(import_module(package).__path__))


def packages() -> tuple[str, ...]:
    """Every room and practice, lower rooms first."""
    return (*(f"regulars.{room}" for room in ROOMS), *practice_packages())


def apps() -> list[str]:
    """Those that keep rows: they are Django applications."""
    return [name for name in packages() if has(name, "models")]


def declare(names: Iterable[str], modules: Iterable[str] = DECLARATIONS) -> None:
    """Import what each package declares, so that it stands in its slots. Commands are asked for by the command line."""
    for name in names:
        for module in modules:
            if has(name, module):
                import_module(f"{name}.{module}")
