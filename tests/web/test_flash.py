"""What was done is told once, to the one who did it, with its undo."""

from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from regulars.staff.models import Agent
from regulars.web import flash
from tests import builders


def asked(agent: Agent, client: Client | None = None, **headers: str) -> HttpRequest:
    """A request by that agent, with what the client's browser keeps."""
    request = RequestFactory(headers=headers).get("/")
    request.user = agent
    if client:
        request.COOKIES = {name: kept.value for name, kept in client.cookies.items()}
    return request


def act(agent: Agent, **headers: str) -> HttpResponse:
    """The answer to an act that tells something."""

    def page(request: HttpRequest) -> HttpResponse:
        flash.tell(request, "Kept <b>", "/undo/7")
        return HttpResponse("<li>a row</li>")

    answer = flash.telling(page)(asked(agent, **headers))
    assert isinstance(answer, HttpResponse)
    return answer


def test_the_next_page_tells_it_once_with_its_undo(db: None) -> None:
    client = builders.signed_in()
    client.cookies.update(act(builders.agent()).cookies)
    page = client.get("/").content.decode()
    assert "Kept &lt;b&gt;" in page
    assert '<form action="/undo/7" method="post"><input type="hidden" name="csrfmiddlewaretoken"' in page
    assert "Kept" not in client.get("/").content.decode()


def test_nobody_else_is_told_and_a_forged_line_is_passed_over(db: None) -> None:
    told = act(builders.agent()).cookies[flash.NAME].value
    for client, line in ((builders.signed_in("owner"), told), (builders.signed_in(), "forged")):
        client.cookies[flash.NAME] = line
        page = client.get("/")
        assert page.status_code == 200
        assert "Kept" not in page.content.decode()


def test_beside_a_fragment_it_comes_at_once(db: None) -> None:
    answer = act(builders.agent(), **{"HX-Request": "true"})
    assert answer.content.startswith(b"<li>a row</li>")
    assert b'id="told" role="status" hx-swap-oob="true"' in answer.content
    assert flash.NAME not in answer.cookies
