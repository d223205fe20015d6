"""Tasks that practices found due, as matters of Today; a practice that offers its own matters says them itself."""

from collections.abc import Sequence

from regulars.book.today.slots import CALM, TIMED, TODAY, Asked, Matter
from regulars.engine.rows import aware, marks, rows
from regulars.web.templating import url

# Tasks are anybody's; one in a conversation or a book that is hidden is not shown. They are picked before anything is
# joined: what has no time comes last, so that all that are open are sorted.
OPEN = """
select t.public_id, t.title, t.reason, t.due_at, p.public_id, p.name, coalesce(j.public_id, c.public_id, '')
from (select t.id from book_task t left join book_conversation c on c.id = t.conversation_id
      where t.done_at is null{of} and {seen} and {opened} order by t.due_at is null, t.due_at, t.id limit %s) picked
join book_task t on t.id = picked.id
join book_customer p on p.id = t.customer_id
left join book_conversation c on c.id = t.conversation_id
left join book_conversation j on j.id = c.joined_to_id
order by t.due_at is null, t.due_at, t.id
"""


def tasks(asked: Asked) -> Sequence[Matter]:
    """What is due the soonest, then what has no time."""
    if not asked.unheld:
        return ()
    own = [name for name, _offer in TODAY]
    of = f" and t.practice not in ({marks(own)})"
    seen = {"seen": asked.eyes.sees(), "opened": asked.eyes.sees_book("t.customer_id")}
    found = rows(OPEN.format(of=of, **seen), [*own, asked.most])
    return [
        Matter(
            f"task:{key}",
            "task",
            TIMED if due else CALM,
            aware(due) if due else None,
            title,
            reason,
            url("customer", public_id=customer) + "#tasks",
            "",
            customer,
            name,
            belongs=belongs,
        )
        for key, title, reason, due, customer, name, belongs in found
    ]


TODAY.offer("tasks", tasks)
