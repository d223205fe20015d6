"""Verbs of views and of the vocabulary of tags: to make, rename, put in order, merge and put away, and to undo these.

What is needed to undo one travels with the button, signed: {what: which, ...columns as they were}.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import connection, transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.eyes import DESK
from regulars.book.search.sought import sought
from regulars.conversations.acts.tags import fault_of, key_of
from regulars.conversations.models import Tag, Tagging, View
from regulars.conversations.queues.views import asking
from regulars.engine import audit, outbox
from regulars.staff.models import Agent, Team

SALT = "regulars.conversations.keeping"
LIVES = 24 * 3600
LONGEST_NAME, LONGEST_FILTER = 80, 500
ME, ALL = "me", "all"
MERGE = """
insert into conversations_tagging (tag_id, conversation_id, origin_id)
select %s, g.conversation_id, %s from conversations_tagging g where g.tag_id = %s
and not exists (select 1 from conversations_tagging h where h.tag_id = %s and h.conversation_id = g.conversation_id)
"""

Was = Mapping[str, Any]


def may_change(agent: Agent, view: View) -> bool:
    """One's own, and with the permission for it those that others share."""
    return view.agent_id == agent.pk or (view.agent_id is None and agent.may("desk.settle"))


def view_faults(agent: Agent, name: str, filter_: str, whose: str, now: datetime) -> tuple[Refused, ...]:
    """All that is wrong with what was typed for a view."""
    read = sought(filter_, asking(agent, DESK, now))
    empty = not read.wheres and not read.wanted(typing=False)
    checks = (
        Refused(_("Give it a name."), "name") if not name else None,
        Refused(_("At most %(most)s letters, please.") % {"most": LONGEST_NAME}, "name")
        if len(name) > LONGEST_NAME
        else None,
        Refused(read.wrong[0], "filter") if read.wrong else None,
        Refused(_("At most %(most)s letters, please.") % {"most": LONGEST_FILTER}, "filter")
        if len(filter_) > LONGEST_FILTER
        else None,
        Refused(_("Write what it is to hold, such as is:open tag:vip."), "filter")
        if empty and not read.wrong
        else None,
        Refused(_("Only who settles the desk keeps views for others."), "whose")
        if whose != ME and not agent.may("desk.settle")
        else None,
        Refused(_("There is no such team."), "whose")
        if whose not in (ME, ALL) and not Team.objects.filter(public_id=whose).exists()
        else None,
    )
    return tuple(fault for fault in checks if fault)


def make_view(agent: Agent, name: str, filter_: str, whose: str, now: datetime) -> View | tuple[Refused, ...]:
    """Keep a list: for oneself (`me`), for a team (its public id), or for all."""
    if faults := view_faults(agent, name, filter_, whose, now):
        return faults
    team = Team.objects.filter(public_id=whose).first() if whose not in (ME, ALL) else None
    with transaction.atomic():
        made = View.objects.create(
            name=name, filter=filter_, agent=agent if whose == ME else None, team=team, position=32000
        )
        tell()
    return made


def keep_search(agent: Agent, asked: str, now: datetime) -> View | tuple[Refused, ...]:
    """What was searched, as a view of one's own that is called as it was typed."""
    asked = " ".join(asked.split())
    return make_view(agent, asked[:LONGEST_NAME], asked, ME, now)


def as_made(view: View) -> str:
    """What undoes that a view of one's own was made."""
    return signed({"made": view.public_id})


def change_view(view: View, agent: Agent, name: str, filter_: str, now: datetime) -> str | tuple[Refused, ...]:
    """Another name or filter; gives back what undoes it."""
    if faults := view_faults(agent, name, filter_, ME, now):
        return faults
    was = as_it_was(view)
    with transaction.atomic():
        View.objects.filter(pk=view.pk).update(name=name, filter=filter_)
        tell()
    return was


def remove_view(view: View) -> str:
    """Put a view away; gives back what undoes it."""
    was = as_it_was(view)
    with transaction.atomic():
        View.objects.filter(pk=view.pk).delete()
        tell()
    return was


def move_view(view: View, step: int) -> str:
    """One place up (-1) or down (1) among those of the same kind; gives back what undoes it."""
    with transaction.atomic():
        beside = list(View.objects.filter(agent=view.agent_id).order_by("position", "id"))
        at = next(place for place, one in enumerate(beside) if one.pk == view.pk)
        was = signed({"order": {one.public_id: one.position for one in beside}})
        beside.insert(max(0, min(len(beside) - 1, at + step)), beside.pop(at))
        for position, one in enumerate(beside):
            View.objects.filter(pk=one.pk).update(position=position)
        tell()
    return was


