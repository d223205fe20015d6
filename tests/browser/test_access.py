"""Open to everybody: on every page no fault that axe knows, in light and dark, and nothing wider than a phone."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import axe_playwright_python
import pytest
from django.utils import timezone

from regulars.book.search import rebuild
from regulars.practices.promises.models import Outcome, Promise
from regulars.web.routes import ROUTES
from tests import builders, mails
from tests.pace import PATIENCE
from tests.web.conftest import Desk, routes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Without the last word the whole of axe would be sent back.
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text() + "; null"
WALK = (Path(__file__).parent / "walk.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": TAGS, "resultTypes": ["violations", "incomplete"], "preload": False, "iframes": False}
# What is not about colour is the same in the dark, and on a phone only sizes are new.
CONTRAST = {**OPTIONS, "runOnly": ["color-contrast"]}
DARK = {"theme": "dark", "options": {**CONTRAST, "resultTypes": [*OPTIONS["resultTypes"], "passes"]}, "once": True}
TOUCHED = {**OPTIONS, "runOnly": ["target-size", "scrollable-region-focusable"]}
PHONE, ZOOMED = {"width": 375, "height": 720}, {"width": 640, "height": 400}
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabteilungsleiterstellvertreter"
MORE = ("/?show=closed", "/search?q=kettle", "/search?q=nothingofthekind")
# These lead away from where one is, or show what customers sent as they sent it.
APART = {"sign_in", "first_run", "from_company", "message_html", "enclosure", "take_archive"}


def walk(page: "Page", paths: list[str], looks: list[dict[str, Any]]) -> list[str]:
    """What axe finds fault with or could not measure, and which pages scroll sideways, at the page's width."""
    said: list[str] = page.evaluate(WALK, {"paths": paths, "looks": looks})
    return said


def pages(desk: Desk) -> list[str]:
    """Every page that a person sees, with something real on it."""
    mails.take_in(mails.mail(f"{LONG} <long@veloworks.example>", LONG, LONG * 3, message_id="long@veloworks.example"))
    builders.conversation(builders.customer("ليلى حداد", "layla@waha.example"), "طلب رقم ٢٢٣١")
    late_promise(desk)
    both = f"{desk.path(ROUTES.offers['merge_customer'])}?with={desk.merge.stays.public_id}"
    return [*(desk.path(route) for route in routes("GET") if route.name not in APART), both, *MORE]


def late_promise(desk: Desk) -> None:
    """One that came to its end, so that there is a table of how promises are kept."""
    due = timezone.now() - timedelta(days=9)
    row = {"sort": "delivery", "strength": "explicit", "at": due, "said_at": due, "due_at": due, "state": Outcome.LATE}
    whose, words = desk.conversation.customer, {"what": "the lid", "agent": desk.colleague}
    late = Promise.objects.create(customer=whose, birth_customer=whose, moment=desk.moment, **words, **row)
    Outcome.objects.create(promise=late, kind=Outcome.LATE, at=due, happened_at=due)


@pytest.mark.slow
@pytest.mark.parametrize("half", [0, 1])
def test_every_page_is_open_to_everybody_and_fits(page: "Page", desk: Desk, half: int) -> None:
    """On a screen by day and at night, on a phone, at twice the size. Each page is asked for once.

    A route whose placeholders `Desk.parts` does not know is not found here, and so cannot be forgotten.
    """
    every = pages(desk)
    # In one piece each: a part of a page is put into the page before it.
    every = every[: len(every) // 2] if half == 0 else every[len(every) // 2 :]
    page.goto("/design")
    page.evaluate(AXE)
    wrong = walk(page, every, [{"theme": "light", "options": OPTIONS}, DARK])
    page.set_viewport_size(PHONE)
    wrong += walk(page, every, [{"theme": "light", "options": TOUCHED}])
    page.set_viewport_size(ZOOMED)
    wrong += walk(page, every, [])
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_open_menus_and_dialogs_are_open_to_everybody(page: "Page", desk: Desk) -> None:
    page.goto("/design")
    page.evaluate(AXE)
    wrong = []
    for opened in ("#keys", "#palette", "#sample"):
        page.evaluate(f"document.querySelector('{opened}').showModal()")
        wrong += found(page, OPTIONS)
        page.evaluate(f"document.querySelector('{opened}').close()")
    for place in range(page.locator("details.menu").count()):
        page.locator("details.menu > summary").nth(place).click()
        wrong += found(page, {**OPTIONS, "runOnly": ["list", "target-size", "color-contrast"]})
        page.keyboard.press("Escape")
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_what_scripts_open_is_open_to_everybody(page: "Page", desk: Desk) -> None:
    """The panel of search with people and with operators, the editor with its macros, the palette."""
    rebuild()
    page.goto(f"/conversations/{desk.conversation.public_id}")
    page.evaluate(AXE)
    wrong = []
    for typed, there in (("kettl", "#found .hits a"), ("is:", "#found .suggested a")):
        page.fill("#find", "")
        page.locator("#find").press_sequentially(typed)
        page.locator(there).first.wait_for()
        wrong += found(page, OPTIONS)
    page.locator("#find").blur()
    page.keyboard.press("r")
    page.locator(".editor.reply").get_by_text("Macros").click()
    page.locator("[data-macro]").first.wait_for()
    wrong += found(page, OPTIONS)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("kettle")
    page.locator("#palette [role=option]").get_by_text("A picture of the kettle").wait_for()
    wrong += found(page, OPTIONS)
    assert not wrong, "\n".join(wrong)


def found(page: "Page", options: dict[str, Any]) -> list[str]:
    """What axe finds fault with on the page as it stands."""
    results = page.evaluate("options => axe.run(document, options)", options)
    return [f"{rule['id']}: {node['html'][:200]}" for rule in results["violations"] for node in rule["nodes"]]


def test_axe_finds_nothing_before_signing_in(served: str, browser: "Browser", transactional_db: None) -> None:
    from regulars.staff.acts import first_run_key

    context = browser.new_context(base_url=served, reduced_motion="reduce")
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    for path in ("/sign-in", f"/first-run?key={first_run_key()}"):
        page.goto(path)
        page.evaluate(AXE)
        assert found(page, OPTIONS) == []
    assert page.input_value("#f-time_zone")
    context.close()


def test_axe_would_find_a_fault(page: "Page", desk: Desk) -> None:
    page.goto("/")
    page.evaluate(AXE)
    page.evaluate("document.querySelector('.list .at').style.color = 'oklch(90% .006 85)'")
    assert [one.split(":")[0] for one in found(page, CONTRAST)] == ["color-contrast"]
