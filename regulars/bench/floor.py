"""The floor: what reading, parsing and committing cost here and now, with nothing else done."""

import time
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from pathlib import Path

from regulars.engine.sqlite_swap import use_fixed_sqlite
from regulars.imports.sources import Source

TABLE = "CREATE TABLE mail (id INTEGER PRIMARY KEY, message_id TEXT, sender TEXT, subject TEXT, body TEXT)"
INSERT = "INSERT INTO mail (message_id, sender, subject, body) VALUES (?, ?, ?, ?)"


def measure(source: Source, folder: Path) -> float:
    """Messages a second: each read, parsed with compat32, its parts decoded, inserted and committed."""
    use_fixed_sqlite()
    # Only now: the swap decides which SQLite this name means.
    import sqlite3  # noqa: PLC0415

    kept = sqlite3.connect(folder / "floor.sqlite3", isolation_level=None)
    kept.execute("PRAGMA journal_mode=WAL")
    kept.execute("PRAGMA synchronous=NORMAL")
    kept.execute(TABLE)
    count, began = 0, time.perf_counter()
    for found in source.messages():
        count += 1
        message = message_from_bytes(found.content, policy=compat32)
        headers = [str(message.get(name, "")) for name in ("message-id", "from", "subject")]
        kept.execute(INSERT, [*headers, text_of(message)])
    seconds = time.perf_counter() - began
    kept.close()
    return count / seconds


def text_of(message: Message) -> str:
    """All text of a message, each part decoded, and the other parts decoded too."""
    said = []
    for part in message.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and part.get_content_maintype() == "text":
            try:
                said.append(content.decode(part.get_content_charset() or "utf-8", "replace"))
            except LookupError:
                said.append(content.decode("latin-1"))
    return "\n".join(said)