def as_it_was(view: View) -> str:
    """All of a view, signed."""
    columns = {"name": view.name, "filter": view.filter, "agent_id": view.agent_id, "team_id": view.team_id}
    return signed({"view": view.public_id, **columns, "position": view.position})


def rename_tag(tag: Tag, name: str, agent: Agent, now: datetime) -> str | Refused:
    """Another name for a tag, wherever it was put; gives back what undoes it."""
    name = " ".join(name.split())
    if fault := fault_of(name):
        return fault
    if Tag.objects.filter(key=key_of(name)).exclude(pk=tag.pk).exists():
        return Refused(_("There is a tag of that name already. Merge the two instead."), "name")
    was = signed({"tag": tag.public_id, "name": tag.name, "retired": False})
    with transaction.atomic():
        Tag.objects.filter(pk=tag.pk).update(name=name, key=key_of(name))
        tell()
        noted("tag.renamed", tag, agent, {"name": tag.name}, {"name": name}, now)
    return was


def retire_tag(tag: Tag, agent: Agent, now: datetime) -> str:
    """Offer and show a tag no more; gives back what undoes it."""
    with transaction.atomic():
        Tag.objects.filter(pk=tag.pk).update(retired_at=now)
        tell()
        noted("tag.retired", tag, agent, {"name": tag.name}, None, now)
    return signed({"tag": tag.public_id, "name": tag.name, "retired": False})


def merge_tag(tag: Tag, into: Tag, agent: Agent, now: datetime) -> str | Refused:
    """Put another tag wherever this one is, and retire this one; gives back what undoes it."""
    if tag.pk == into.pk:
        return Refused(_("Choose another tag."), "into")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(MERGE, [into.pk, tag.pk, tag.pk, into.pk])
        Tag.objects.filter(pk=tag.pk).update(retired_at=now)
        tell()
        noted("tag.merged", tag, agent, {"name": tag.name}, {"name": into.name}, now)
    return signed({"tag": tag.public_id, "name": tag.name, "retired": False, "merged_into": into.public_id})


def undo_keeping(token: str, agent: Agent, now: datetime) -> Refused | None:
    """Put back what one of these verbs changed. Twice is as once."""
    try:
        was = signing.loads(token, salt=SALT, max_age=LIVES)
    except signing.BadSignature:
        return Refused(_("That can no longer be taken back."))
    with transaction.atomic():
        if "made" in was:
            View.objects.filter(public_id=was["made"], agent=agent).delete()
        elif "view" in was:
            columns = {key: was[key] for key in ("name", "filter", "agent_id", "team_id", "position")}
            if was["agent_id"] != agent.pk and not agent.may("desk.settle"):
                return Refused(_("Only who settles the desk keeps views for others."))
            if was["team_id"] is not None and not Team.objects.filter(pk=was["team_id"]).exists():
                return Refused(_("The team that this view was for is gone."))
            View.objects.update_or_create(public_id=was["view"], defaults=columns)
        elif "order" in was:
            for public_id, position in was["order"].items():
                View.objects.filter(public_id=public_id).update(position=position)
        elif agent.may("desk.settle"):
            restore_tag(was, agent, now)
        tell()
    return None


def restore_tag(was: Was, agent: Agent, now: datetime) -> None:
    """A tag under the name it had, in use again, and only where it was."""
    tag = Tag.objects.filter(public_id=was["tag"]).first()
    if tag is None:
        return
    if "merged_into" in was:
        Tagging.objects.filter(tag__public_id=was["merged_into"], origin=tag).delete()
    if not Tag.objects.filter(key=key_of(was["name"])).exclude(pk=tag.pk).exists():
        Tag.objects.filter(pk=tag.pk).update(name=was["name"], key=key_of(was["name"]), retired_at=None)
    noted("tag.restored", tag, agent, None, {"name": was["name"]}, now)


def noted(act: str, tag: Tag, agent: Agent, before: Was | None, after: Was | None, now: datetime) -> None:
    """An entry of the audit trail, as the last statement of the change."""
    audit.record(act, f"tag:{tag.public_id}", by=agent.name, by_id=agent.public_id, before=before, after=after, now=now)


def signed(was: Was) -> str:
    """What undoes something, as it travels with the button."""
    return signing.dumps(dict(was), salt=SALT, compress=True)


def tell() -> None:
    """Let open lists know."""
    outbox.append("work", {"topics": ["inbox"]})
