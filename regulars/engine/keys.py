"""Secrets made on first use and kept in a file that only this user can read."""

import contextlib
import os
import secrets
from pathlib import Path


def kept_key(path: Path) -> str:
    """The key in `path`; made there with mode 0600 if there is none. Two processes that start at once agree on one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        # A link, not a rename: the second of two writers must keep the first one's key.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii").strip()
