"""Quick hashes: real ones take long by design, and that they are Argon2's is tested by itself."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def quick_hash(settings: Settings) -> None:
    """A hash that takes no time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
