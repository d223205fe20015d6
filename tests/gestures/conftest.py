"""Who is asked."""

from collections.abc import Iterator

import pytest

from .shop import Shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    """It listens on the loopback."""
    made = Shop()
    yield made
    made.server.shutdown()
    made.server.server_close()
