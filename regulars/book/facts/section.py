"""The section of a customer's page, and beside their conversations, in which facts stand and are noted."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.translation import get_language

from regulars.book.eyes import eyes_of
from regulars.book.facts import words
from regulars.book.facts.shown import held, shown_here
from regulars.book.models import Customer
from regulars.book.relations.rules import FACT
from regulars.book.relations.shown import related_here
from regulars.book.slots import SECTIONS, Section
from regulars.staff.models import Agent

# As many stand on the right page; the rest is one step away.
MOST = 8
SAID = ("KINDS", "ORIGINS", "ALLERGENS")


def contents(customer: Customer, agent: Agent, now: datetime, *, whole: bool = False) -> Mapping[str, Any]:
    """What the section shows: the first MOST facts, or all on the page that is about them."""
    sharing = {one.other: one.whose for one in related_here(customer, eyes_of(agent)) if FACT in one.shares}
    found = held(customer, agent, now, list(sharing))
    return {
        "whose": sharing,
        "facts": shown_here(found if whole else found[:MOST], now),
        "more": 0 if whole else max(0, len(found) - MOST),
        "whole": whole,
        "words": said_words(get_language()),
        "may_write": agent.may("book.write"),
        "may_see": agent.may("fact.sensitive"),
        "seen": {},
    }


@cache
def said_words(language: str | None) -> dict[str, dict[str, str]]:
    """What facts are made of, in the language that is active; looked up once, since a page shows each a dozen times."""
    return {name: {code: str(said) for code, said in getattr(words, name).items()} for name in SAID}


SECTIONS.offer("facts", Section("side", 20, "book/facts/section.html", contents, beside=True))
