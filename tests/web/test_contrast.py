"""Colours of the style sheet keep their contrast by day and by night, and the written table says what they have."""

import math
import re
from pathlib import Path

import pytest

from regulars.web.pages.design import PAIRS

ROOT = Path(__file__).resolve().parents[2]
SHEET = (ROOT / "regulars" / "web" / "static" / "paper.css").read_text()
ROLE = re.compile(r"--([\w-]+): light-dark\(oklch\(([^)]*)\), oklch\(([^)]*)\)\)")
ROLES = {name: (day, night) for name, day, night in ROLE.findall(SHEET)}
# Text needs 4.5, the edge of a field 3. Source: WCAG 2.2, 1.4.3 and 1.4.11.
TEXT, EDGE = 4.5, 3.0
EDGES = (("paper", "edge"), ("paper", "accent"))


def luminance(colour: str) -> float:
    """How bright "L% C H" is, relative to white. Source: Ottosson's OKLab matrices; WCAG 2.2, relative luminance."""
    light, chroma, hue = (float(part.rstrip("%")) for part in colour.split("/", maxsplit=1)[0].split())
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    lightness = light / 100
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return sum(part * min(max(one, 0), 1) for part, one in ((0.2126, red), (0.7152, green), (0.0722, blue)))


def contrast(ground: str, ink: str, night: bool) -> float:
    """The ratio of two roles, from 1 to 21."""
    bright, dim = sorted((luminance(ROLES[role][night]) for role in (ground, ink)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def pairs() -> list[tuple[str, str]]:
    """Every ink on every ground that it is used on."""
    return [(ground, ink) for ground, inks in PAIRS for ink in inks]


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
def test_every_text_can_be_read_and_every_edge_be_seen(night: bool) -> None:
    for least, several in ((TEXT, pairs()), (EDGE, EDGES)):
        for ground, ink in several:
            assert contrast(ground, ink, night) >= least, (ground, ink)


def test_the_written_table_is_what_is_measured() -> None:
    written = (ROOT / "docs" / "design.md").read_text()
    for ground, ink in pairs():
        day, night = (contrast(ground, ink, night) for night in (False, True))
        assert f"| {ink} on {ground} | {day:.1f} | {night:.1f} |" in written


def test_white_on_black_has_all_there_is() -> None:
    assert luminance("100% 0 0") == pytest.approx(1, abs=1e-3)
    assert luminance("0% 0 0") == 0
