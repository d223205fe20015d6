"""A program keeps a copy of records by what came or changed since it asked last."""

from typing import Any
from urllib.parse import quote

import pytest

from regulars.book.records.rows import MODELS
from tests.api.conftest import Program

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WHO = {"email": "ana@nordbake.example"}
ORDER = {"customer": WHO, "currency": "EUR", "total": 3890, "ordered_at": "2026-11-01T10:00:00Z"}
VISIT = {"customer": WHO, "starts": {"local": "2026-12-24T15:00", "zone": "Europe/Vienna"}}
REWARD = {"customer": WHO, "unit": "points", "balance": 1200}


@pytest.mark.parametrize(("noun", "said"), [("order", ORDER), ("visit", VISIT), ("reward", REWARD)])
def test_a_copy_is_kept_by_what_came_or_changed_since(program: Program, noun: str, said: dict[str, Any]) -> None:
    path, since = f"/{noun}s", "2027-05-01T00:00:00Z"
    program.post(path, {"source": "shop", f"{noun}s": [{**said, "source_id": one} for one in ("1001", "1002")]})
    both = program.get(path)["items"]
    assert program.get(f"{path}?updated_since={since}")["items"] == []
    MODELS[noun]._default_manager.filter(source_id="1002").update(updated_at=since)
    assert [one["source_id"] for one in program.get(f"{path}?updated_since={since}")["items"]] == ["1002"]
    assert len(program.get(f"{path}?updated_since={quote(both[0]['updated_at'])}")["items"]) == 2, "that time included"
    for wrong in ("yesterday", "2026-11-01T00:00:00"):
        answer = program.ask("GET", f"{path}?updated_since={wrong}")
        assert (answer.status_code, answer.json()["error"]["field"]) == (422, "updated_since")
