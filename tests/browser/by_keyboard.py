"""Going through pages by keyboard alone. Nothing here clicks, and nothing but a key gives anything the focus."""

from typing import TYPE_CHECKING

from tests.pace import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAMED = """(() => {
  const at = document.activeElement;
  const said = at.getAttribute("aria-label") || (at.labels?.[0] ?? at).innerText || "";
  return at === document.body ? "" : said.trim().replace(/\\s+/g, " ");
})()"""


def named(page: "Page") -> str:
    """What has the focus, by its label or its words; "" where nothing has it."""
    said: str = page.evaluate(NAMED)
    return said


def comes_true(page: "Page", expression: str) -> None:
    """Wait until the page says so of itself. `page.wait_for_function` cannot: but for its first look it evaluates a
    text within the page, which our policy forbids."""
    until(lambda: page.evaluate(expression))


def is_at(page: "Page", name: str) -> bool:
    """Whether what has the focus is called that, or begins with these words."""
    return named(page) == name or named(page).startswith(f"{name} ")


def stands_at(page: "Page", name: str) -> None:
    """Wait until what is called that has the focus."""
    until(lambda: is_at(page, name))


def reach(page: "Page", name: str, presses: int = 60) -> None:
    """Come to what has that name by Tab."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if is_at(page, name):
            return
    raise AssertionError(f"{name} is not reached by Tab")


def go(page: "Page", name: str = "", key: str = "Enter") -> None:
    """Follow the link or press the button of that name, else what has the focus, to the page behind it."""
    if name:
        reach(page, name)
    with page.expect_navigation():
        page.keyboard.press(key)


def write(page: "Page", name: str, words: str) -> None:
    """Come to a field and write in it, in place of what stood there."""
    reach(page, name)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)


def begin(page: "Page", path: str) -> None:
    """Open a page at its content, where the first link on each page leads."""
    page.goto(f"{path}#main")


def told(page: "Page", words: str) -> None:
    """Wait until the page tells that."""
    page.locator("#told").get_by_text(words).wait_for()


def undo(page: "Page") -> None:
    """Take back what is told, by its key, and wait until that is told."""
    go(page, key="u")
    told(page, "Taken back.")
