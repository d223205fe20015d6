"""Reading the books: what was never read, and what older readers read. The newest first, while nobody waits.

Nothing has to be remembered but the rows: a text that was read leaves the list of those that wait, so whoever goes on
after a kill goes on where it stopped.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from regulars.book.models import Message
from regulars.engine.models import Cursor
from regulars.engine.rows import aware, rows
from regulars.readings import acts, asking, editions, recording, rules, texts
from regulars.readings.asking import Unavailable
from regulars.readings.models import Rereading, Understanding

ENROLLED = "readings.enrolled"
AT_ONCE = 2000
SECONDS = 2.0
# Fewer than these are read before anybody could look how far it is.
WORTH_TELLING = 200
KEPT = timedelta(days=90)

ENROL = """
insert into readings_understanding
    (message_id, edition, tier, language, language_score, at, read_at, scores, vector)
select t.id, '', '', '', 0, m.at, null, '{}', %s
from book_message t join book_moment m on m.id = t.moment_id
where t.id >= %s and t.id < %s and m.automatic = '' and m.kind <> 'bounce'
  and not exists (select 1 from book_message newer where newer.moment_id = t.moment_id and newer.version > t.version)
on conflict (message_id) do nothing
"""
STALE = "select message_id, at from readings_understanding where edition = %s order by at desc limit %s"
URGENT = "select 1 from engine_job where state = 'waiting' and run_at <= %s and priority < %s limit 1"


def go_through(now: Callable[[], datetime], seconds: float = SECONDS) -> bool:
    """Read for up to `seconds`, and stop early where other work waits; whether there is more to read."""
    more, until = enrol(), time.monotonic() + seconds
    names = editions.stale()
    begun = begin(names, now())
    while time.monotonic() < until and not others_wait(now()):
        batch = newest(names, rules.MOST_TEXTS)
        if not batch:
            finish(now())
            return more
        try:
            if not step(batch, begun, now):
                return more
        except Unavailable:
            return False
    return True


def step(batch: Sequence[int], begun: Rereading | None, now: Callable[[], datetime]) -> int:
    """Read one batch; how many texts of it wait no more."""
    found = texts.of_messages(batch)
    past = [one.message for one in found if not one.is_read]
    done = Understanding.objects.filter(message__among=past).update(edition=rules.SUPERSEDED) if past else 0
    done += acts.read(found, asking.BOOKS, now, again=True)
    if begun and done:
        note(begun, batch, done, found[-1].at)
    return done


def others_wait(now: datetime) -> bool:
    """Whether there is work that comes before this."""
    return bool(rows(URGENT, [now, acts.BOOKS_PRIORITY]))


def newest(names: Sequence[str], most: int) -> list[int]:
    """The newest texts that stand under one of these editions."""
    found = [(aware(at), pk) for name in names for pk, at in rows(STALE, [name, most])]
    return [pk for _, pk in sorted(found, reverse=True)[:most]]


def enrol() -> bool:
    """Let texts that stood in the books before anything was read wait, a portion at a time from the newest; whether
    there are more. What comes later is told of by the outbox."""
    place = Cursor.objects.filter(name=ENROLLED).values_list("seq", flat=True).first()
    if place == 0:
        return False
    with transaction.atomic():
        row, _ = Cursor.objects.get_or_create(name=ENROLLED, defaults={"seq": highest() + 1})
        begin_at = max(0, row.seq - AT_ONCE)
        rows_in(begin_at, row.seq)
        Cursor.objects.filter(pk=row.pk).update(seq=begin_at)
    return begin_at > 0


def rows_in(begin_at: int, end: int) -> None:
    """Rows for the texts with these ids, those that have none."""
    with transaction.atomic():
        recording.execute(ENROL, [b"", begin_at, end])


def highest() -> int:
    """The row id of the newest text."""
    return Message.objects.aggregate(newest=Max("pk"))["newest"] or 0


def forget_place() -> None:
    """While nothing is read, texts pass by: all are looked at again once it is."""
    Cursor.objects.filter(name=ENROLLED).delete()


def begin(names: Sequence[str], now: datetime) -> Rereading | None:
    """The row that says how far it is; none where it is not worth one."""
    name = f"{asking.usual_tier()}.{editions.base()}"
    standing = under_way()
    if standing and standing.edition == name:
        return standing
    Rereading.objects.filter(finished_at=None).update(finished_at=now)
    waiting = Understanding.objects.filter(edition__in=names).count()
    if waiting < WORTH_TELLING:
        return None
    return Rereading.objects.create(edition=name, texts=waiting, begun_at=now)


def note(row: Rereading, batch: Sequence[int], done: int, position: datetime) -> None:
    """Write down how far it is."""
    unread = Understanding.objects.filter(message__among=batch, tier="").exclude(edition=rules.SUPERSEDED).count()
    row.done, row.unread, row.position = row.done + done, row.unread + unread, position
    row.texts = max(row.texts, row.done)
    row.save(update_fields=["texts", "done", "unread", "position"])


def finish(now: datetime) -> None:
    """All is read."""
    Rereading.objects.filter(finished_at=None).update(finished_at=now)
    Rereading.objects.filter(finished_at__lt=now - KEPT).delete()


def again(now: datetime, most: int = AT_ONCE) -> int:
    """Let every text that was read before now be read again, a portion a transaction; how many."""
    count = 0
    read = Understanding.objects.filter(read_at__lt=now).exclude(edition__in=[rules.WAITING, rules.SUPERSEDED])
    while portion := list(read.values_list("pk", flat=True)[:most]):
        with transaction.atomic():
            count += Understanding.objects.filter(pk__among=portion).update(edition=rules.WAITING)
    with transaction.atomic():
        acts.go_on()
    return count


def under_way() -> Rereading | None:
    """The going over the books that is not over, if there is one."""
    return Rereading.objects.filter(finished_at=None).order_by("-pk").first()
