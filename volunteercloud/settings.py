"""All settings, each read from the environment; core/environment says what each key means."""

import os
import time
from datetime import date
from pathlib import Path

import dj_database_url

from volunteercloud.cli.postgres import place
from volunteercloud.core import calls, durations, environment, keys, limits, masters, providers

HERE = Path(__file__).resolve().parent


DATA = Path(environment.text("VOLUNTEERCLOUD_DATA") or HERE.parent / "data").absolute()
DEBUG = environment.flag("VOLUNTEERCLOUD_DEBUG")
DEMO = environment.flag("VOLUNTEERCLOUD_DEMO")
SITE_NAME = environment.text("VOLUNTEERCLOUD_SITE_NAME")
SITE_URL = environment.text("VOLUNTEERCLOUD_SITE_URL").rstrip("/")
# Under which licence the open data may be used; /open/ says so, and every answer of it.
DATA_LICENCE = environment.text("VOLUNTEERCLOUD_DATA_LICENCE")
ALLOWED_HOSTS = environment.text("VOLUNTEERCLOUD_HOSTS").split(",")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# What opens everything that is sealed, from the environment, a command or files (core/masters); never in the database.
MASTER_KEYS = masters.Ring(os.environ, DATA / "keys")
SECRET_KEY, *SECRET_KEY_FALLBACKS = map(keys.for_django, MASTER_KEYS.in_order(time.time()))

# A PostgreSQL 15 or newer somewhere, or our own on a private socket of the data folder (cli/postgres); one machine, or many
# (docs/operations/distributed.md).
DISTRIBUTED = environment.flag("VOLUNTEERCLOUD_DISTRIBUTED")
ENGINE = "volunteercloud.core.distributed" if DISTRIBUTED else "volunteercloud.core.postgresql"
DATABASES = {
    "default": dj_database_url.config(engine=ENGINE, conn_max_age=600, conn_health_checks=True)
    if environment.text("DATABASE_URL")
    else {
        "ENGINE": ENGINE,
        "HOST": str(place.socket_folder(DATA)),
        "PORT": "5432",
        "USER": place.ROLE,
        "NAME": place.DATABASE,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
# A statement that comes back is prepared, which halves what PostgreSQL works for a check-in (docs/benchmarks/line.md).
DATABASES["default"].setdefault("OPTIONS", {}).update(server_side_binding=True, prepare_threshold=5)
# What becomes of a statement of a request that would ask every machine (core/distributed/fanning.py): an error for
# developers, a line in the log of the database in real use, where a slow answer is better than none.
FAN_OUT = "error" if DEBUG else "log"
# A cursor that outlives its transaction is on one connection of a pool, and would be asked for on another.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = environment.flag("VOLUNTEERCLOUD_POOLED")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# How often something may be asked (core/limits), counted by all processes together; so is what signing in remembers.
LIMITS = limits.parsed(environment.text("VOLUNTEERCLOUD_LIMITS"))
CACHES = {"default": {"BACKEND": "volunteercloud.domain.limits.shared.SharedCache"}}
# How many proxies of ours stand in front: so many addresses at the end of X-Forwarded-For are believed.
PROXIES = environment.number("VOLUNTEERCLOUD_PROXIES")
# Where the server may be sent besides public addresses: nodes, logs and webhooks of others may stand in a network of their own.
PRIVATE_NETWORKS = calls.networks(environment.text("VOLUNTEERCLOUD_PRIVATE_NETWORKS"), SITE_URL)

# The areas stand in their order, lowest first; see ARCHITECTURE.md.
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "volunteercloud.domain.limits",
    "volunteercloud.domain.audit",
    "volunteercloud.domain.changes",
    "volunteercloud.domain.codes",
    "volunteercloud.domain.regions",
    "volunteercloud.domain.reviews",
    "volunteercloud.domain.messages",
    "volunteercloud.domain.identity",
    "volunteercloud.domain.upkeep",
    "volunteercloud.domain.governance",
    "volunteercloud.domain.publications",
    "volunteercloud.domain.search",
    "volunteercloud.domain.organizations",
    "volunteercloud.domain.hooks",
    "volunteercloud.domain.elsewhere",
    "volunteercloud.domain.members",
    "volunteercloud.domain.log",
    "volunteercloud.domain.nodes",
    "volunteercloud.domain.records",
    "volunteercloud.domain.partners",
    "volunteercloud.domain.objections",
    "volunteercloud.domain.projects",
    "volunteercloud.domain.activities",
    "volunteercloud.domain.attendance",
    "volunteercloud.domain.claims",
    "volunteercloud.domain.bulk",
    "volunteercloud.domain.needs",
    "volunteercloud.domain.certificates",
    "volunteercloud.domain.transfers",
    "volunteercloud.domain.credentials",
    "volunteercloud.domain.succession",
    "volunteercloud.domain.supervision",
    "volunteercloud.domain.mailings",
    "volunteercloud.domain.figures",
    "volunteercloud.domain.statistics",
    "volunteercloud.domain.national",
    "volunteercloud.domain.exchange",
    "volunteercloud.domain.intake",
    "volunteercloud.domain.matching",
    "volunteercloud.domain.radar",
    "volunteercloud.domain.office",
    "volunteercloud.domain.privacy",
    "volunteercloud.web",
    "volunteercloud.api",
    "volunteercloud.cli",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "volunteercloud.web.outside",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
    "allauth.idp.oidc",
]

MIDDLEWARE = [
    "volunteercloud.web.health.probes",
    "volunteercloud.web.observing.observed",
    "django.middleware.security.SecurityMiddleware",
    "volunteercloud.web.middleware.guarded_answers",
    "volunteercloud.web.middleware.known_methods",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "volunteercloud.web.middleware.personal_answers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "volunteercloud.web.middleware.reader_language",
    "volunteercloud.web.middleware.one_owner_a_statement",
    "volunteercloud.web.middleware.bounded_bodies",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "volunteercloud.web.accounts.sessions.bounded_sessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "volunteercloud.web.limiting.limited",
    "volunteercloud.web.accounts.apps_bodies.readable",
    "volunteercloud.web.accounts.proving.proved",
    "allauth.account.middleware.AccountMiddleware",
    "volunteercloud.web.middleware.refusals",
]

ROOT_URLCONF = "volunteercloud.urls"
WSGI_APPLICATION = "volunteercloud.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "volunteercloud.web.templatetags.parts",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "volunteercloud.web.context.page",
            ],
        },
    }
]

AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "volunteercloud.web.accounts.passwords.NothingFoundOut"},
    {"NAME": "volunteercloud.web.accounts.passwords.NoWordOfTheSite"},
]
PASSWORD_WORDS = environment.text("VOLUNTEERCLOUD_PASSWORD_WORDS").split()
LOGIN_URL = "account_login"
# How long one stays signed in, by what one may do, and without a sign of life.
SESSIONS = durations.parsed(environment.text("VOLUNTEERCLOUD_SESSIONS"))
# Whose sign-in takes two steps, and from which day on; people of the demo sign in with what the page tells them.
TWO_STEP = frozenset(os.environ.get("VOLUNTEERCLOUD_TWO_STEP", "" if DEMO else "officers,owners").split(",")) - {""}
TWO_STEP_FROM = date.fromisoformat(environment.text("VOLUNTEERCLOUD_TWO_STEP_FROM"))
# How long ago one may have proved who one is, before reading a document number, making a key and the like.
STEP_UP_SECONDS = environment.number("VOLUNTEERCLOUD_STEP_UP_SECONDS")
LOGIN_REDIRECT_URL = "/me/"

# Signing in: allauth's flows with our forms, adapter and words. An e-mail address counts as required in allauth's eyes,
# which wants that where codes prove it; web/accounts/signup lets a phone number take its place.
ACCOUNT_ADAPTER = "volunteercloud.web.accounts.adapter.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "volunteercloud.web.accounts.signup.ConsentForm"
ACCOUNT_FORMS = {
    name: f"volunteercloud.web.accounts.forms.{name.title().replace('_', '')}Form"
    for name in (
        *("login", "signup", "request_login_code", "confirm_login_code", "reauthenticate"),
        *(
            "change_password",
            "set_password",
            "reset_password",
            "reset_password_from_key",
            "confirm_password_reset_code",
        ),
        *("add_email", "change_email", "confirm_email_verification_code", "change_phone", "verify_phone"),
    )
}
# Services outside that one may sign in with (docs/operations/signing-in.md). They prove who signs in, and no real name.
SIGN_IN_PROVIDERS = providers.parsed(environment.text("VOLUNTEERCLOUD_SIGN_IN_PROVIDERS"))
SOCIALACCOUNT_ADAPTER = "volunteercloud.web.outside.adapter.OutsideAdapter"
SOCIALACCOUNT_FORMS = {
    "signup": "volunteercloud.web.outside.forms.SignupForm",
    "disconnect": "volunteercloud.web.outside.forms.DisconnectForm",
}
SOCIALACCOUNT_STORE_TOKENS = False
# Partner sites, that sign people in with their account here (web/partners). Times are in seconds.
IDP_OIDC_ADAPTER = "volunteercloud.web.partners.adapter.PartnersAdapter"
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]
# The end of a renewal is that of the consent: it is not put off by using it, and the person is asked again.
IDP_OIDC_ROTATE_REFRESH_TOKEN = False
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 90 * 24 * 60 * 60
# How often, beside what web/accounts/guard counts. By address there is room for a university.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/10m/ip,10/15m/key",
    "request_login_code": "200/10m/ip,10/h/key",
    "reset_password": "100/10m/ip,5/h/key",
    "signup": "200/10m/ip",
    "verify_phone": "1/30s/key,10/h/key,100/10m/ip",
    "confirm_email": "1/10s/key,10/h/key",
}
ACCOUNT_LOGIN_METHODS = {"phone", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone", "password1"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PHONE_VERIFICATION_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# A code lives as long as its message says (domain/messages/texts).
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = ACCOUNT_PHONE_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
MFA_FORMS = {
    name: f"volunteercloud.web.accounts.mfa_forms.{name.title().replace('_', '')}Form"
    for name in ("authenticate", "reauthenticate", "activate_totp", "add_webauthn", "edit_webauthn")
}
MFA_ADAPTER = "volunteercloud.web.accounts.mfa_adapter.MFAAdapter"
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
# What it keeps sealed (web/accounts/mfa_adapter), for `volunteercloud keys rotate`: model, column, member, purpose.
SEALED_ELSEWHERE = [("mfa.Authenticator", "data", member, "second-step") for member in ("secret", "seed")]
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith("http://")
HEADLESS_CLIENTS = ("app",)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.text("VOLUNTEERCLOUD_TIME_ZONE")

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_PERMISSIONS = 0o600

# Messages: e-mail leaves by SMTP when a host is named, else lands in data/outbox; SMS by an adapter (dotted path).
EMAIL_HOST = environment.text("VOLUNTEERCLOUD_SMTP_HOST")
EMAIL_PORT = environment.number("VOLUNTEERCLOUD_SMTP_PORT")
EMAIL_HOST_USER = environment.text("VOLUNTEERCLOUD_SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("VOLUNTEERCLOUD_SMTP_PASSWORD")
EMAIL_USE_TLS = environment.flag("VOLUNTEERCLOUD_SMTP_TLS")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA / "outbox"
DEFAULT_FROM_EMAIL = environment.text("VOLUNTEERCLOUD_MAIL_FROM")
SMS_ADAPTER = environment.text("VOLUNTEERCLOUD_SMS_ADAPTER")
SMS_URL = environment.text("VOLUNTEERCLOUD_SMS_URL")  # for sms.HttpAdapter, which documents what it sends
SMS_SECRET = environment.text("VOLUNTEERCLOUD_SMS_SECRET")

# Real-name verification: "checksum" (demo), "officer", or "http" with the signed contract of docs/api/real-name.md.
REAL_NAME_PROVIDER = environment.text("VOLUNTEERCLOUD_REAL_NAME_PROVIDER")
REAL_NAME_URL = environment.text("VOLUNTEERCLOUD_REAL_NAME_URL")
REAL_NAME_SECRET = environment.text("VOLUNTEERCLOUD_REAL_NAME_SECRET")

# Webhooks: hours in which an old secret signs as well, days without success after which an address is paused, days that what
# was sent is kept.
WEBHOOK_OVERLAP_HOURS = environment.number("VOLUNTEERCLOUD_WEBHOOK_OVERLAP_HOURS")
WEBHOOK_FAILING_DAYS = environment.number("VOLUNTEERCLOUD_WEBHOOK_FAILING_DAYS")
WEBHOOK_KEPT_DAYS = environment.number("VOLUNTEERCLOUD_WEBHOOK_KEPT_DAYS")

# Certificates: the signer's key and chain (PEM); made for tests on first use where none is named.
CERTIFICATE_SIGNER_KEY = environment.text("VOLUNTEERCLOUD_SIGNER_KEY")
CERTIFICATE_SIGNER_CHAIN = environment.text("VOLUNTEERCLOUD_SIGNER_CHAIN")

# Who is registered elsewhere: base64 of 32 bytes that the operators of all nodes but the national one share.
NATIONAL_SECRET = environment.text("VOLUNTEERCLOUD_NATIONAL_SECRET")

# Closing an account: days in which it may be called off, days by which it must be done, and how many years what the law keeps
# stays sealed (0: for good). The terms of law are the operator's to confirm.
CLOSING_WAIT_DAYS = environment.number("VOLUNTEERCLOUD_CLOSING_WAIT_DAYS")
CLOSING_DEADLINE_DAYS = environment.number("VOLUNTEERCLOUD_CLOSING_DEADLINE_DAYS")
SEALED_YEARS = environment.number("VOLUNTEERCLOUD_SEALED_YEARS")
# Who answers for personal data, as the privacy page names them.
PRIVACY_CONTACT = environment.text("VOLUNTEERCLOUD_PRIVACY_CONTACT")
# Whom to tell of a weakness: addresses as mailto: or https:, in /.well-known/security.txt.
SECURITY_CONTACTS = environment.text("VOLUNTEERCLOUD_SECURITY_CONTACTS").split()

# The public log: its tiles, checkpoints and their history, as they are served under /log/.
LOG_FILES = Path(environment.text("VOLUNTEERCLOUD_LOG") or DATA / "log").absolute()

# Backups: a folder or s3://…, for whom they are sealed, and who may replicate from the server of DATABASE_URL.
BACKUPS = environment.text("VOLUNTEERCLOUD_BACKUPS") or str(DATA / "backups")
BACKUP_RECIPIENTS = environment.text("VOLUNTEERCLOUD_BACKUP_RECIPIENTS").split()
REPLICATION_URL = environment.text("VOLUNTEERCLOUD_REPLICATION_URL")

SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
# By these names browsers take a cookie from this very host alone, over https, and for all of its addresses or one.
WHOLE_HOST, ONE_PLACE = ("__Host-", "__Secure-") if SECURE else ("", "")
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = (
    WHOLE_HOST + name for name in ("sessionid", "csrftoken", "django_language")
)
SESSION_ENGINE = "volunteercloud.core.sessions"
MESSAGE_STORAGE = "volunteercloud.web.cookies.Notes"
SESSION_COOKIE_AGE = SESSIONS["volunteer"].seconds
# Django says it to requests over https alone, which end at a proxy of ours.
HSTS = environment.text("VOLUNTEERCLOUD_HSTS") if SECURE else ""
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "volunteercloud.web.refusals.forgery_suspected"

# Looking after it (docs/operations/observing.md). The processes of one machine share a folder for what they count.
METRICS_FILES = Path(environment.text("VOLUNTEERCLOUD_METRICS") or DATA / "metrics").absolute()
METRICS_TOKEN = environment.text("VOLUNTEERCLOUD_METRICS_TOKEN")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_FILES)  # read when the library is loaded
TRACING = environment.flag("VOLUNTEERCLOUD_TRACING")
LOG_FORMAT = environment.text("VOLUNTEERCLOUD_LOG_FORMAT") or ("json" if SECURE else "plain")
LOG_LEVEL = environment.text("VOLUNTEERCLOUD_LOG_LEVEL") or ("INFO" if LOG_FORMAT == "json" else "WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "volunteercloud.core.lines.Json"},
        "plain": {"()": "volunteercloud.core.lines.Plain"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "volunteercloud": {"level": LOG_LEVEL},
        # Which job a request left, and what became of it.
        "procrastinate.jobs": {"level": LOG_LEVEL},
        "procrastinate.worker": {"level": LOG_LEVEL},
        # Django's own handlers go: a refusal is a line of the request, an error is told once.
        "django": {"handlers": [], "level": "WARNING"},
        "django.request": {"level": "ERROR"},
    },
}
