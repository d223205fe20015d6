"""Words for what this room puts into the audit trail."""

from django.utils.translation import gettext_lazy as _

from regulars.staff.auditing import ACTS

MERGED, EXPORTED = "conversation.merged", "conversations.exported"
ACTS.offer(MERGED, _("merged conversations"))
ACTS.offer(EXPORTED, _("exported all conversations"))
