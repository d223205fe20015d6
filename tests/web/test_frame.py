"""What rooms put around every page."""

import pytest
from django.test import RequestFactory

from regulars.base.registry import Slot
from regulars.web.frame import Piece, pieces


def test_a_piece_that_fails_takes_nothing_away(caplog: pytest.LogCaptureFixture) -> None:
    def broken(request: object) -> str:
        raise LookupError("no such thing")

    slot: Slot[Piece] = Slot("a frame")
    slot.offer("broken", broken)
    slot.offer("empty", lambda request: "")
    slot.offer("well", lambda request: "<p>Well</p>")
    assert list(pieces(slot, RequestFactory().get("/"))) == ["<p>Well</p>"]
    assert "The piece broken" in caplog.text
