"""A program with a token, and what it asks."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from regulars.api import rules, tokens
from regulars.api.seat import BUCKETS
from regulars.api.tokens import Made
from tests import builders


class Program:
    """A client that shows its token."""

    def __init__(self, *scopes: str) -> None:
        made = tokens.make("shop", scopes or list(rules.SCOPES), None, builders.agent("owner"), timezone.now())
        assert isinstance(made, Made)
        self.token, self.secret = made.token, made.secret
        self.client = Client(raise_request_exception=False)

    def ask(self, method: str, path: str, content: Any = None, **headers: str) -> HttpResponse:
        """Send a request to a path below /api/v1."""
        body = b"" if content is None else json.dumps(content).encode()
        named = {
            "Authorization": f"Bearer {self.secret}",
            **{name.replace("_", "-"): it for name, it in headers.items()},
        }
        return self.client.generic(method, f"/api/v1{path}", body, "application/json", headers=named)

    def get(self, path: str, **headers: str) -> Any:
        """What stands at a path; the test fails where that is nothing."""
        answer = self.ask("GET", path, **headers)
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)

    def post(self, path: str, content: Any, status: int = 200, **headers: str) -> Any:
        """What came of a write."""
        answer = self.ask("POST", path, content, **headers)
        assert answer.status_code == status, answer.content
        return json.loads(answer.content)


@pytest.fixture
def program(db: None) -> Program:
    """One that may do everything, with a full bucket."""
    BUCKETS.__init__()  # type: ignore[misc]  # tokens of other tests had the same numbers
    return Program()
