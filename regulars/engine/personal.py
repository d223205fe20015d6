"""Which columns hold what is somebody's own, and what becomes of them when that person is erased.

Every room declares its models here, in its module `personal`; a test walks all columns that can hold words and finds
each of them declared. Erasing asks `emptied` instead of naming columns itself, so a new column cannot be left out.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import field
from typing import Any

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one model that can hold words: what the personal ones become, and why the others stay.

    `deleted`: the whole row goes. `why` says it of all columns of a model in which nothing of a customer stands.
    """

    becomes: Mapping[str, Any] = field(default_factory=dict)
    stays: Mapping[str, str] = field(default_factory=dict)
    deleted: bool = False
    why: str = ""


PERSONAL: Slot[Columns] = Slot("personal columns")
ID = "an id that says nothing of a person"
CODE = "one of the desk's own words"
TIME = "a time or its zone"


def emptied(model: str) -> dict[str, Any]:
    """What the personal columns of a model's rows become, for an update. Raises LookupError for an undeclared one."""
    columns = PERSONAL.get(model)
    if columns is None:
        raise LookupError(f"{model} does not say which of its columns are personal")
    return deepcopy(dict(columns.becomes))


def shell(model: str, becomes: Mapping[str, Any], **stays: str) -> None:
    """Rows of this model stay as shells: these columns are emptied, those stay for the reason that each names."""
    PERSONAL.offer(model, Columns(becomes, stays))


def goes(*models: str) -> None:
    """Rows of these models are deleted with the person whose they are."""
    for model in models:
        PERSONAL.offer(model, Columns(deleted=True))


def stays(why: str, *models: str) -> None:
    """In these models stands nothing of customers."""
    for model in models:
        PERSONAL.offer(model, Columns(why=why))


shell(
    "engine.Job",
    {},
    payload="ids; words of the person are taken out of it",
    last_error="as the payload",
    kind=CODE,
    key="ids",
    lane="ids",
    state=CODE,
    worker="a process",
)
shell("engine.Outbox", {}, kind=CODE, payload="ids; words of the person are taken out of it, and it lives for a day")
shell(
    "engine.AuditEntry",
    {"payload": "", "salt": ""},
    act=CODE,
    subject=ID,
    by_id=ID,
    payload_digest="of salted text; the salt goes",
    digest="of digests",
)
stays("ids and counts of the machine room", "engine.Cursor")
stays("which folder belongs to the database", "engine.Home")
stays("a limit on how often, by digest or by place; gone within a day", "engine.Counter")
stays(
    "of staff and their seats",
    "auth.Permission",
    "auth.Group",
    "contenttypes.ContentType",
    "sessions.Session",
    "account.EmailAddress",
    "account.EmailConfirmation",
    "mfa.Authenticator",
    "socialaccount.SocialApp",
    "socialaccount.SocialAccount",
    "socialaccount.SocialToken",
)
