"""The page of the audit trail."""

import ast
import csv
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation

import regulars
from regulars.engine import audit
from regulars.engine.models import AuditEntry
from regulars.staff import auditing, changes
from regulars.staff.changes import Names
from tests.builders import NOW, agent, customer, signed_in

ACT = re.compile(r"[a-z]+\.[a-z_]+")
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def wrote(count: int = 1, act: str = "role.changed", **more: object) -> None:
    """Entries, a minute apart."""
    for place in range(count):
        with transaction.atomic():
            at = NOW + timedelta(minutes=place)
            audit.record(act, f"role:{place}", by="Olga", by_id=agent("owner").public_id, now=at, **more)


def test_the_page_shows_who_did_what_and_what_was_before() -> None:
    wrote(before={"label": "Lead", "same": 1}, after={"label": "Chief <b>", "same": 1})
    page = signed_in("owner").get("/audit").content.decode()
    assert "changed a role" in page
    assert "<del><bdi>Lead</bdi></del>" in page
    assert "Chief &lt;b&gt;" in page
    assert "same" not in page.split("<tbody>")[1].split("</tbody>")[0]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"act": "team.made"}, [4]),
        ({"act": "role."}, [3, 2, 1]),
        ({"subject": "role:1"}, [2]),
        ({"by": "nobody"}, []),
        ({"words": "TEAM.made"}, [4]),
        ({"words": "olga role.changed"}, [3, 2, 1]),
        ({"words": "olga nobody"}, []),
        ({"since": "2026-11-21"}, []),
        ({"since": "2026-11-20", "until": "2026-11-20", "act": "role."}, [3, 2, 1]),
        ({"since": "nonsense", "act": "team.made"}, [4]),
        ({"since": "0001-01-01", "until": "9999-12-31"}, [4, 3, 2, 1]),
    ],
)
def test_filters(asked: dict[str, str], numbers: list[int]) -> None:
    wrote(3)
    wrote(1, "team.made")
    response = signed_in("owner").get("/audit", asked).content.decode()
    assert [number for number in (4, 3, 2, 1) if f"no. {number}<" in response] == numbers


def test_words_beyond_ascii_are_found_in_what_changed() -> None:
    wrote(2, before={"label": "Küche 日"})
    wrote(1, "team.made")
    for words in ("Küche", "日"):
        assert [one.act for one in auditing.found(auditing.Wanted(words=words))] == ["role.changed"] * 2


def test_pages_follow_each_other_without_a_gap() -> None:
    wrote(120)
    numbers: list[int] = []
    before = 0
    while part := list(auditing.found(auditing.Wanted(), before)[:50]):
        numbers += [entry.number for entry in part]
        before = part[-1].number
    assert numbers == list(range(120, 0, -1))
    assert 'rel="next"' in signed_in("owner").get("/audit").content.decode()


def test_an_export_is_whole_and_is_itself_an_entry() -> None:
    wrote(3, before={"a": "=1+1"})
    client = signed_in("owner")
    lines = b"".join(client.post("/audit/export", {"format": "jsonl", "act": "role."}).streaming_content)
    assert [json.loads(line)["number"] for line in lines.splitlines()] == [3, 2, 1]
    table = b"".join(client.post("/audit/export", {"format": "csv"}).streaming_content).decode()
    rows = list(csv.DictReader(StringIO(table)))
    assert [row["act"] for row in rows] == [
        "audit.exported",
        "audit.exported",
        "role.changed",
        "role.changed",
        "role.changed",
    ]
    assert audit.content(AuditEntry.objects.get(number=4))["after"]["act"] == "role."
    assert client.post("/audit/export", {"format": "pdf"}).status_code == 400


def test_no_cell_is_taken_for_a_formula() -> None:
    assert [auditing.safe(cell) for cell in ("=1", "+1", "-1", "@x", "x=1")] == ["'=1", "'+1", "'-1", "'@x", "x=1"]


def test_the_page_says_whether_the_chain_holds() -> None:
    wrote(2)
    client = signed_in("owner")
    assert "holds over all 2" in client.get("/audit/check").content.decode()
    AuditEntry.objects.filter(number=1).update(act="team.made")
    assert "broken at entry 1" in client.get("/audit/check").content.decode()


def written(source: Path) -> set[str]:
    """The acts that a file writes into the trail by a name of its own."""
    calls = [one for one in ast.walk(ast.parse(source.read_text())) if isinstance(one, ast.Call)]
    writing = [one for one in calls if getattr(one.func, "attr", getattr(one.func, "id", "")) in ("record", "noted")]
    said = [word for one in writing for word in one.args if isinstance(word, ast.Constant)]
    return {word.value for word in said if isinstance(word.value, str) and ACT.fullmatch(word.value)}


def test_every_act_is_called_by_words_in_the_language_of_who_reads() -> None:
    every = set().union(*(written(one) for one in Path(regulars.__file__).parent.rglob("*.py")))
    assert len(every) > 40
    assert sorted(act for act in every if auditing.ACTS.get(act) is None) == []


TELLING = ("record", "noted", "note")
HOLDING = ("told", "before", "after", "said", "was", "fields")


def dicts_told(source: Path) -> Iterator[ast.AST]:
    """Where a file that writes into the trail puts together what it writes."""
    for one in ast.walk(ast.parse(source.read_text())):
        if isinstance(one, ast.Call) and getattr(one.func, "attr", getattr(one.func, "id", "")) in TELLING:
            yield one
        if isinstance(one, ast.FunctionDef) and one.name in ("told", "told_of", "state", "reason", "limit_told"):
            yield one
        if isinstance(one, ast.Assign) and getattr(one.targets[0], "id", "") in HOLDING:
            yield one.value


