"""Settings from outside: what is wrong is named, with what would be right."""

from pathlib import Path

import pytest

from regulars.config import presence
from regulars.config.environment import Database, WrongSetting, database, make_home, read, secret

ROOT = Path("/desk")


def test_nothing_set_is_enough() -> None:
    """The everyday start."""
    found = read({}, ROOT)
    assert (found.home, found.port, found.lmtp, found.https) == (ROOT / "var", 8000, None, False)
    assert found.database == Database("sqlite", "/desk/var/regulars.sqlite3")


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"REGULARS_PORT": "http"}, "REGULARS_PORT=http is no port"),
        ({"REGULARS_PORT": "70000"}, "Give a number from 1 to 65535"),
        ({"REGULARS_PROT": "8000"}, "REGULARS_PROT is no setting of Regulars"),
        ({"REGULARS_DATABASE_URL": "mysql://x/y"}, "postgresql://user:password@host:5432/name"),
        ({"REGULARS_DATABASE_URL": "postgresql://host"}, "REGULARS_DATABASE_URL is not understood"),
        ({"REGULARS_DATABASE_URL": "postgresql://host:port/name"}, "a port that is no number"),
        ({"REGULARS_OWNER_EMAIL": "anna"}, "Write it like anna@example.com"),
        ({"REGULARS_OWNER_EMAIL": "a@b.example"}, "belong together"),
        ({"REGULARS_HTTPS": "yes"}, "Say on or off"),
        ({"REGULARS_DURABILITY": "max"}, "Say strict or normal"),
        ({"REGULARS_READING": "on"}, "Say full, fast"),
        ({"REGULARS_LMTP": "127.0.0.1"}, "REGULARS_LMTP=127.0.0.1 is no port"),
        ({"REGULARS_SECRET_KEY_FILE": "/nowhere/key"}, "/nowhere/key cannot be read"),
        ({"REGULARS_HOSTS": "desk.example,https://desk.example/"}, "https://desk.example/ is no host name"),
        ({"REGULARS_SECRET_KEY": "a", "REGULARS_SECRET_KEY_FILE": "b"}, "Keep one of them"),
        ({"REGULARS_SECRET_KEY": "a teapot"}, "is too short"),
    ],
)
def test_what_is_wrong_is_named(environ: dict[str, str], said: str) -> None:
    """One line, with a hint."""
    with pytest.raises(WrongSetting) as fault:
        read(environ, ROOT)
    assert said in str(fault.value)
    assert "\n" not in str(fault.value)


def test_secrets_can_stand_in_files(tmp_path: Path) -> None:
    """The first line counts, without its end."""
    (tmp_path / "password").write_text("correct horse\n")
    environ = {"REGULARS_OWNER_EMAIL": "Olga@Desk.example", "REGULARS_OWNER_PASSWORD_FILE": str(tmp_path / "password")}
    found = read(environ, ROOT)
    assert (found.owner_email, found.owner_password) == ("olga@desk.example", "correct horse")
    (tmp_path / "empty").touch()
    with pytest.raises(WrongSetting):
        secret({"REGULARS_SECRET_KEY_FILE": str(tmp_path / "empty")}, "REGULARS_SECRET_KEY")


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password"),
    [
        ("postgresql://desk:p%40ss@db.example:5433/desk", "db.example", "5433", "desk", "p@ss"),
        ("postgresql://desk@%2Ftmp%2FSocket/desk", "/tmp/Socket", "", "desk", ""),
        ("postgres://desk@/desk?host=/tmp/Socket", "/tmp/Socket", "", "desk", ""),
        ("postgresql://[::1]:5432/desk", "::1", "5432", "", ""),
    ],
)
def test_a_database_is_found_by_its_url(url: str, host: str, port: str, user: str, password: str) -> None:
    """Over TCP or a socket's folder, whose letters keep their case."""
    found = database(url, ROOT)
    assert (found.engine, found.name) == ("postgresql", "desk")
    assert (found.host, found.port, found.user, found.password) == (host, port, user, password)


def test_listeners_are_on_this_machine_unless_told_otherwise() -> None:
    """A port alone, an address with a port, an IPv6 address."""
    assert read({"REGULARS_LMTP": "8024"}, ROOT).lmtp == ("127.0.0.1", 8024)
    assert read({"REGULARS_SMTP": "10.0.0.5:8025"}, ROOT).smtp == ("10.0.0.5", 8025)
    assert read({"REGULARS_SMTP": "[::1]:8025"}, ROOT).smtp == ("::1", 8025)


def test_a_home_that_cannot_be_is_named(tmp_path: Path) -> None:
    """A file stands in its place."""
    (tmp_path / "file").touch()
    with pytest.raises(WrongSetting, match="Name a folder that this user may write in"):
        make_home(tmp_path / "file")
    with pytest.raises(WrongSetting, match="cannot be used"):
        make_home(tmp_path / "file" / "below")
    assert make_home(tmp_path / "new" / "home").is_dir()


@pytest.mark.parametrize("name", ["no.such.practice", "nonsense", ".", "regulars.practices.none"])
def test_a_practice_that_is_not_there_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what may be the reason."""
    monkeypatch.setenv("REGULARS_PRACTICES", name)
    with pytest.raises(WrongSetting, match="there is no package"):
        presence.practice_packages()
