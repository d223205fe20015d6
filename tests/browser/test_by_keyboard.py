"""Every flow by keyboard alone; after each act one stands where one stood."""

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from regulars.book.models import Conversation, Fact, Merge
from regulars.conversations.models import Macro, View
from regulars.gestures.models import Chosen
from regulars.practices.promises.models import Promise
from regulars.staff.models import Invitation, Role
from regulars.web.routes import ROUTES
from tests.browser.by_keyboard import begin, go, named, reach, stands_at, told, undo, write
from tests.builders import agent
from tests.gestures.builders import offered
from tests.web.conftest import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow


def views(page: "Page", _desk: Desk) -> None:
    """Kept, put into another order, changed, put away and had back."""
    View.objects.create(name="Mine", filter="assignee:me", agent=agent("owner"))
    page.goto("/views")
    page.keyboard.press("Tab")
    assert named(page) == "To the content"
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    write(page, "Name", "Regular ones")
    write(page, "What it holds", "is:closed")
    go(page)
    begin(page, "/views")
    go(page, "Up Regular ones")
    told(page, "Moved.")
    assert named(page) == "Down Regular ones", "it cannot go further up: one stands beside it"
    go(page, "Put away Regular ones")
    assert named(page) == "Mine", "what has come up in its place"
    undo(page)
    begin(page, "/views")
    go(page, "Change Regular ones")
    write(page, "Name", "Regulars")
    go(page)
    own = View.objects.filter(agent=agent("owner")).order_by("position")
    assert [one.name for one in own] == ["Regulars", "Mine"]


def staff(page: "Page", desk: Desk) -> None:
    """Invited, allowed something, and an inbox kept for a team."""
    begin(page, "/staff")
    write(page, "Mail address", "kim@desk.example")
    go(page)
    assert Invitation.objects.filter(email="kim@desk.example").exists()
    page.goto("/staff/roles#night-shift")
    reach(page, "See customers, conversations and search")
    page.keyboard.press("Space")
    go(page)
    page.locator("#night-shift input:focus").wait_for()
    assert Role.objects.get(name="night-shift").permissions == ["book.read"]
    page.goto(f"/inboxes/{desk.held.inbox.public_id}#teams")
    reach(page, "Returns")
    page.keyboard.press("Space")
    go(page)
    page.locator("#teams input:focus").wait_for()
    assert list(desk.held.inbox.teams.all()) == [desk.team]


def macros(page: "Page", desk: Desk) -> None:
    """Written, and used in an answer."""
    begin(page, "/macros/new")
    write(page, "Name", "Sorry")
    write(page, "What it writes", "We are sorry, {customer.first_name|there}.")
    write(page, "Tags to put on", "vip")
    go(page)
    assert Macro.objects.filter(name="Sorry").exists()
    page.goto(f"/conversations/{desk.conversation.public_id}")
    page.keyboard.press("r")
    reach(page, "Macros")
    page.keyboard.press("Enter")
    page.locator("[data-narrow]:focus").wait_for()
    page.keyboard.type("sorrx")
    page.get_by_role("status").get_by_text("No macro fits.").wait_for()
    page.keyboard.press("Backspace")
    page.get_by_role("status").get_by_text("1 fit").wait_for()
    page.keyboard.press("Enter")
    page.locator("textarea:focus").wait_for()
    assert page.locator("textarea:focus").input_value() == "We are sorry, Ana."


def tags(page: "Page", _desk: Desk) -> None:
    """Renamed, put away and had back."""
    begin(page, "/tags")
    write(page, "New name of vip", "regular")
    go(page)
    go(page, "Put away regular")
    assert named(page) == "Tags", "where nothing is left, its heading"
    undo(page)
    assert "regular" in page.inner_text("main")


def lists(page: "Page", desk: Desk) -> None:
    """Many closed at once, one put off, both taken back; and on by the palette."""
    page.goto("/")
    for key in ("j", "x", "j", "x", "e"):
        page.keyboard.press(key)
    told(page, "2 closed.")
    undo(page)
    assert Conversation.objects.filter(status="closed").count() == 0
    page.keyboard.press("j")
    page.keyboard.press("s")
    page.locator("#acts [name=until]:focus").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    told(page, "Put off")
    assert Conversation.objects.filter(status="snoozed").count() == 1
    undo(page)
    page.keyboard.press("Control+k")
    page.keyboard.type("quara")
    chosen = page.locator("#palette [aria-selected=true]", has_text="Quarantine")
    chosen.wait_for()
    assert page.locator("#palette-input").get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    go(page)
    assert page.url.endswith("/quarantine")


