"""Files by content: raw mail and attachments, named by the SHA-256 of their bytes, in REGULARS_HOME/blobs/ab/cd/.

A file is written aside, flushed and renamed, so what has its name is whole; and its folder is flushed, so it is still
there after a power cut. Write the file first and the row that names it afterwards: a crash between leaves an orphan,
which `sweep` removes, and never a row without its file.
"""

import contextlib
import ctypes
import errno
import hashlib
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# From here on, one flush of the whole file system is quicker than one of each file.
MANY = 24
SWEEP_BATCH = 500


class BlobStoreFull(OSError):
    """No room left for files. A sender of mail is to be asked to come again later."""


def put(content: bytes) -> str:
    """Keep `content`; gives back its SHA-256 in hex, by which it is found. On disk when this returns.

    Raises BlobStoreFull when there is no room, OSError when the disk fails; then nothing is kept.
    """
    return put_many([content])[0]


def put_many(contents: Sequence[bytes]) -> list[str]:
    """The same of many, in the order given, with few flushes; equal contents are kept once."""
    names = [hashlib.sha256(content).hexdigest() for content in contents]
    with _full_disk_named():
        _store(dict(zip(names, contents, strict=True)))
    return names


def open_blob(sha256: str) -> BinaryIO:
    """The content as an open file. Raises FileNotFoundError."""
    return path_of(sha256).open("rb")


def read(sha256: str) -> bytes:
    """The content. Raises FileNotFoundError."""
    return path_of(sha256).read_bytes()


def exists(sha256: str) -> bool:
    """Whether the content is kept."""
    return path_of(sha256).exists()


def delete(sha256: str) -> bool:
    """Remove the content, whoever names it; False where it was not there. For erasure: ask who refers to it first."""
    try:
        path_of(sha256).unlink()
    except FileNotFoundError:
        return False
    return True


def sweep(referenced: Callable[[Sequence[str]], set[str]], older_than: datetime) -> int:
    """Remove what no row names; how many files. `referenced` gets a batch of names and gives back those still in use.

    Files touched since `older_than` stay: their row may not be committed yet. Half-written ones of dead processes go too.
    """
    removed = sum(_unlink_old(path, older_than) for path in _folder().glob("new/*"))
    for batch in _batches(_folder().glob("??/??/*"), SWEEP_BATCH):
        used = referenced([path.name for path in batch])
        removed += sum(
            _unlink_old(path, older_than) for path in batch if path.name not in used
        )
    return removed


def path_of(sha256: str) -> Path:
    """Where the content lies, or would lie. Raises ValueError for what is no SHA-256, so that no other path opens."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError(f"{sha256[:80]!r} is no SHA-256 in lower-case hex")
    return _folder() / sha256[:2] / sha256[2:4] / sha256


def _folder() -> Path:
    return Path(settings.REGULARS_HOME) / "blobs"


def _store(contents: Mapping[str, bytes]) -> None:
    missing = {}
    touched = set()
    for name, content in contents.items():
        path = path_of(name)
        if _is_whole(path, len(content)):
            # Whoever put it may not have flushed its folder yet.
            touched.add(path.parent)
        else:
            missing[path] = content
    folders = touched | _make_folders({path.parent for path in missing})
    drafts = {
        path: _folder() / "new" / f"{path.name}.{secrets.token_hex(4)}"
        for path in missing
    }
    one_flush = len(missing) >= MANY and sys.platform == "linux"
    try:
        for path, content in missing.items():
            _write(drafts[path], content, flush=not one_flush)
        if one_flush:
            _flush_file_system(_folder())
        for path, draft in drafts.items():
            draft.rename(path)
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
    if one_flush:
        _flush_file_system(_folder())
    else:
        for folder in folders:
            _flush_folder(folder)


def _is_whole(path: Path, size: int) -> bool:
    try:
        if path.stat().st_size != size:
            return False
        # It counts as new again, so that a sweep which runs now leaves it.
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _make_folders(wanted: set[Path]) -> set[Path]:
    """Make them where needed; gives back all whose entries must be flushed: they themselves and parents of new ones."""
    flush = set(wanted)
    for folder in [_folder() / "new", *wanted]:
        for level in (folder.parent.parent, folder.parent, folder):
            with contextlib.suppress(FileExistsError):
                level.mkdir(mode=0o700, parents=True)
                flush.add(level.parent)
    return flush


def _write(path: Path, content: bytes, *, flush: bool) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(file, view) :]
        if flush:
            os.fsync(file)
    finally:
        os.close(file)


def _flush_folder(folder: Path) -> None:
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _flush_file_system(folder: Path) -> None:
    """Flush everything written to the file system that holds `folder`. Source: syncfs(2); reports errors since 5.8."""
    file = os.open(folder, os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(file) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(file)


def _unlink_old(path: Path, older_than: datetime) -> bool:
    try:
        if path.stat().st_mtime >= older_than.timestamp():
            return False
        path.unlink()
    except FileNotFoundError:
        return False
    return True


def _batches(paths: Iterator[Path], size: int) -> Iterator[list[Path]]:
    batch: list[Path] = []
    for path in paths:
        batch.append(path)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


@contextlib.contextmanager
def _full_disk_named() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        if fault.errno in FULL:
            raise BlobStoreFull(
                fault.errno, "no room left in the file store", fault.filename
            ) from fault
        raise
