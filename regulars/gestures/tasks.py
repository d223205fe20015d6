"""What the worker does for this room."""

from regulars.gestures import (
    amends,  # noqa: F401 - all amends
    answered,  # noqa: F401 - says what answers of outside systems mean
    kinds,  # noqa: F401 - the moments that they make
    reviewing,  # noqa: F401 - declares its jobs
)
from regulars.gestures.guards import look  # noqa: F401 - declares its job
from regulars.gestures.webhooks import sending  # noqa: F401 - declares its jobs
