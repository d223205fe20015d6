"""What every test finds: a home that is thrown away, the sample mail, a real browser, a real IMAP server."""

import atexit
import fcntl
import gc
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.pace import PATIENCE
from tools.suite import BY_WORKERS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPOSITORY = Path(__file__).resolve().parent.parent
COMPILED = REPOSITORY / ".pytest_cache" / "compiled"
MEMORY, ROOM = Path("/dev/shm"), 2 * 1024**3
OURS = frozenset({"REGULARS_DATABASE_URL", "REGULARS_TEST_DATA", "REGULARS_REQUIRE_ALL", "REGULARS_VENV"})
TOUCHING_ROWS = frozenset({"db", "transactional_db", "live_server", "django_db_serialized_rollback"})
CHROMIUMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
BROWSERS = 2
SBIN = os.pathsep.join(("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"))
# Chromium asks for nothing from outside with these, and starts as root too.
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
# The list under its address bar is two pages of its own for each window, a third of what opening one takes. The last
# list of features is the only one that counts, so those that Playwright switches off for a page's sake stand here too.
WITHOUT = (
    "WebUIOmniboxPopup WebUIOmniboxAimPopup AvoidUnnecessaryBeforeUnloadCheckSync DestroyProfileOnBrowserClose "
    "HttpsUpgrades HttpsFirstBalancedModeAutoEnable LensOverlay MediaRouter PaintHolding ThirdPartyStoragePartitioning "
    "AvoidCorsURLLoaderRestartOnRedirect OptimizationHints NetworkTimeServiceQuerying AimEnabled PreconnectToSearch"
).split()


def in_memory() -> Path | None:
    """A folder in memory, where a flush to the disk takes no time; None where there is none with room for a home."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


def share_compiled(home: Path) -> None:
    """Templates are compiled once for all homes of all runs: it takes seconds, and what is kept knows its own age."""
    COMPILED.mkdir(parents=True, exist_ok=True)
    (home / "compiled").symlink_to(COMPILED)


def start_django() -> None:
    """Django on a fresh home of its own, one a process, untouched by the settings of a desk that runs here.

    This must come before anything imports the settings, which read the environment once.
    """
    for name in [name for name in os.environ if name.startswith("REGULARS_") and name not in OURS]:
        del os.environ[name]
    home = tempfile.mkdtemp(prefix="regulars-tests-", dir=in_memory())
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["REGULARS_HOME"] = home
    share_compiled(Path(home))
    # Models take seconds and memory: tests of reading turn it on for themselves.
    os.environ["REGULARS_READING"] = "off"
    os.environ["DJANGO_SETTINGS_MODULE"] = "regulars.config.settings"
    import django
    from django.conf import settings

    # Argon2 takes long on purpose; one test shows that it is what a desk uses.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()
    from tests import emptying

    emptying.settle()


def be_patient() -> None:
    """What is set aside because it takes long is so only where a test says so: a machine may be busy."""
    from regulars.book import panels
    from regulars.conversations.drafts import remarks
    from regulars.conversations.sending import posting

    panels.SLOW = remarks.SLOW = posting.LONGEST_RUN = PATIENCE


# Where the whole suite is run by workers, the process that started them only counts: it needs no desk.
if os.environ.get(BY_WORKERS) is None or "PYTEST_XDIST_WORKER" in os.environ:
    # As a desk does while it starts. What is loaded and collected stays to the end: to look through it for garbage
    # again and again was a fifth of all that the tests had the processor do.
    gc.disable()
    start_django()
    be_patient()
# A machine that does other work meanwhile is slow, and says nothing about the code.
settings.register_profile("regulars", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# For `./do check`, which is run many times an hour: each time other examples, a quarter of them.
settings.register_profile("quick", settings.get_profile("regulars"), max_examples=25)
settings.load_profile("regulars")
ON_POSTGRESQL = os.environ.get("REGULARS_DATABASE_URL", "").startswith("postgres")


def touches_rows(item: pytest.Item) -> bool:
    """Whether a test asks for the database, by its marker or by a fixture."""
    return item.get_closest_marker("django_db") is not None or not TOUCHING_ROWS.isdisjoint(item.fixturenames)


def belongs(item: pytest.Item) -> bool:
    """Whether a test has something to say on the engine of this run."""
    has = item.get_closest_marker
    if not ON_POSTGRESQL:
        return not has("postgres")
    return bool(has("db") or has("postgres")) and not (has("sqlite") or has("browser") or has("imap"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests by what they use, before markers choose among them; keep those of this run's engine."""
    for item in items:
        if touches_rows(item):
            item.add_marker("db")
        if "browser" in item.fixturenames:
            item.add_marker("browser")
        if "dovecot" in item.fixturenames:
            item.add_marker("imap")
    apart = [item for item in items if not belongs(item)]
    config.hook.pytest_deselected(items=apart)
    items[:] = [item for item in items if belongs(item)]
    # The long ones first, so that no worker is left alone with one at the end.
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    share_browsers([item for item in items if item.get_closest_marker("browser")])


def share_browsers(items: Sequence[pytest.Item]) -> None:
    """A worker's own Chromium takes seconds to start, so each gets its half of these at once, and first of all."""
    for place, item in enumerate(items):
        item.add_marker(pytest.mark.xdist_group(f"browser {place % BROWSERS}"))


def pytest_collection_finish() -> None:
    """See where it is turned off."""
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
    gc.enable()


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The sample data that lie beside the repository, or where REGULARS_TEST_DATA says."""
    named = os.environ.get("REGULARS_TEST_DATA")
    places = [Path(named)] if named else [REPOSITORY.parent / "shared" / "data", REPOSITORY / "shared" / "data"]
    found = next((place for place in places if place.is_dir()), None)
    return found or pytest.skip("sample data: not here; REGULARS_TEST_DATA can name their folder")


@pytest.fixture(scope="session")
def first_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which a desk has been once, shared by all processes of this run: making its tables takes seconds."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    made = shared / "first-home"
    with (shared / "first-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            begun = shared / "first-home-begun"
            begun.mkdir()
            share_compiled(begun)
            kept = {name: value for name, value in os.environ.items() if not name.startswith("REGULARS_")}
            command = [sys.executable, "-m", "regulars", "balance"]
            subprocess.run(
                command, env=kept | {"REGULARS_HOME": str(begun)}, cwd=REPOSITORY, check=True, capture_output=True
            )
            begun.rename(made)
    return made


@pytest.fixture
def home(first_home: Path, tmp_path: Path) -> Path:
    """A home for the processes of one test: empty, with all tables. It is SQLite's, whatever the run is on."""
    return Path(shutil.copytree(first_home, tmp_path / "home", symlinks=True))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium or Chrome."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    return found or pytest.skip("browser: no Chromium here; `sudo apt-get install chromium`")


@pytest.fixture(scope="session")
def dovecot() -> str:
    """The path of a Dovecot."""
    found = shutil.which("dovecot") or shutil.which("dovecot", path=SBIN)
    return found or pytest.skip("IMAP: no Dovecot here; `sudo apt-get install dovecot-imapd`")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator["Browser"]:
    """A running Chromium. Give each test a context of its own: `browser.new_context()`."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django takes for a page that blocks one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium, args=[*QUIET, f"--disable-features={','.join(WITHOUT)}"]
        )
        yield running
        running.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
