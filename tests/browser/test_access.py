"""Open to everybody: no fault that axe knows, in light and dark, and nothing wider than a phone."""

from typing import TYPE_CHECKING, Any

import pytest

from tests import builders, mails
from tests.web.conftest import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# What is not about colour is the same in the dark.
REPORTED = {"resultTypes": ["violations", "incomplete"]}
SCHEMES = {"light": REPORTED, "dark": {**REPORTED, "runOnly": ["color-contrast"]}}
PHONE = {"width": 375, "height": 720}
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabteilungsleiterstellvertreter"


def paths(desk: Desk) -> list[str]:
    """Every page that a person sees."""
    parts = desk.parts()
    return [
        "/",
        "/?show=closed",
        f"/conversations/{parts['conversation']}",
        f"/customers/{parts['customer']}",
        f"/messages/{parts['as_sent']}/as-sent",
        "/search",
        "/search?q=kettle",
        "/search?q=nothingofthekind",
        "/quarantine",
        f"/quarantine/{parts['quarantined']}",
        "/inboxes",
        f"/inboxes/{parts['connect']}",
        f"/inboxes/{parts['connect']}/connect",
        "/notices",
        "/jobs",
        "/account",
        "/nothing",
    ]


def unmeasured(response: dict[str, Any]) -> list[str]:
    """Texts whose contrast axe could not measure: those would be passed over in silence."""
    rules = [rule for rule in response["incomplete"] if rule["id"] == "color-contrast"]
    said = [f"{node['target']} {node['failureSummary']}" for rule in rules for node in rule["nodes"]]
    return [one for one in said if "too short" not in one]


@pytest.mark.slow
def test_axe_finds_nothing_in_light_and_dark(page: "Page", desk: Desk) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    found = []
    for path in paths(desk):
        page.goto(path)
        for fold in page.locator("details:not(.menu)").all():
            fold.evaluate("fold => { fold.open = true }")
        for scheme, options in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            results = axe.run(page, options=options)
            if results.violations_count:
                found.append(f"{path} {scheme}: {results.generate_report()}")
            found += [f"{path} {scheme}: {one}" for one in unmeasured(results.response)]
    assert not found, "\n".join(found)


def test_axe_finds_nothing_before_signing_in(served: str, browser: "Browser", transactional_db: None) -> None:
    from axe_playwright_python.sync_playwright import Axe

    from regulars.staff.acts import first_run_key

    context = browser.new_context(base_url=served)
    page = context.new_page()
    for path in ("/sign-in", f"/first-run?key={first_run_key()}"):
        page.goto(path)
        assert Axe().run(page).violations_count == 0
    assert page.input_value("#f-time_zone")
    context.close()


def test_a_phone_never_scrolls_sideways(page: "Page", desk: Desk) -> None:
    mails.take_in(mails.mail(f"{LONG} <long@veloworks.example>", LONG, LONG * 3, message_id="long@veloworks.example"))
    builders.conversation(builders.customer("ليلى حداد", "layla@waha.example"), "طلب رقم ٢٢٣١")
    page.set_viewport_size(PHONE)
    page.goto("/")
    long_one = page.get_by_role("link", name=LONG).get_attribute("href")
    for path in [*paths(desk), long_one]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path


def test_zoomed_to_twice_the_size_nothing_is_cut(page: "Page", desk: Desk) -> None:
    page.set_viewport_size({"width": 640, "height": 400})
    for path in paths(desk):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path


def test_axe_would_find_a_fault(page: "Page", desk: Desk) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.goto("/")
    page.evaluate("document.querySelector('.list .at').style.color = 'oklch(90% .006 85)'")
    assert [rule["id"] for rule in Axe().run(page).response["violations"]] == ["color-contrast"]
