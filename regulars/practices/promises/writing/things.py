"""What of a customer's our words may be about: what they ordered, and what they hold."""

from collections.abc import Iterable
from dataclasses import replace

from regulars.book.models import Customer, Order, OrderLine, Reward
from regulars.practices.promises.writing.heard import Heard
from regulars.practices.promises.writing.naming import is_nameless, mentioned, named, object_before

MOST = 20


def with_names(found: Iterable[Heard], text: str, customer: Customer | None) -> list[Heard]:
    """Promises that are heard in a text, each called by what it is about. Asks for nothing where all have names."""
    return [
        replace(one, what=named(one.what, about(text[: one.start], one.sort, customer)))
        if is_nameless(one.what)
        else one
        for one in found
    ]


def about(before: str, sort: str, customer: Customer | None) -> str:
    """What "it" is after these words: what of theirs was spoken of last, else the thing in the sentence before, else
    the only one that it can be; "" where nobody can tell."""
    goods = ordered(customer) if customer else []
    held = rewards(customer) if customer and sort == "reward" else []
    spoken_of = mentioned(before, [*goods, *held]) or object_before(before)
    only = held or goods
    return spoken_of or (only[0] if len(only) == 1 else "")


def ordered(customer: Customer) -> list[str]:
    """The articles that are on their way to them. One statement."""
    under_way = Order.objects.filter(customer=customer, delivered_at=None)
    open_ = under_way.exclude(status__in=(Order.CANCELLED, Order.RETURNED))
    lines = OrderLine.objects.filter(order__in=open_).exclude(name="").order_by("-order__ordered_at", "position")
    return list(dict.fromkeys(lines.values_list("name", flat=True)[:MOST]))


def rewards(customer: Customer) -> list[str]:
    """The programmes of their rewards. One statement."""
    found = Reward.objects.filter(customer=customer).exclude(programme="").order_by("pk")
    return list(dict.fromkeys(found.values_list("programme", flat=True)[:MOST]))
