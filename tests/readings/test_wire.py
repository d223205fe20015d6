"""What goes over the socket comes out as it went in."""

import socket
from datetime import UTC, datetime

import numpy as np
import pytest

from regulars.base.times import LocalTime
from regulars.reading.values import Due, Language, Read, Reading, Speaker, Utterance
from regulars.readings.apart import wire
from regulars.readings.apart.wire import Broken

pytestmark = pytest.mark.slow

DUE = Due(3, 9, LocalTime(datetime(2026, 3, 9, 23, 59), "Europe/Berlin"), "day")  # noqa: DTZ001 - wall time


def sent(frame: wire.Frame) -> wire.Frame:
    one, other = socket.socketpair()
    with one, other:
        wire.send(one, frame)
        return wire.receive(other)


@pytest.mark.parametrize("text", ["", "Grüße \u202e \ud800 😀", "a" * 200_000])
def test_a_text_goes_whole(text: str) -> None:
    said = Utterance(text, Speaker.STAFF, datetime(2026, 3, 5, 13, tzinfo=UTC), "Europe/Berlin", ((0, 1, "quote"),))
    assert wire.to_utterance(sent(wire.from_utterance(said))) == said


def test_readings_come_out_as_plain_numbers() -> None:
    vague = Reading("urgency", "urgent", 0.5, 0, 4, 1, due=Due(0, 4, None, "none"))
    found = Reading("promise", "explicit", np.float32(0.5), 0, 9, 2, np.bool_(True), ((0, 2),), DUE, "will")  # type: ignore[arg-type]
    read = Read(Language("en", 0.5), (vague, found), {"sentiment": {"negative": np.float32(0.25)}}, b"\x00\xff")  # type: ignore[dict-item]
    back = wire.to_read(sent(wire.from_read(read)))
    assert back == read
    assert type(back.readings[1].sure) is bool


def test_who_leaves_in_the_middle_is_noticed() -> None:
    one, other = socket.socketpair()
    with other:
        one.sendall(b"\x00\x00\x00\x09{")
        one.close()
        with pytest.raises(Broken):
            wire.receive(other)
