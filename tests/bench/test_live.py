"""The measurements of what is live: they give figures, and their mail server counts."""

import smtplib
from pathlib import Path

import pytest

from regulars.bench import live, streams
from regulars.bench.desk import Desk, free_port
from regulars.bench.mailhost import MailHost

MAIL = b"Message-ID: <one@desk.example>\r\nSubject: Kettle\r\n\r\n.. A dot.\r\n"


def test_a_mail_that_came_twice_is_seen_twice() -> None:
    with MailHost() as host, smtplib.SMTP("127.0.0.1", host.port) as sender:
        for one in (MAIL, MAIL, MAIL.replace(b"one@", b"two@")):
            sender.sendmail("help@desk.example", ["ana@nordbake.example"], one)
    assert dict(host.taken) == {b"<one@desk.example>": 2, b"<two@desk.example>": 1}
    assert len(host.times) == 3


def test_the_slowest_of_a_hundred_is_told() -> None:
    assert live.spread([number / 1000 for number in range(100)]) == {"p50_ms": 50.0, "p99_ms": 99.0}


@pytest.mark.torture
@pytest.mark.sqlite
def test_a_mail_is_timed_to_its_row_and_a_nudge_to_each_page(home: Path) -> None:
    port = free_port()
    desk = Desk(home, "", {"REGULARS_LMTP": f"127.0.0.1:{port}"})
    found = live.arrivals(desk, port, 2)
    assert 0 < found["nudge"]["p50_ms"] <= found["row"]["p50_ms"]
    heard = streams.opened(desk, 5, 2)
    assert heard["open"] == 5
    assert 0 < heard["p50_ms"] <= heard["p99_ms"]
