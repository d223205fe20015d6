"""Who was merged into somebody is found as that one: by both names and all handles, and not twice."""

from collections.abc import Iterable, Sequence

from regulars.base.folding import words
from regulars.book.models import Customer


def merged_away(customers: Sequence[int]) -> set[int]:
    """Those of these that are shown in another's book."""
    gone = Customer.objects.filter(pk__among=customers, merged_into__isnull=False)
    return set(gone.values_list("pk", flat=True))


def other_names(customers: Sequence[int]) -> dict[int, list[str]]:
    """The words of all other names that each of these goes by, from whoever was merged into it."""
    found: dict[int, list[str]] = {}
    stands = {pk: pk for pk in customers}
    waiting: Iterable[int] = customers
    while below := list(
        Customer.objects.filter(merged_into__among=list(waiting)).values_list("pk", "merged_into", "name", "own")
    ):
        for pk, into, name, own in below:
            stands[pk] = stands[into or pk]
            found.setdefault(stands[pk], []).extend(words(f"{name} {own.get('name', '')}"))
        waiting = [pk for pk, *_ in below]
    for pk, own in Customer.objects.filter(pk__in=found).values_list("pk", "own"):
        found[pk].extend(words(own.get("name", "")))
    return found
