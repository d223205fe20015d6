"""The page on which tokens are made and withdrawn."""

import pytest

from regulars.api.models import Token
from regulars.engine.models import AuditEntry
from regulars.staff import rules
from regulars.staff.models import Agent, Role
from tests import builders
from tests.api.conftest import Program

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.slow]


def test_a_token_is_made_seen_once_and_withdrawn() -> None:
    olga = builders.signed_in("owner")
    page = olga.post("/tokens/make", {"name": "shop", "scope": ["orders:write"], "days": "30"}).content.decode()
    assert 'value="regulars_' in page
    token = Token.objects.get()
    assert token.scopes == ["orders:write"]
    assert 'value="regulars_' not in olga.get("/tokens").content.decode()
    olga.post(f"/tokens/{token.public_id}/withdraw")
    token.refresh_from_db()
    assert token.withdrawn_at is not None
    assert list(AuditEntry.objects.values_list("act", flat=True)) == ["token.made", "token.withdrawn"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "", "scope": "orders:read"}, "what the token is for"),
        ({"name": "shop"}, "Choose what the token may do"),
        ({"name": "shop", "scope": "orders:read", "days": "soon"}, "1 to 3650 days"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(typed: dict[str, str], said: str) -> None:
    answer = builders.signed_in("owner").post("/tokens/make", typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Token.objects.exists()


def test_only_the_owner_makes_tokens() -> None:
    assert builders.signed_in("lead").get("/tokens").status_code == 403


def test_who_does_not_see_all_makes_no_token_that_does() -> None:
    Role.objects.create(name="lead", permissions=["api.settle"], reach=rules.FREE)
    answer = builders.signed_in("lead").post("/tokens/make", {"name": "shop", "scope": "customers:read"})
    assert (answer.status_code, "from whom nothing is kept" in answer.content.decode()) == (422, True)
    assert not Token.objects.exists()


def test_a_token_ends_with_the_role_of_who_made_it(program: Program) -> None:
    Agent.objects.filter(pk=builders.agent("owner").pk).update(role="lead")
    assert program.ask("GET", "/customers").status_code == 401
    page = builders.signed_in("night-shift")
    Role.objects.create(name="night-shift", permissions=["api.settle"])
    assert "Opens nothing, since Olga Petrova may not make tokens" in page.get("/tokens").content.decode()
    Agent.objects.filter(role="lead").update(role="owner")
    assert program.ask("GET", "/customers").status_code == 200
    assert "Opens nothing, since" not in page.get("/tokens").content.decode()
