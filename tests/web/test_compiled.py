"""Compiled templates are kept, and nothing depends on it."""

from pathlib import Path

import jinja2
import pytest

from regulars.web import compiled
from regulars.web.compiled import Compiled


def render(folder: Path, text: str = "Dear {{ name }}") -> str:
    """One page from a new environment, as after a start."""
    templates = jinja2.DictLoader({"letter": text})
    return (
        jinja2.Environment(loader=templates, bytecode_cache=Compiled(folder)).get_template("letter").render(name="Ana")
    )


@pytest.fixture
def compiling(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were compiled since."""
    texts: list[str] = []
    really = jinja2.Environment._parse

    def parse(self: jinja2.Environment, source: str, name: str | None, filename: str | None) -> jinja2.nodes.Template:
        texts.append(source)
        return really(self, source, name, filename)

    monkeypatch.setattr(jinja2.Environment, "_parse", parse)
    return texts


def test_a_text_is_compiled_once(tmp_path: Path, compiling: list[str]) -> None:
    assert [render(tmp_path / "new") for _ in range(3)] == ["Dear Ana"] * 3
    assert compiling == ["Dear {{ name }}"]
    assert render(tmp_path / "new", "Hello {{ name }}") == "Hello Ana"


def test_another_version_compiles_anew(tmp_path: Path, compiling: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    render(tmp_path)
    monkeypatch.setattr(compiled, "OF_VERSION", "later")
    render(tmp_path)
    assert len(compiling) == 2


@pytest.mark.parametrize("left", [0, 10, 40])
def test_what_a_crash_cut_short_is_made_again(tmp_path: Path, compiling: list[str], left: int) -> None:
    render(tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:left])
    assert render(tmp_path) == "Dear Ana"
    assert len(compiling) == 2


def test_a_page_goes_without_where_there_is_no_room(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    assert render(tmp_path / "taken") == "Dear Ana"
