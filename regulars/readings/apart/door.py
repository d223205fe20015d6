"""Where the reading process is asked: a Unix socket in the home, for this user only."""

import os
import socket
import tempfile
from hashlib import sha256
from pathlib import Path

# A path to a socket has room for 107 bytes on Linux and 103 on macOS. Source: unix(7), sys/un.h.
LONGEST = 100
BACKLOG = 64


def door_path(home: Path) -> Path:
    """The path of the socket. A home deep down in the folders has it in the folder for temporary files."""
    near = home / "reading" / "door"
    if len(os.fsencode(near)) <= LONGEST:
        return near
    name = sha256(os.fsencode(home)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"regulars-{os.getuid()}-{name}" / "door"


def open_door(home: Path) -> socket.socket:
    """A socket that listens; one left behind by a process that was killed makes way. Raises OSError, also where the
    folder is another user's."""
    path = door_path(home)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.parent.stat().st_uid != os.getuid():
        raise PermissionError(f"{path.parent} is another user's folder")
    # Bound where nobody looks: who knocks between binding and listening would be turned away.
    new = path.with_name("new")
    new.unlink(missing_ok=True)
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        door.bind(str(new))
    finally:
        os.umask(before)
    door.listen(BACKLOG)
    new.replace(path)
    return door


def knock(home: Path, seconds: float) -> socket.socket:
    """A connection to whoever listens. Raises OSError where nobody does."""
    caller = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    caller.settimeout(seconds)
    try:
        caller.connect(str(door_path(home)))
    except OSError:
        caller.close()
        raise
    return caller
