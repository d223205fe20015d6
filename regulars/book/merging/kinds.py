"""The belongings that the book itself has."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.book.eyes import Eyes
from regulars.book.merging.belongings import MOMENT, Belonging, declare, exempt
from regulars.book.merging.writers import settle_writers
from regulars.book.models import (
    Conversation,
    Fact,
    Identity,
    Moment,
    Order,
    Relation,
    Reward,
    Task,
    Visit,
)
from regulars.book.practice import MOMENT_KINDS

Pairs = Iterable[tuple[int, int | None]]


def of_identity(row: Identity, _eyes: Eyes) -> str:
    """The handle as it was written."""
    return row.shown


def of_conversation(row: Conversation, eyes: Eyes) -> str:
    """Its subject, unless it came through an inbox that is kept from them."""
    return "" if not eyes.may_see(row) else row.subject or _("Without a subject")


def of_moment(row: Moment, eyes: Eyes) -> str:
    """The sentence of its kind."""
    if not eyes.may_see(row.conversation):
        return ""
    kind = MOMENT_KINDS.get(row.kind)
    if kind is None:
        return row.kind
    return kind.says(row.payload) if kind.says else str(kind.label)


def of_fact(row: Fact, eyes: Eyes) -> str:
    """The fact, unless it is sensitive and they may not look."""
    may = eyes.agent is not None and eyes.agent.may("fact.sensitive")
    return "" if row.sensitive and not may else row.text


def of_relation(row: Relation, _eyes: Eyes) -> str:
    """Who is what to whom."""
    names = {"other": row.other.name, "customer": row.customer.name, "kind": row.kind}
    return _("%(other)s is %(kind)s of %(customer)s") % names


def of_task(row: Task, eyes: Eyes) -> str:
    """What is to be done, unless it comes from a conversation that they may not see."""
    return row.title if eyes.may_see(row.conversation) else ""


def of_visit(row: Visit, _eyes: Eyes) -> str:
    """What and where, as far as it is said."""
    return ", ".join(filter(None, (row.what, row.place))) or str(row)


def of_record(row: Order | Reward, _eyes: Eyes) -> str:
    """Its number or balance."""
    return str(row)


def sets(pairs: Pairs) -> dict[int, set[int]]:
    """Row ids with all that stands beside them."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for row, identity in pairs:
        if identity is not None:
            found[row].add(identity)
    return found


def writers_of(conversations: Sequence[int]) -> Mapping[int, set[int]]:
    """Who wrote in these conversations."""
    said = Moment.objects.filter(conversation__in=conversations, author__isnull=False)
    return sets(said.order_by().values_list("conversation_id", "author_id").distinct())


def authors_of(moments: Sequence[int]) -> Mapping[int, set[int]]:
    """Who wrote these moments."""
    return sets(Moment.objects.filter(pk__in=moments).values_list("pk", "author_id"))


def behind(model: type[Fact] | type[Task], column: str, rows: Sequence[int]) -> Mapping[int, set[int]]:
    """Who wrote in the conversations from which these rows came."""
    of = dict(model.objects.filter(pk__in=rows, **{f"{column}__isnull": False}).values_list("pk", column))
    wrote = writers_of(list(set(of.values())))
    return {row: wrote[conversation] for row, conversation in of.items() if conversation in wrote}


def behind_facts(rows: Sequence[int]) -> Mapping[int, set[int]]:
    """Who said what became these facts."""
    return behind(Fact, "moment__conversation_id", rows)


def behind_tasks(rows: Sequence[int]) -> Mapping[int, set[int]]:
    """Who wrote what these tasks are about."""
    return behind(Task, "conversation_id", rows)


def of_matter(row: Conversation) -> Sequence[tuple[str, int]]:
    """What was joined to a conversation and is the same person's, and what is to be done about it."""
    same = list(Conversation.objects.filter(joined_to=row, customer=row.customer_id).values_list("pk", flat=True))
    due = Task.objects.filter(conversation__in=[row.pk, *same], customer=row.customer_id).values_list("pk", flat=True)
    return [*(("conversation", pk) for pk in same), *(("task", pk) for pk in due)]


