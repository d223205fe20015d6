# ruff: noqa: PTH102, PTH103, PTH104, PTH108, PTH116, PTH120 - see where paths become text
"""Files by content: raw mail and attachments, named by the SHA-256 of their bytes, in REGULARS_HOME/blobs/ab/.

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
from datetime import UTC, datetime
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


def touched_at(sha256: str) -> datetime:
    """When the content was last put here. Raises FileNotFoundError."""
    return datetime.fromtimestamp(path_of(sha256).stat().st_mtime, UTC)


def delete(sha256: str) -> bool:
    """Remove the content, whoever names it; False where it was not there. For erasure: ask who refers to it first."""
    try:
        path_of(sha256).unlink()
    except FileNotFoundError:
        return False
    return True


def sweep(referenced: Callable[[Sequence[str]], set[str]], older_than: datetime) -> int:
    """Remove what no row names; how many files. `referenced` gets a batch of names and gives back those still in use.

    Files touched since `older_than` stay: their row may not be committed yet. Half-written ones go too.
    """
    removed = sum(_unlink_old(path, older_than) for path in _folder().glob("new/*"))
    for batch in _batches(_folder().glob("??/*"), SWEEP_BATCH):
        used = referenced([path.name for path in batch])
        removed += sum(_unlink_old(path, older_than) for path in batch if path.name not in used)
    return removed


def path_of(sha256: str) -> Path:
    """Where the content lies, or would lie. Raises ValueError for what is no SHA-256, so that no other path opens."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError(f"{sha256[:80]!r} is no SHA-256 in lower-case hex")
    return _folder() / sha256[:2] / sha256


def _folder() -> Path:
    return Path(settings.REGULARS_HOME) / "blobs"


# From here on paths are text, not Path: with those, a batch of thousands spent more time on them than on the disk.


def _store(contents: Mapping[str, bytes]) -> None:
    root = str(_folder())
    places = {name: f"{root}/{name[:2]}" for name in contents}
    missing = [name for name, content in contents.items() if not _is_whole(f"{places[name]}/{name}", len(content))]
    # The folders of those that are there, too: whoever put them may not have flushed these yet.
    folders = set(places.values()) | _make_folders(root, {places[name] for name in missing})
    one_flush = len(missing) >= MANY and sys.platform == "linux"
    drafts = {name: f"{root}/new/{name}.{secrets.token_hex(4)}" for name in missing}
    try:
        for name, draft in drafts.items():
            _write(draft, contents[name], flush=not one_flush)
        if one_flush:
            _flush_file_system(root)
        for name, draft in drafts.items():
            os.rename(draft, f"{places[name]}/{name}")
    except BaseException:
        for draft in drafts.values():
            with contextlib.suppress(FileNotFoundError):
                os.unlink(draft)
        raise
    _flush_folders(root, folders, one_flush=one_flush)


def _is_whole(path: str, size: int) -> bool:
    try:
        if os.stat(path).st_size != size:
            return False
        # It counts as new again, so that a sweep which runs now leaves it.
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _make_folders(root: str, wanted: set[str]) -> set[str]:
    """Make those of `wanted` that are not there; gives back the folders in which an entry is new."""
    changed: set[str] = set()
    for folder in (f"{root}/new", *wanted):
        try:
            os.mkdir(folder, 0o700)
        except FileExistsError:
            continue
        except FileNotFoundError:
            os.makedirs(folder, 0o700, exist_ok=True)
            changed |= {root, os.path.dirname(root)}
        changed.add(os.path.dirname(folder))
    return changed


def _write(path: str, content: bytes, *, flush: bool) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(file, view) :]
        if flush:
            os.fsync(file)
    finally:
        os.close(file)


def _flush_folders(root: str, folders: set[str], *, one_flush: bool) -> None:
    if one_flush:
        _flush_file_system(root)
        return
    for folder in folders:
        with _opened(folder) as file:
            os.fsync(file)


def _flush_file_system(folder: str) -> None:
    """Flush everything written to the file system that holds `folder`. Source: syncfs(2); reports errors since 5.8."""
    with _opened(folder) as file:
        if ctypes.CDLL(None, use_errno=True).syncfs(file) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), folder)


@contextlib.contextmanager
def _opened(folder: str) -> Iterator[int]:
    file = os.open(folder, os.O_RDONLY)
    try:
        yield file
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
            raise BlobStoreFull(fault.errno, "no room left in the file store", fault.filename) from fault
        raise
