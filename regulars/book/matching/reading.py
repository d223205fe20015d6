"""What traces are made of, as it stands in the database: plain values, a statement for each kind of row."""

from collections.abc import Iterable, Sequence

from regulars.book.matching import traces
from regulars.book.matching.rules import Side
from regulars.book.matching.traces import Left
from regulars.engine.rows import marks, parsed, rows

MOST_ORDERS = 50
# The words are their author's, whoever's conversation it is; those of a shared address are nobody's alone.
TEXTS = """
select m.id, i.birth_customer_id, t.text, t.folds
from book_moment m
join book_identity i on i.id = m.author_id
join book_message t on t.moment_id = m.id
left join book_conversation v on v.id = m.conversation_id
where m.id in ({ids}) and m.direction = 'in' and m.kind = 'message' and m.automatic = '' and not i.shared
  and (v.status is null or v.status <> 'spam')
order by m.id, t.version
"""
BUYERS = "select distinct birth_customer_id from book_moment where id in ({ids}) and kind like 'order.%%'"
NAMES = "select id, name, own from book_customer where id in ({ids})"
HANDLES = """
select birth_customer_id, kind, value, shown, verified_at is not null from book_identity
where birth_customer_id in ({ids}) and not shared
"""
ORDERS = """
select birth_customer_id, number, ship_to, bill_to from (
    select birth_customer_id, number, ship_to, bill_to,
           row_number() over (partition by birth_customer_id order by ordered_at desc, id desc) as place
    from book_order where birth_customer_id in ({ids})) as newest
where place <= %s
"""


def texts(moments: Sequence[int]) -> list[tuple[int, str, str]]:
    """The newest reading of each of these moments that somebody wrote: whose words, the text, its folds as JSON."""
    found = rows(TEXTS.format(ids=marks(moments)), moments) if moments else []
    return list({moment: (author, text, folds) for moment, author, text, folds in found}.values())


def buyers(moments: Sequence[int]) -> set[int]:
    """Whose orders these moments tell of."""
    return {row[0] for row in rows(BUYERS.format(ids=marks(moments)), moments)} if moments else set()


def names(customers: Iterable[int]) -> dict[int, str]:
    """What each book itself says, whatever a merge shows in its place."""
    asked = sorted(customers)
    found = rows(NAMES.format(ids=marks(asked)), asked) if asked else []
    return {pk: str(parsed(own).get("name", name)) if own not in ("", "{}") else name for pk, name, own in found}


def handles(customers: Iterable[int]) -> list[tuple[int, str, str, str, bool]]:
    """Whose, kind, value, how it is written, and whether it is verified."""
    asked = sorted(customers)
    return [(*row[:4], bool(row[4])) for row in rows(HANDLES.format(ids=marks(asked)), asked)] if asked else []


def written(moments: Sequence[int]) -> list[Left]:
    """What people left behind in what they wrote."""
    return [one for author, text, folds in texts(moments) for one in traces.of_text(author, text, parsed(folds))]


def known(customers: Iterable[int], buying: Iterable[int]) -> list[Left]:
    """What is left behind by the handles and names of these customers, and by the orders of those that are `buying`."""
    asked, bought = set(customers), sorted(buying)
    called = names(asked | set(bought))
    # Of somebody who was erased the value is empty.
    found = [traces.of_handle(pk, kind, value, shown) for pk, kind, value, shown, _sure in handles(asked) if value]
    for pk in asked:
        found += traces.of_name(pk, called.get(pk, ""))
    orders = rows(ORDERS.format(ids=marks(bought)), [*bought, MOST_ORDERS]) if bought else []
    for pk, number, *addresses in orders:
        found += traces.of_order(pk, number)
        for address in addresses:
            found += traces.of_address(pk, called.get(pk, ""), parsed(address))
    return found


def sides(customers: Iterable[int]) -> dict[int, Side]:
    """Each of these as one of two that are compared."""
    asked = set(customers)
    verified: dict[int, dict[str, frozenset[str]]] = {}
    for pk, kind, value, _shown, is_verified in handles(asked):
        if is_verified and value:
            of = verified.setdefault(pk, {})
            of[kind] = of.get(kind, frozenset()) | {value}
    return {pk: Side(name, verified.get(pk, {})) for pk, name in names(asked).items()}
