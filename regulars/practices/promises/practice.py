"""Promises as a practice: their moments, and where they stand."""

from django.utils.translation import gettext_lazy as _

from regulars.book.practice import Practice, practise
from regulars.practices.promises import briefing, checking, writing  # noqa: F401 - they fill their slots
from regulars.practices.promises.kinds import KINDS

practise(Practice("promises", _("Promises"), moment_kinds=KINDS))
