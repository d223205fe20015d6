"""Settings from the environment: few, checked at start, each fault named with a hint."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from regulars.base.frozen import dataclass
from regulars.staff.second.company import Company


class WrongSetting(Exception):
    """One line for the person who starts it: which setting, what is wrong with it, what would be right."""


@dataclass(frozen=True, slots=True)
class Database:
    """Where rows live. `engine` is sqlite or postgresql; for SQLite `name` is a file's path."""

    engine: str
    name: str
    host: str = ""
    port: str = ""
    user: str = ""
    password: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Environment:
    """All that can be set from outside."""

    home: Path
    database: Database
    port: int
    owner_email: str
    owner_password: str
    secret_key: str
    hosts: tuple[str, ...]
    https: bool
    strict_durability: bool
    lmtp: tuple[str, int] | None
    smtp: tuple[str, int] | None
    company: Company | None
    reading: str


KNOWN = frozenset(
    f"REGULARS_{name}"
    for name in (
        "HOME DATABASE_URL PORT OWNER_EMAIL OWNER_PASSWORD SECRET_KEY SEALING_KEY HOSTS HTTPS DURABILITY LMTP SMTP "
        "OIDC_ISSUER OIDC_CLIENT_ID OIDC_CLIENT_SECRET OIDC_NAME OIDC_DOMAINS OIDC_ADDRESSES "
        "READING"
    ).split()
)
SHORTEST_KEY = 32
READING = ("full", "fast", "off")
HOST = re.compile(r"\*|\.?[\w.-]+|\[[0-9a-fA-F:.]+\]")
OUTSIDE = frozenset({"REGULARS_VENV", "REGULARS_REQUIRE_ALL", "REGULARS_TEST_DATA", "REGULARS_PRACTICES"})


def secret(environ: Mapping[str, str], name: str) -> str:
    """The value of `name`, or the first line of the file named by `name_FILE`; empty if neither is set."""
    path = environ.get(f"{name}_FILE", "")
    if environ.get(name) and path:
        raise WrongSetting(f"{name} and {name}_FILE are both set. Keep one of them.")
    if not path:
        return environ.get(name, "")
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()[0].strip()
    except (OSError, UnicodeDecodeError, IndexError) as fault:
        raise WrongSetting(f"{name}_FILE={path} cannot be read ({fault}). Name a text file that holds it.") from fault


def port(name: str, value: str, example: str = "8000") -> int:
    """A TCP port from text."""
    if not value.isascii() or not value.isdigit() or len(value) > 5 or not 0 < int(value) < 65536:
        raise WrongSetting(f"{name}={value} is no port. Give a number from 1 to 65535, such as {example}.")
    return int(value)


def listener(environ: Mapping[str, str], name: str) -> tuple[str, int] | None:
    """Host and port of a listener written as `127.0.0.1:8024` or `8024`; None where it is not wanted."""
    value = environ.get(name, "")
    if not value:
        return None
    host, _, number = value.rpartition(":")
    return host.strip("[]") or "127.0.0.1", port(name, number, "127.0.0.1:8024")


def switch(environ: Mapping[str, str], name: str, on: str, off: str) -> bool:
    """A choice of two words."""
    value = environ.get(name, off)
    if value not in (on, off):
        raise WrongSetting(f"{name}={value} is not known. Say {on} or {off}.")
    return value == on


def reading(environ: Mapping[str, str]) -> str:
    """How much is spent on reading a message: full, fast or off."""
    value = environ.get("REGULARS_READING", "") or READING[0]
    if value not in READING:
        raise WrongSetting(f"REGULARS_READING={value} is not known. Say full, fast (words only, less memory) or off.")
    return value


def host_of(netloc: str) -> str:
    """The host as written. `urlsplit` lower-cases it, which breaks a socket folder written as %2Ftmp%2FX."""
    authority = netloc.rpartition("@")[2]
    if authority.startswith("["):
        return authority[1:].partition("]")[0]
    return unquote(authority.partition(":")[0])


def database(url: str, home: Path) -> Database:
    """The database from its URL; without one, a SQLite file in `home`."""
    if not url:
        return Database("sqlite", str(home / "regulars.sqlite3"))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return Database("sqlite", unquote(parts.path) or str(home / "regulars.sqlite3"))
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise WrongSetting(
            "REGULARS_DATABASE_URL is not understood. "
            "Write sqlite:////folder/file.sqlite3 or postgresql://user:password@host:5432/name."
        )
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    try:
        number = str(parts.port or "")
    except ValueError as fault:
        raise WrongSetting("REGULARS_DATABASE_URL has a port that is no number.") from fault
    return Database(
        engine="postgresql",
        name=unquote(parts.path.strip("/")),
        host=host_of(parts.netloc) or query.pop("host", ""),
        port=number or query.pop("port", ""),
        user=unquote(parts.username or query.pop("user", "")),
        password=unquote(parts.password or query.pop("password", "")),
        options=tuple(sorted(query.items())),
    )