def history(row: Fact) -> Sequence[tuple[str, int]]:
    """What a fact said before it was corrected."""
    found: list[int] = []
    waiting = [row.pk]
    while waiting:
        waiting = list(Fact.objects.filter(replaced_by__in=waiting).exclude(pk__in=found).values_list("pk", flat=True))
        found += waiting
    return [("fact", pk) for pk in found]


def told(row: Any) -> Sequence[tuple[str, int]]:
    """The moments that tell of a record: each names it by its noun."""
    noun = str(row._meta.model_name)
    rare = Moment.objects.filter(customer=row.customer_id).exclude(kind="message")
    names = rare.filter(kind__startswith=f"{noun}.", **{f"payload__{noun}": row.public_id})
    found = {row.moment_id, *names.values_list("pk", flat=True)} - {None}
    return [(MOMENT, pk) for pk in sorted(found)]


declare(
    (
        Belonging(
            "identity",
            gettext_lazy("Handle"),
            gettext_lazy("Handles"),
            Identity,
            of_identity,
            "first_seen",
            movable=True,
            key="pk",
        ),
        Belonging(
            "conversation",
            gettext_lazy("Conversation"),
            gettext_lazy("Conversations"),
            Conversation,
            of_conversation,
            "opened_at",
            movable=True,
            along=of_matter,
            authors=writers_of,
            moved=settle_writers,
        ),
        Belonging(
            MOMENT,
            gettext_lazy("Entry"),
            gettext_lazy("Entries"),
            Moment,
            of_moment,
            "at",
            movable=True,
            authors=authors_of,
        ),
        Belonging(
            "fact",
            gettext_lazy("Fact"),
            gettext_lazy("Facts"),
            Fact,
            of_fact,
            "at",
            movable=True,
            along=history,
            authors=behind_facts,
        ),
        Belonging("relation", gettext_lazy("Relation"), gettext_lazy("Relations"), Relation, of_relation, "at"),
        Belonging(
            "related",
            gettext_lazy("Relation"),
            gettext_lazy("Relations"),
            Relation,
            of_relation,
            "at",
            customer="other",
            birth="birth_other",
        ),
        Belonging(
            "task",
            gettext_lazy("To do"),
            gettext_lazy("To do"),
            Task,
            of_task,
            "created_at",
            movable=True,
            authors=behind_tasks,
        ),
        Belonging(
            "order",
            gettext_lazy("Order"),
            gettext_lazy("Orders"),
            Order,
            of_record,
            "ordered_at",
            movable=True,
            along=told,
        ),
        Belonging(
            "visit",
            gettext_lazy("Visit"),
            gettext_lazy("Visits"),
            Visit,
            of_visit,
            "starts_at",
            movable=True,
            along=told,
        ),
        Belonging(
            "reward",
            gettext_lazy("Reward"),
            gettext_lazy("Rewards"),
            Reward,
            of_record,
            "updated_at",
            movable=True,
            along=told,
        ),
    )
)
MERGES = ("Customer.merged_into", "Merge.gone", "Merge.stays", "Move.before", "Move.to")
exempt(
    {
        **dict.fromkeys((f"book.{name}" for name in MERGES), "It is what whose rows are is computed from."),
        "book.Trace.customer": "Derived from the rows of a customer as it was born; merges do not change it.",
        **dict.fromkeys(
            ("book.Suggestion.one", "book.Suggestion.other"),
            "About two books as they were; a refusal is for good, whatever is merged later.",
        ),
        "book.PersonalLink.customer": "It opens only the book for which it was made.",
        "book.Erasure.customer": "A book that is to be erased is not merged, and an erased one keeps its certificate.",
    }
)
