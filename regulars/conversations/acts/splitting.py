"""One conversation becomes two. Source: docs/decisions/0011-a-split-moves-moments-by-rows.md."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.locking import only_filer
from regulars.book.merging.trees import place_of
from regulars.book.models import Conversation, Moment, Participant
from regulars.book.view import texts_of
from regulars.conversations.acts import rules
from regulars.conversations.acts.change import Act, standings, write
from regulars.conversations.acts.following import take_along
from regulars.conversations.acts.joining import root_of
from regulars.conversations.acts.rules import TAG
from regulars.conversations.models import MailId, Move, Outgoing, Tagging
from regulars.engine import outbox
from regulars.staff.models import Agent

PREVIEW = 200


def split(
    conversation: Conversation, moment: Moment, agent: Agent, now: datetime, batch: str = ""
) -> Conversation | Refused:
    """Make `moment` and what follows it in its thread a conversation of its own; replies to these go there.

    The first moment of one that was joined to another takes all of it out again. Gives back the conversation that now
    stands for itself.
    """
    with transaction.atomic():
        only_filer()
        root, home = root_of(conversation.pk), Moment.objects.select_related("conversation").get(pk=moment.pk)
        thread = home.conversation
        if thread is None or root.pk not in (thread.pk, thread.joined_to_id):
            return Refused(_("This message stands in another conversation by now."))
        earlier = Q(at__lt=moment.at) | Q(at=moment.at, pk__lt=moment.pk)
        if Moment.objects.filter(earlier, conversation=thread).exists():
            return part_from(moment, thread, root, Act("split", agent, now, batch))
        if thread == root:
            return Refused(_("This is the first message: nothing would be left behind."))
        take_along(moments_of(thread), root, thread, now)
        write([rules.change(standings([thread.pk])[thread.pk], {"joined_to": None})], Act("parted", agent, now, batch))
        return thread


def part_from(moment: Moment, thread: Conversation, root: Conversation, act: Act) -> Conversation:
    """Everything from `moment` on goes to a new conversation, which stands as the old one does."""
    later = Q(at__gt=moment.at) | Q(at=moment.at, pk__gte=moment.pk)
    going = list(Moment.objects.filter(later, conversation=thread).order_by("at", "pk"))
    made = twin(root, thread, going)
    take_along({one.pk for one in going}, root, made, act.now)
    move(going, thread, made, act)
    # Born joined to the old one, it is parted by this event; taking that back joins it again.
    born = rules.Standing(made.pk, made.public_id, joined_to=root.pk, inbox=made.inbox_id)
    marks = {f"{TAG}{tag}": True for tag in Tagging.objects.filter(conversation=root).values_list("tag_id", flat=True)}
    after = {"joined_to": None, "status": made.status, "assignee": made.assignee_id, **marks}
    change = rules.Change(born, {"joined_to": root.pk}, after)
    write([change], Act("split", act.agent, act.now, act.batch, {"from": root.public_id, "moment": moment.public_id}))
    left = rules.change(standings([root.pk])[root.pk], newest_of(root))
    write([left], Act("split_off", act.agent, act.now, act.batch, {"to": made.public_id}))
    return made


def twin(root: Conversation, thread: Conversation, going: Sequence[Moment]) -> Conversation:
    """A new conversation with the same people under the same subject, for these moments. It is the person's whose the
    thread was, and stays theirs when a merge of people is undone."""
    made = Conversation.objects.create(
        customer_id=thread.customer_id,
        birth_customer_id=place_of("conversation", thread.pk, thread.birth_customer_id),
        inbox_id=root.inbox_id,
        subject=root.subject,
        subject_key=root.subject_key,
        preview=preview_of(going),
        status=root.status,
        snoozed_until=root.snoozed_until,
        assignee_id=root.assignee_id,
        opened_at=going[0].at,
        last_at=going[-1].at,
    )
    people = Participant.objects.filter(conversation=root)
    Participant.objects.bulk_create(
        Participant(conversation=made, kind=one.kind, value=one.value, name=one.name, role=one.role) for one in people
    )
    return made


def move(moments: Sequence[Moment], source: Conversation, target: Conversation, act: Act) -> None:
    """A row for each, and the columns that say where it stands: the moment's, and those by which answers find it."""
    Move.objects.bulk_create(
        Move(moment=one, source=source, target=target, at=act.now, agent=act.agent) for one in moments
    )
    ids = [one.pk for one in moments]
    Moment.objects.filter(pk__in=ids).update(conversation=target, customer=target.customer_id)
    MailId.objects.filter(moment__in=ids).update(conversation=target)
    Outgoing.objects.filter(moment__in=ids).update(conversation=target)
    outbox.append("moments", {"ids": ids, "topics": []})


def moments_of(thread: Conversation) -> set[int]:
    """Row ids of all that stands in it itself."""
    return set(Moment.objects.filter(conversation=thread).values_list("pk", flat=True))


def move_back(made: Conversation, act: Act) -> None:
    """Undo what a split moved, as far as it is still there. What came later stays, and is shown with the rest."""
    moves = Move.objects.filter(target=made, moment__conversation=made).select_related("moment", "source")
    by_source: dict[Conversation, list[Moment]] = {}
    for one in moves.order_by("id"):
        by_source.setdefault(one.source, []).append(one.moment)
    for source, moments in by_source.items():
        root = root_of(source.pk)
        take_along({one.pk for one in moments}, root, root, act.now)
        move(moments, made, source, act)


def newest_of(root: Conversation) -> dict[str, datetime | str]:
    """The columns that project the newest moment of what is shown there."""
    shown = Moment.objects.filter(Q(conversation=root) | Q(conversation__joined_to=root))
    newest = list(shown.order_by("-at", "-pk")[:1])
    return {"last_at": newest[0].at, "preview": preview_of(newest) or root.preview} if newest else {}


def preview_of(moments: Sequence[Moment]) -> str:
    """The first words of the last one that has a text."""
    texts = texts_of(moments)
    last = next((texts[one.pk] for one in reversed(moments) if texts.get(one.pk)), "")
    return " ".join(last[: 4 * PREVIEW].split())[:PREVIEW]