def together(page: "Page", desk: Desk) -> None:
    """Two conversations made one and two again, one made two, one closed, and two joined as was proposed."""
    first, other = desk.conversation, desk.link.other
    begin(page, f"/conversations/{first.public_id}/together")
    write(page, "Another conversation", other.public_id)
    go(page)
    told(page, "They are one conversation now.")
    undo(page)
    begin(page, f"/conversations/{other.public_id}/together")
    go(page, "From here on")
    assert Conversation.objects.count() == 3
    begin(page, f"/conversations/{first.public_id}")
    page.keyboard.press("e")
    page.get_by_role("button", name="Reopen").wait_for()
    go(page, "Join them")
    assert page.url.endswith(f"/conversations/{other.public_id}#latest")
    assert "It leaks." in page.inner_text("main")
    assert Conversation.objects.get(pk=first.pk).joined_to == other


def people(page: "Page", desk: Desk) -> None:
    """Two people made one, and two again."""
    page.goto(f"/customers/{desk.conversation.customer.public_id}/merge")
    stands_at(page, "Who is the other one?")
    page.keyboard.type(f"/customers/{desk.merge.stays.public_id}")
    go(page)
    go(page, "Look at both Boris Okafor")
    go(page, "They are one person: merge")
    made = Merge.objects.latest("pk")
    go(page, "Undo")
    go(page, "Undo the merge")
    made.refresh_from_db()
    assert made.undone_at is not None


def facts(page: "Page", desk: Desk) -> None:
    """Noted by a line and two keys, honoured and that taken back, put right, forgotten and had back."""
    of = desk.conversation.customer
    page.goto(f"/customers/{of.public_id}")
    page.keyboard.press("f")
    page.keyboard.type("no eggs, her daughter")
    page.keyboard.press("Enter")
    page.locator("form.fact-form button.main:focus").wait_for()
    page.keyboard.press("Enter")
    told(page, "Noted.")
    # The next one can be noted at once.
    stands_at(page, "Note in one line what is known")
    fact = Fact.objects.get(customer=of, allergen="eggs")
    unfold(page, "no eggs, her daughter")
    reach(page, "Honoured")
    page.keyboard.press("Enter")
    told(page, "Honoured, and counted.")
    stands_at(page, "no eggs, her daughter")
    undo(page)
    fact.refresh_from_db()
    assert fact.honoured == 0
    assert named(page).startswith("no eggs, her daughter")
    page.keyboard.press("Enter")
    go(page, "Correct")
    page.keyboard.press("Shift+Tab")
    write(page, "What is known", "no eggs and no milk, her daughter")
    go(page)
    unfold(page, "no eggs and no milk, her daughter")
    reach(page, "Forget")
    page.keyboard.press("Enter")
    told(page, "Forgotten.")
    # What has come up in its place.
    stands_at(page, "No nuts.")
    go(page, key="u")
    assert Fact.objects.filter(text__contains="no milk", forgotten_at=None).exists()


def unfold(page: "Page", words: str) -> None:
    """Open what these words fold up."""
    reach(page, words)
    page.keyboard.press("Enter")


def theirs(page: "Page", desk: Desk) -> None:
    """What a customer says on a receipt and chooses; what comes of it has the focus, so that it is read out."""
    # The desk says once where its rows are to be found.
    desk.offer = offered(desk.conversation.customer, now=timezone.now())
    page.goto(desk.path(ROUTES.offers["their_receipt"]))
    go(page, "I no longer need this")
    assert named(page).startswith("Thank you")
    assert Promise.objects.get(pk=desk.promise.pk).state == "released"
    before = Chosen.objects.count()
    page.goto(desk.path(ROUTES.offers["their_choice"]))
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    go(page, "This one, please")
    assert Chosen.objects.count() == before + 1


def test_every_flow_by_keyboard_alone(page: "Page", desk: Desk) -> None:
    for flow in (views, staff, macros, tags, lists, together, people, facts, theirs):
        flow(page, desk)