def owner_email(environ: Mapping[str, str]) -> str:
    """The first owner's address, lower-cased, or nothing."""
    value = environ.get("REGULARS_OWNER_EMAIL", "").strip().lower()
    if value:
        try:
            validate_email(value)
        except ValidationError as fault:
            raise WrongSetting(
                f"REGULARS_OWNER_EMAIL={value} is no address. Write it like anna@example.com."
            ) from fault
    return value


def hosts(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The names under which browsers reach the desk."""
    names = tuple(filter(None, (name.strip() for name in environ.get("REGULARS_HOSTS", "").split(","))))
    for name in names:
        if not HOST.fullmatch(name):
            raise WrongSetting(f"REGULARS_HOSTS: {name} is no host name. Write desk.example.com, and commas between.")
    return names


def company(environ: Mapping[str, str]) -> Company | None:
    """The OpenID Connect provider by which agents may sign in, where one is named."""
    issuer, client = environ.get("REGULARS_OIDC_ISSUER", "").rstrip("/"), environ.get("REGULARS_OIDC_CLIENT_ID", "")
    shared = secret(environ, "REGULARS_OIDC_CLIENT_SECRET")
    if not (issuer or client or shared):
        return None
    if not (issuer and client and shared):
        raise WrongSetting(
            "REGULARS_OIDC_ISSUER, REGULARS_OIDC_CLIENT_ID and REGULARS_OIDC_CLIENT_SECRET belong together. "
            "Set all three, or none."
        )
    parts = urlsplit(issuer)
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost")):
        raise WrongSetting(f"REGULARS_OIDC_ISSUER={issuer} is no address. Write it like https://login.example.com.")
    domains = (name.strip().lower() for name in environ.get("REGULARS_OIDC_DOMAINS", "").split(","))
    return Company(
        issuer=issuer,
        client_id=client,
        client_secret=shared,
        name=environ.get("REGULARS_OIDC_NAME", ""),
        domains=frozenset(filter(None, domains)),
        trusted=switch(environ, "REGULARS_OIDC_ADDRESSES", "trusted", "verified"),
    )


def make_home(home: Path) -> Path:
    """The folder in which everything is kept, made where it is missing. Raises WrongSetting."""
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.access(home, os.W_OK | os.X_OK):
            return home
        why = "this user may not write there"
    except OSError as fault:
        why = fault.strerror or str(fault)
    raise WrongSetting(f"REGULARS_HOME={home} cannot be used: {why}. Name a folder that this user may write in.")


def unknown(environ: Mapping[str, str]) -> list[str]:
    """Names that begin like ours and are not: most likely misspelt."""
    ours = KNOWN | OUTSIDE | {f"{name}_FILE" for name in KNOWN}
    return sorted(name for name in environ if name.startswith("REGULARS_") and name not in ours)


def secret_key(environ: Mapping[str, str]) -> str:
    """The key that signs sessions and links; empty where none is given. A short one could be guessed."""
    given = secret(environ, "REGULARS_SECRET_KEY")
    if given and len(given) < SHORTEST_KEY:
        raise WrongSetting(
            f"REGULARS_SECRET_KEY is too short: it needs {SHORTEST_KEY} characters or more, taken by chance. "
            "Leave it out, and one is made and kept in the home."
        )
    return given


def read(environ: Mapping[str, str], root: Path) -> Environment:
    """Everything from `environ`; relative folders are under `root`. Raises WrongSetting."""
    for name in unknown(environ):
        raise WrongSetting(f"{name} is no setting of Regulars. Known: {', '.join(sorted(KNOWN))}.")
    home = (root / Path(environ.get("REGULARS_HOME") or "var").expanduser()).resolve()
    email = owner_email(environ)
    password = secret(environ, "REGULARS_OWNER_PASSWORD")
    if bool(email) != bool(password):
        raise WrongSetting("REGULARS_OWNER_EMAIL and REGULARS_OWNER_PASSWORD belong together. Set both or neither.")
    return Environment(
        home=home,
        database=database(secret(environ, "REGULARS_DATABASE_URL"), home),
        port=port("REGULARS_PORT", environ.get("REGULARS_PORT") or "8000"),
        owner_email=email,
        owner_password=password,
        secret_key=secret_key(environ),
        hosts=hosts(environ),
        https=switch(environ, "REGULARS_HTTPS", "on", "off"),
        strict_durability=switch(environ, "REGULARS_DURABILITY", "strict", "normal"),
        lmtp=listener(environ, "REGULARS_LMTP"),
        smtp=listener(environ, "REGULARS_SMTP"),
        company=company(environ),
        reading=reading(environ),
    )
