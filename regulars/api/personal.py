"""What programs were answered is kept for a day; what of it names somebody who is erased goes at once."""

import json
from collections.abc import Iterable
from datetime import datetime

from regulars.api.models import Answered
from regulars.book.leaving.slots import LEAVING, Leaving
from regulars.book.leaving.whose import Whose
from regulars.engine.personal import goes, stays

goes("api.Answered")
stays("of programs and who let them in", "api.Token")


def erase(of: Whose, now: datetime) -> Iterable[str]:
    """Delete the answers in which they are named."""
    for answer in Answered.objects.iterator(500):
        said = json.dumps(answer.content, ensure_ascii=False)
        if of.is_named_in(said) or any(one in said for one in of.public_ids):
            answer.delete()
    return ()


LEAVING.offer("api", Leaving(lambda of, reducing: (), lambda of: (), erase))
