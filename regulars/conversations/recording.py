"""Words for what this room puts into the audit trail."""

from django.utils.translation import gettext_lazy as _

from regulars.staff import changes
from regulars.staff.auditing import ACTS

MERGED, EXPORTED = "conversation.merged", "conversations.exported"
ACTS.offer(MERGED, _("merged conversations"))
ACTS.offer(EXPORTED, _("exported all conversations"))
ACTS.offer("tag.renamed", _("renamed a tag"))
ACTS.offer("tag.retired", _("put a tag away"))
ACTS.offer("tag.merged", _("merged a tag into another"))
ACTS.offer("tag.restored", _("brought a tag back as it was"))
changes.offer("conversation", {"from": _("Out of")})
