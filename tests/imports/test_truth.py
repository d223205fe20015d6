"""Mail with a known truth goes through the whole path, and nothing of it may come out wrong."""

import importlib.util
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from regulars.bench.mails import generate
from regulars.bench.truth import Truth, faults, filed
from regulars.conversations.export import conversations
from regulars.conversations.models import Link
from tests.mails import DESK, take_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
Made = tuple[bytes, Mapping[str, Any]]


def judged(made: Iterable[Made], address: str = DESK) -> dict[str, int]:
    """What the desk got wrong of these mails, without how many they were."""
    mails = list(made)
    for start in range(0, len(mails), 100):
        take_in(*(raw for raw, _ in mails[start : start + 100]), to=address, history=True)
    links = frozenset(Link.objects.values_list("conversation__public_id", "other__public_id"))
    found = faults(Truth([item for _, item in mails], filed(conversations()), links))
    assert found.pop("messages") == len(mails)
    return found


@pytest.mark.parametrize("seed", [41, 42])
def test_our_own_mail_with_its_truth(seed: int) -> None:
    """Everyday mail, and three of each difficult shape."""
    assert not any(judged(generate(150, 40, seed, 3)).values())


@pytest.fixture
def other_generator(data_folder: Path) -> Callable[..., Iterable[Made]]:
    """A second generator, by other hands, that lies beside the sample mail."""
    path = data_folder.parent / "tools" / "gen_mail.py"
    if not path.exists():
        pytest.skip(f"no generator of mail at {path}")
    spec = importlib.util.spec_from_file_location("gen_mail", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    generate_other: Callable[..., Iterable[Made]] = module.generate
    return generate_other


@pytest.mark.sqlite
@pytest.mark.parametrize("seed", [7, 1107])
def test_mail_made_by_other_hands(other_generator: Callable[..., Iterable[Made]], seed: int) -> None:
    """Its manifest calls a stranger's second answer linked too; that one goes on the stranger's first."""
    found = judged(other_generator(200, 60, seed=seed, hard=3))
    assert not any(found.values()), found
