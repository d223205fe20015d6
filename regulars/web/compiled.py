"""Templates as Jinja has compiled them, kept in the home: to compile them is most of what a first page takes."""

import contextlib
import pickle
from hashlib import sha1
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

# What a template is compiled to depends on this room and on Jinja too, and its name and text do not tell.
OF_VERSION = sha1(
    b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))) + jinja2.__version__.encode(),
    usedforsecurity=False,
).hexdigest()


class Compiled(FileSystemBytecodeCache):
    """A folder of them; made where it is missing. A page goes without where it cannot be read or has no room."""

    def __init__(self, folder: Path) -> None:
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(str(folder), "%s")

    def get_source_checksum(self, source: str) -> str:
        """What must be the same for the kept one to be right."""
        return super().get_source_checksum(source) + OF_VERSION

    def load_bytecode(self, bucket: Bucket) -> None:
        """Found again, or not; one that was cut short by a crash of the machine counts as missing."""
        with contextlib.suppress(OSError, EOFError, pickle.UnpicklingError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Kept, where there is room."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)
