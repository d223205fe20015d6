"""A Maildir with the folders inside it, and which of them hold no letters that were sent or kept.

Source: https://cr.yp.to/proto/maildir.html, https://www.courier-mta.org/imap/README.maildirquota.html for `.Folder`.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from imap_tools.imap_utf7 import utf7_decode

DRAFTS = "Drafts"
PARTS = frozenset(("cur", "new", "tmp"))
LEVEL = re.compile(r"[./]")
# What was thrown away, what nobody asked for, and what was not sent, as programs call their folders.
UNWANTED = frozenset(
    (
        *("trash", "bin", "deleted", "deleted items", "deleted messages", "papierkorb", "gelöscht"),
        *("gelöschte elemente", "gelöschte objekte", "corbeille", "éléments supprimés", "messages supprimés"),
        *("papelera", "elementos eliminados", "cestino", "posta eliminata", "prullenbak", "verwijderde items"),
        *("lixeira", "itens excluídos", "kosz", "papperskorgen", "papirkurv", "koš"),
        *("spam", "junk", "junk e-mail", "junk email", "junk mail", "bulk mail", "junk-e-mail", "unerwünscht"),
        *("indésirables", "courrier indésirable", "pourriel", "correo no deseado", "posta indesiderata"),
        *("ongewenste e-mail", "ongewenst", "lixo eletrônico", "lixo eletrónico", "skräppost", "uønsket post"),
        *("drafts", "draft", "entwürfe", "brouillons", "borradores", "bozze", "concepten", "rascunhos"),
        *(
            "szkice",
            "wersje robocze",
            "utkast",
            "kladder",
            "koncepty",
            "outbox",
            "postausgang",
            "templates",
            "vorlagen",
        ),
    )
)


def folders(root: Path) -> Iterator[Path]:
    """Each folder at or below `root` that is laid out as a Maildir: named `.Sent` as Maildir++ does, or nested."""
    for folder, inside, _ in os.walk(root, onerror=fail):
        if PARTS.intersection(inside) >= {"cur", "new"}:
            yield Path(folder)
        inside[:] = sorted(name for name in inside if name not in PARTS)


def fail(fault: OSError) -> None:
    """A folder that may not be read is not passed over in silence."""
    raise fault


def called(folder: Path, root: Path) -> str:
    """What a folder is called below `root`, its levels as a person reads them; empty for `root` itself."""
    name = "/".join(level for level in LEVEL.split(folder.relative_to(root).as_posix()) if level)
    try:
        return utf7_decode(name.encode("ascii"))
    except ValueError:
        return name


def unwanted(name: str) -> bool:
    """Whether a folder of this name, or one that it lies in, holds what was thrown away or never sent."""
    return any(level.strip().casefold() in UNWANTED for level in name.split("/"))


def files_in(folder: Path) -> list[Path]:
    """The messages of one folder."""
    found = [file for part in ("cur", "new") for file in (folder / part).iterdir() if not file.name.startswith(".")]
    return [file for file in found if file.is_file()]


def is_draft(file: Path) -> bool:
    """Whether the flags in a file's name say that it is not sent yet."""
    return "D" in file.name.partition(":2,")[2]


def read(root: Path) -> tuple[list[Path], Counter[str]]:
    """The messages in the order in which they came, and the folders that were left out, each with its count."""
    wanted: list[Path] = []
    left_out: Counter[str] = Counter()
    for folder in folders(root):
        name, files = called(folder, root), files_in(folder)
        if unwanted(name):
            left_out[name] += len(files)
            continue
        wanted += [file for file in files if not is_draft(file)]
        left_out[DRAFTS] += sum(map(is_draft, files))
    return sorted(wanted, key=lambda file: file.name), +left_out
