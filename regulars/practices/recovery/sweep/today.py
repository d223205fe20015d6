"""That somebody was left hanging, as one calm matter of Today: the one to call first."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from regulars.book.today.slots import CALM, TODAY, Asked, Matter
from regulars.practices.recovery.models import Hanging
from regulars.practices.recovery.sweep import words
from regulars.web.templating import url


def left_hanging(asked: Asked) -> Sequence[Matter]:
    """The most worth calling, for whoever has time."""
    if not asked.unheld:
        return ()
    open_ = Hanging.objects.filter(gone_at=None, attended=False).select_related("customer")
    if asked.hidden:
        open_ = open_.exclude(conversation__inbox__in=asked.hidden)
    row = open_.order_by("-pressing", "-id").first()
    if row is None:
        return ()
    title = _("Call somebody whom we left hanging")
    path = url("hanging")
    reason = f"{words.what(row)} {words.since(row, asked.now)}"
    return [
        Matter(
            f"hanging:{row.public_id}",
            "hanging",
            CALM,
            None,
            title,
            reason,
            path,
            _("Look"),
            row.customer.public_id,
            row.customer.name,
        )
    ]


TODAY.offer("hanging", left_hanging)