def fields_told(source: Path) -> set[str]:
    """Names of fields that a file writes into the trail."""
    found = [each for one in dicts_told(source) for each in ast.walk(one) if isinstance(each, ast.Dict)]
    keys = [key.value for one in found for key in one.keys if isinstance(key, ast.Constant)]
    return {key for key in keys if isinstance(key, str)}


# Keys of pages, of tokens that undo, and of moments, in files that write into the trail too.
ELSEWHERE = {
    *("after", "before", "beside", "minutes", "order", "retired", "spans", "tag", "time", "told"),
    *("birth", "columns", "first_seen", "fields", "id", "is", "last_seen", "link", "other", "status", "visit", "was"),
}


def test_every_field_is_called_by_words() -> None:
    known = {name.rpartition(".")[2] for name, _field in changes.FIELDS}
    every_file = Path(regulars.__file__).parent.rglob("*.py")
    sources = [one for one in every_file if written(one) or "trail" in one.read_text()]
    every = set().union(*(fields_told(one) for one in sources)) - ELSEWHERE
    assert len(every) > 60
    assert sorted(every - known) == []


def test_amounts_codes_times_and_people_are_told_in_the_language_of_who_reads() -> None:
    names = Names({"abcdefghjkmn": "Leo"}, {"lead": "Leitung"})
    with translation.override("de"):
        assert changes.changes(
            "allowance.role",
            {"amount": 25000, "period": "day", "currency": "EUR"},
            {"amount": 125000, "period": "week", "currency": "EUR"},
            names,
        ) == [("Betrag", "250,00\u00a0€", "1.250,00\u00a0€"), ("Zeitraum", "am Tag", "in der Woche")]
        assert changes.changes("agent.role", {"role": "lead"}, {"role": "x"}, names) == [("Rolle", "Leitung", "x")]
        assert changes.changes("team.changed", {"agents": []}, {"agents": ["abcdefghjkmn"]}, names) == [
            ("Personen", "", "Leo")
        ]
        assert changes.changes("hours.settled", {}, {"Monday": "8:00"}, names) == [("Montag", "", "8:00")]
        assert changes.changes("absence.made", {}, {"first": "2026-11-23"}, names)[0][2] == "23. November 2026"
        assert changes.changes("webhook.changed", {"on": False}, {"on": True}, names)[0][1:] == ("nein", "ja")
        ((_label, was, _now),) = changes.changes("role.changed", {"permissions": ["book.erase"]}, {}, names)
        assert was == "Kundendaten als Auszug holen und löschen"


def test_what_an_older_release_wrote_is_shown_as_it_is() -> None:
    told = changes.changes("allowance.role", {"amount": 25000, "gone": "a"}, {}, Names())
    assert told == [("Amount", "250.00", ""), ("gone", "a", "")]
    assert changes.changes("x.y", {"at": "2026-99-99", "n": [1, "a"]}, {}, Names()) == [
        ("at", "2026-99-99", ""),
        ("n", "1, a", ""),
    ]


def test_what_a_macro_does_is_told_step_by_step() -> None:
    steps = [["tag", "vip"], ["assign", "nobody"], ["snooze", "reply"], ["snooze", "3"]]
    ((label, _was, now),) = changes.changes("macro.changed", {}, {"acts": steps}, Names())
    assert label == "What it does besides"
    assert now == ("puts on vip; gives it to nobody; lets it sleep until the customer writes; lets it sleep for 3 days")


def test_opening_hours_are_told_as_one_reads_them() -> None:
    client = signed_in("owner")
    client.post("/hours/settle", {"whose": "desk", "zone": "Europe/Vienna", "day0": "8:00-12:00, 13:00-17:30"})
    page = client.get("/audit").content.decode()
    assert ("settled opening hours" in page, "Monday:" in page, "Tuesday:" in page) == (True, True, False)
    assert "8:00-12:00, 13:00-17:30" in page


def test_fields_stand_in_the_order_of_those_who_offer_them() -> None:
    said = changes.changes("hours.settled", {}, {"Friday": "8", "Monday": "8", "zone": "UTC", "a": "x"}, Names())
    assert [label for label, _was, _now in said] == ["Time zone", "Monday", "Friday", "a"]


@pytest.mark.sqlite
def test_an_entry_says_from_where_whatever_room_writes_it() -> None:
    olga = Client(REMOTE_ADDR="203.0.113.7")
    olga.force_login(agent("owner"))
    olga.post("/tokens/make", {"name": "shop", "scope": "orders:read"})
    one, other = customer(), customer("Ana N.", "ana.n@nordbake.example")
    olga.post(f"/customers/{one.public_id}/merge", {"other": other.public_id, "stays": one.public_id})
    entries = AuditEntry.objects.order_by("number")
    assert [(one.act, audit.content(one)["address"]) for one in entries] == [
        ("token.made", "203.0.113.7"),
        ("customer.merged", "203.0.113.7"),
    ]
    # Nothing of it is left to what comes after, and a customer's own is not written down.
    wrote()
    before = audit.FROM.set("203.0.113.9")
    with transaction.atomic():
        audit.record("customer.said", "customer:1", by="customer", now=NOW)
    audit.FROM.reset(before)
    assert [audit.content(one)["address"] for one in entries.all()[2:]] == ["", ""]
