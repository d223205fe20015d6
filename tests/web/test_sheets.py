"""What our shorter ways through Jinja put out is what Jinja itself does."""

from typing import Any

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, UndefinedError, pass_context, pass_environment
from jinja2.runtime import Context
from markupsafe import Markup, escape

from regulars.web.sheets import LONG, Press, put

TEXT = st.text(max_size=20) | st.sampled_from(["a <b> & 'c'", 'say "so"', "x" * LONG + "<"])
VALUES = TEXT | TEXT.map(Markup) | st.integers() | st.none() | st.booleans() | st.lists(TEXT, max_size=2)
PAGE = """
{% macro row(one, more="") %}<li title="{{ one }}">{{ one }}{{ more }}</li>{% endmacro %}
{% macro around(one) %}<ul>{{ one }}{{ caller() }}</ul>{% endmacro %}
{% for one in values %}{{ row(one, row(one)) }}{% call around(one) %}{{ one }}{{ loop.index }}{% endcall %}
{{ kind(one) }} {{ named(one) }} {{ "%s"|format(one) }} {{ one|upper }} {% set kept %}{{ one }}{% endset %}{{ kept }}
{% endfor %}{% autoescape false %}{{ values }}{% endautoescape %}
"""
OURS = Press(autoescape=True).from_string(PAGE)
JINJAS = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(PAGE)


@pass_context
def kind(context: Context, value: object) -> str:
    return f"<{len(context['values'])}>{type(value).__name__}"


@pass_environment
def named(_: Environment, value: object) -> Markup:
    return Markup("<b>{}</b>").format(value)


@given(VALUES)
def test_a_value_is_put_as_it_is_escaped(value: object) -> None:
    assert str(put(value)) == str(escape(value))


def test_words_that_wait_for_their_language_are_put_as_text() -> None:
    assert put(gettext_lazy("Search & more")) == "Search &amp; more"


@given(st.lists(VALUES, max_size=3))
def test_a_page_is_the_same_as_jinjas_own(values: list[Any]) -> None:
    context = {"values": values, "kind": kind, "named": named}
    assert OURS.render(context) == JINJAS.render(context)


def test_what_a_page_did_not_give_is_an_error_also_in_what_it_imports() -> None:
    made = Press(autoescape=True)
    with pytest.raises(UndefinedError):
        made.from_string("{{ nothing }}").render()
    with pytest.raises(UndefinedError):
        made.from_string("{{ nothing() }}").render()
