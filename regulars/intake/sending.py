"""Whether mail may leave: the stops of an inbox and of the whole desk, the ceiling, and who settled them.

The outgoing mail itself lies in a higher room; that something was let go on reaches it as a job.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from regulars.engine import audit, jobs, outbox
from regulars.engine.rows import rows
from regulars.intake.models import Inbox, Stop
from regulars.staff.models import Agent

LET_GO_ON = "mail.let_go_on"
TOPIC = "sending"


def stopped(inbox: Inbox | None) -> list[Stop]:
    """Why no mail leaves through `inbox` now: its own stops and the whole desk's. Of `None`, the desk's alone."""
    mine = Q(inbox=None) if inbox is None else Q(inbox=None) | Q(inbox=inbox)
    return list(Stop.objects.filter(mine).select_related("agent", "inbox").order_by("since", "pk"))


def stops_of(inbox_id: int) -> set[str]:
    """The kinds of stops that hold an inbox now; asked for every mail."""
    return {row[0] for row in rows("select kind from intake_stop where inbox_id is null or inbox_id = %s", [inbox_id])}


def has_way_out(inbox_id: int) -> bool:
    """Whether an inbox has an account that its mail leaves by; asked for every conversation that is shown."""
    return bool(rows("select 1 from intake_submission where inbox_id = %s", [inbox_id]))


def any_way_out() -> bool:
    """Whether any inbox has one."""
    return bool(rows("select 1 from intake_submission limit 1", []))


def stop(inbox: Inbox | None, agent: Agent | None, now: datetime, why: str = "") -> bool:
    """Let nothing leave any more through `inbox`, or at all; whether it was not so already. Without an agent it was
    done on the command line."""
    with transaction.atomic():
        is_new = put(inbox, Stop.PERSON, now, agent)
        if is_new:
            by, by_id = named(agent)
            audit.record("sending.stopped", subject_of(inbox), by=by, by_id=by_id, after=reason(why), now=now)
    return is_new


def reason(why: str) -> dict[str, str] | None:
    """Why, as the audit trail keeps it."""
    return {"why": why} if why else None


def named(agent: Agent | None) -> tuple[str, str]:
    """Who did it, as the audit trail names them: a name, and an agent's public id."""
    return (agent.name, agent.public_id) if agent else ("command line", "")


def put(inbox: Inbox | None, kind: str, now: datetime, agent: Agent | None = None) -> bool:
    """Write a stop, once; whether it is new. Belongs into a transaction."""
    _row, is_new = Stop.objects.get_or_create(inbox=inbox, kind=kind, defaults={"since": now, "agent": agent})
    if is_new:
        tell()
    return is_new


def release(inbox: Inbox | None, agent: Agent | None, now: datetime, kinds: Sequence[str] = (), why: str = "") -> bool:
    """Let mail leave again: takes the inbox's stops away (those of `kinds`, or all) and lets go on what they held.

    Whether there was any. The hour's ceiling is counted anew from here. A stop of the whole desk is taken away by
    itself, with `inbox` None.
    """
    with transaction.atomic():
        mine = Stop.objects.filter(inbox=inbox)
        mine = mine.filter(kind__in=kinds) if kinds else mine
        gone = sorted(mine.values_list("kind", flat=True))
        if not gone:
            return False
        mine.delete()
        if inbox is not None:
            Inbox.objects.filter(pk=inbox.pk).update(ceiling_from=now)
        jobs.enqueue(LET_GO_ON, {"inbox": inbox.pk if inbox else None}, key=f"{LET_GO_ON}:{inbox.pk if inbox else ''}")
        tell()
        (by, by_id), before = named(agent), {"stops": gone}
        audit.record(
            "sending.released", subject_of(inbox), by=by, by_id=by_id, before=before, after=reason(why), now=now
        )
    return True


def subject_of(inbox: Inbox | None) -> str:
    """How the audit trail names it."""
    return f"inbox:{inbox.public_id}" if inbox else "desk"


def tell() -> None:
    """Let open pages know."""
    outbox.append("work", {"topics": [TOPIC]})
