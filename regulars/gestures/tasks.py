"""What the worker does for this room."""

from regulars.gestures import amends, kinds  # noqa: F401 - all amends, and the moments that they make
from regulars.gestures.webhooks import sending  # noqa: F401 - declares its jobs
