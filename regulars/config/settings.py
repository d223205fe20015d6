"""Django's settings, made from the few that can be set from outside. See `environment.py` for those."""

import os
from pathlib import Path
from typing import Any

from regulars.config import environment, presence
from regulars.engine.keys import kept_key
from regulars.engine.sqlite_swap import use_fixed_sqlite

ROOT = Path(__file__).resolve().parent.parent
SQLITE_VERSION = use_fixed_sqlite()
ENVIRONMENT = environment.read(os.environ, ROOT.parent)

# SQLite makes its files as the process may, and a home made by somebody else may be open to the whole machine.
os.umask(0o077)
REGULARS_HOME = environment.make_home(ENVIRONMENT.home)
SECRET_KEY = ENVIRONMENT.secret_key or kept_key(REGULARS_HOME / "keys" / "secret.key")
DEBUG = False
REGULARS_READING: str = ENVIRONMENT.reading
ALLOWED_HOSTS = [*ENVIRONMENT.hosts, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ENVIRONMENT.hosts if ENVIRONMENT.https]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "regulars.staff.second.apps.Account",
    "regulars.staff.second.apps.SecondFactors",
    "regulars.staff.second.apps.OutsideAccounts",
    *presence.apps(),
    "regulars.config.apps.HouseConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "regulars.web.middleware.packed",
    "regulars.web.middleware.content_policy",
    "regulars.web.middleware.session_cookie",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "regulars.staff.seat.seated",
    "regulars.staff.trail.located",
    "regulars.web.middleware.time_zone",
    "regulars.staff.seen.noted",
    "regulars.book.contacts.masked",
    "regulars.web.flash.telling",
]
ROOT_URLCONF = "regulars.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / name.removeprefix("regulars.").replace(".", "/") / "templates" for name in presence.packages()],
        "OPTIONS": {
            "environment": "regulars.web.templating.environment",
            "context_processors": ["regulars.web.proof.proof"],
        },
    }
]
WSGI_APPLICATION = None


def database(wanted: environment.Database) -> dict[str, Any]:
    """The `DATABASES` entry. Connections live as long as their thread, and no page is a transaction by itself."""
    entry: dict[str, Any] = {"NAME": wanted.name, "CONN_MAX_AGE": None, "ATOMIC_REQUESTS": False}
    if wanted.engine == "sqlite":
        return entry | {
            "ENGINE": "regulars.engine.sqlite",
            "OPTIONS": {"synchronous": "FULL" if ENVIRONMENT.strict_durability else "NORMAL"},
            "TEST": {"NAME": str(REGULARS_HOME / "test.sqlite3")},
        }
    return entry | {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": wanted.host,
        "PORT": wanted.port,
        "USER": wanted.user,
        "PASSWORD": wanted.password,
        "OPTIONS": dict(wanted.options),
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": database(ENVIRONMENT.database)}
REGULARS_STRICT_DURABILITY = ENVIRONMENT.strict_durability
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "staff.Agent"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
REGULARS_COMPANY = ENVIRONMENT.company
SOCIALACCOUNT_ADAPTER = "regulars.staff.second.outside.Doorkeeper"
MFA_ADAPTER = "regulars.staff.second.adapters.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# One step of half a minute before and after now: telephones' clocks are not quite right.
MFA_TOTP_TOLERANCE = 1
LOGIN_URL = "/sign-in"
CSRF_FAILURE_VIEW = "regulars.web.faults.expired"
SESSION_ENGINE = "regulars.staff.sessions"
SESSION_COOKIE_NAME = "regulars_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
CSRF_COOKIE_NAME = "regulars_csrf"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.https else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if ENVIRONMENT.https else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [ROOT / "web" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # That somebody asked for what is not there, or typed something wrong, is no news to who runs the desk.
    "loggers": {"regulars": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}
