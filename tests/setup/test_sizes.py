"""The size ratchet can fail."""

from pathlib import Path

from tools import sizes
from tools.sizes import Function, functions


def test_functions_are_measured_from_def_to_end() -> None:
    text = "class A:\n    @property\n    def b(self):\n        def c():\n            return 1\n        return c\n"
    assert sorted((one.where, one.lines) for one in functions(Path("a.py"), text)) == [("a.py:3 b", 4), ("a.py:4 c", 2)]


def test_the_limits() -> None:
    assert sizes.long_files({Path("a.py"): 300}) == []
    assert sizes.long_files({Path("a.py"): 301}) == ["a.py has 301 lines; 300 is the most"]
    assert sizes.long_functions([Function("a.py:1 b", 40)]) == []
    assert sizes.long_functions([Function("a.py:1 b", 41)]) == ["a.py:1 b has 41 lines; 40 is the most"]
    assert sizes.long_on_the_whole(9.5) == []
    assert sizes.long_on_the_whole(10) == ["the median function has 10 lines; under 10 is right"]


def test_pages_styles_and_scripts_are_measured_too(tmp_path: Path) -> None:
    for name in ("page.html", "look.css", "live.js", "act.py", "words.po"):
        (tmp_path / "regulars").mkdir(exist_ok=True)
        (tmp_path / "regulars" / name).touch()
    assert {path.name for path in sizes.files(tmp_path)} == {"do", "page.html", "look.css", "live.js", "act.py"}
