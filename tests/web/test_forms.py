"""Bad input: whatever is typed into any form of any page, no page breaks, and what is refused still stands there."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from regulars.web.routes import ROUTES
from tests.builders import agent, signed_in

from .conftest import Desk
from .forms import Form, Page

# Without a seat; each of these shows its form only to somebody who has none, or to a customer.
OUTSIDE = frozenset({"sign_in", "first_run", "join", "theirs", "their_choice", "their_receipt", "their_voucher"})
# A code is good for half a minute, and what a passkey is called is asked for by the script that makes it.
NOT_AGAIN = frozenset({"/account/second/app", "/account/second/passkeys/keep"})
LINE = 100
# What a database can choke on is asked of both: the others are refused before they come so far.
WRONG = [
    pytest.param("", id="nothing", marks=pytest.mark.sqlite),
    pytest.param("zq ?!", id="nonsense"),
    pytest.param("31.02.2027 99:99", id="no such day", marks=pytest.mark.sqlite),
    pytest.param("w" * 15_000, id="far too long"),
]


def seat(name: str) -> Client:
    """Who looks at a route."""
    return Client() if name in OUTSIDE else signed_in("owner")


def forms(desk: Desk) -> Iterator[tuple[str, Form]]:
    """Every form into which something is typed, once for each of its buttons, with the name of its route."""
    seen = set()
    for name, route in ROUTES:
        if "GET" not in route.methods or name == "static_file":
            continue
        path = desk.path(route)
        answer = seat(name).get(path)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for form in Page(answer.content.decode()).forms:
            for button in form.buttons or [("", "", "")]:
                pressed = Form(button[0] or form.path or path, "", form.fields, [button])
                key = (pressed.path, button[1:], tuple(sorted(form.typed)))
                if form.typed and key not in seen:
                    seen.add(key)
                    yield name, pressed


def answered(name: str, form: Form, text: str) -> Any:
    """What the desk says to that text in every field; what it has done is undone."""
    (button,) = form.buttons
    sent = form.sent | dict.fromkeys(form.typed, text) | ({button[1]: button[2]} if button[1] else {})
    with transaction.atomic():
        answer = seat(name).post(form.path, sent)
        transaction.set_rollback(True)
    return answer


def lost(answer: Any, form: Form, text: str) -> list[str]:
    """Which fields do not hold what was typed. Thousands of letters for a number or a name are a slip of the hand."""
    shown = {(one.name, one.value.strip()) for there in Page(answer.content.decode()).forms for one in there.fields}
    kept = form.long if len(text) > LINE else form.typed
    return [name for name in kept if text and (name, text) not in shown]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("text", WRONG)
def test_no_form_breaks_or_loses_what_was_typed(desk: Desk, text: str) -> None:
    agent("owner")
    broken, gone = [], []
    for name, form in forms(desk):
        answer = answered(name, form, text)
        if answer.status_code not in (200, 302, 422):
            broken.append((name, form.path, form.buttons, answer.status_code))
        elif answer.status_code == 422 and form.path not in NOT_AGAIN and lost(answer, form, text):
            gone.append((name, form.path, form.buttons, lost(answer, form, text)))
    assert (broken, gone) == ([], [])


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("of", "path", "field"),
    [
        ("recovery", "/recoveries/{}/do/quote", "quote"),
        ("recovery", "/recoveries/{}/do/pass", "reason"),
        ("promise", "/promises/{}/release", "words"),
        ("promise", "/promises/{}/honour", "words"),
        ("promise", "/promises/{}/hand-over", "why"),
        ("contradiction", "/contradictions/{}/honour", "reason"),
        ("customer", "/customers/{}/give-something", "why"),
        ("customer", "/customers/{}/promises/add", "quote"),
        ("customer", "/customers/{}/recover", "quote"),
    ],
)
def test_words_that_do_not_fit_are_refused_and_never_cut(desk: Desk, of: str, path: str, field: str) -> None:
    whose = desk.conversation.customer if of == "customer" else getattr(desk, of)
    words = "They wrote a lot. " * 600
    answer = signed_in("owner").post(path.format(whose.public_id), {field: words, "step": "listen"})
    assert answer.status_code == 422
    assert f"letters; it has {len(words.strip())}." in answer.content.decode()
    assert words.strip() in answer.content.decode()
