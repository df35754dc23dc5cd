"""Settings. Every variable that an operator may set is listed in docs/operating/settings.md."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from fabrique.config import environment as env

FABRIQUE_HOME = env.home()
DEBUG = env.flag("FABRIQUE_DEBUG")
SECRET_KEY = env.secret_key(FABRIQUE_HOME)
KEYS_FILE = env.text("FABRIQUE_KEYS") or str(FABRIQUE_HOME / "keys.json")
ALLOWED_HOSTS = env.listing("FABRIQUE_HOSTS", "127.0.0.1,localhost")
CSRF_TRUSTED_ORIGINS = env.listing("FABRIQUE_TRUSTED_ORIGINS")
HTTPS = env.flag("FABRIQUE_HTTPS")

INSTALLED_APPS = [
    "fabrique.web",
    "fabrique.observe",
    "fabrique.accompany",
    "fabrique.equip",
    "fabrique.needs",
    "fabrique.directory",
    "fabrique.people",
    "fabrique.territory",
    "fabrique.core",
    "fabrique.demo",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "fabrique.directory.api.middleware.ApiMiddleware",
    "fabrique.core.compression.TextGZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fabrique.web.gate.GateMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fabrique.people.acting.ActingMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fabrique.web.limits.BodyLimitMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "fabrique.people.signing.sessions.SessionLimitsMiddleware",
    "fabrique.people.lock_middleware.LockMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "fabrique.core.headers.SecurityHeadersMiddleware",
    "fabrique.web.errors.WrongMethodMiddleware",
]
ROOT_URLCONF = "fabrique.config.urls"
WSGI_APPLICATION = "fabrique.config.wsgi.application"
FORM_RENDERER = "fabrique.core.ui.forms.FabriqueFormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fabrique.web.context.shell",
            ],
            "builtins": ["fabrique.core.templatetags.ui", "django.templatetags.i18n"],
        },
    },
]

DATABASES = {"default": env.database(FABRIQUE_HOME)}
CHECK_SCHEMA = True  # before anybody is served
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "web:desk"
LOGOUT_REDIRECT_URL = "web:portal"
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=1).total_seconds())
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "fabrique.people.passwords.LengthValidator"},
    {"NAME": "fabrique.people.passwords.WeaknessValidator"},
]
# Accounts come from invitations, and every page of allauth has one of ours in its place (people.signing).
ACCOUNT_ADAPTER = "fabrique.people.signing.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation has verified the address
ACCOUNT_RATE_LIMITS = False  # people.signing.throttle counts, in the database
MFA_ADAPTER = "fabrique.people.signing.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
if HTTPS:  # the browser then keeps them to this very host: a neighbouring site cannot plant one
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = FABRIQUE_HOME / "static"
MEDIA_ROOT = FABRIQUE_HOME / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Outside services. Each one is off until an operator declares it.
EMAIL_GATEWAY = env.text("FABRIQUE_EMAIL_GATEWAY", "console")
SMS_GATEWAY = env.text("FABRIQUE_SMS_GATEWAY", "console")
SMS_HTTP_URL = env.text("FABRIQUE_SMS_URL")
SMS_HTTP_TOKEN = env.text("FABRIQUE_SMS_TOKEN")
SMS_REPLY_TOKEN = env.text("FABRIQUE_SMS_REPLY_TOKEN")
SMS_MANDATES = env.flag("FABRIQUE_SMS_MANDATES")
EMAIL_HOST = env.text("FABRIQUE_SMTP_HOST", "localhost")
EMAIL_PORT = env.integer("FABRIQUE_SMTP_PORT", 25, least=1, most=65_535)
EMAIL_HOST_USER = env.text("FABRIQUE_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("FABRIQUE_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("FABRIQUE_SMTP_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("FABRIQUE_EMAIL_FROM", "fabrique@localhost")
CLAMAV = env.text("FABRIQUE_CLAMAV")
INTAKE_FOLDER = env.text("FABRIQUE_INTAKE_FOLDER")
INTAKE_SITE = env.text("FABRIQUE_INTAKE_SITE")
GEOCODER_URL = env.text("FABRIQUE_GEOCODER_URL")
MAP_TILES_URL = env.text("FABRIQUE_TILES_URL")
MAP_TILES_ATTRIBUTION = env.text("FABRIQUE_TILES_ATTRIBUTION")
# By the name that is part of their addresses (people.signing.oidc).
IDENTITY_PROVIDERS = {
    "proconnect": {
        "issuer": env.text("FABRIQUE_PROCONNECT_ISSUER"),
        "client_id": env.text("FABRIQUE_PROCONNECT_CLIENT_ID"),
        "client_secret": env.text("FABRIQUE_PROCONNECT_CLIENT_SECRET"),
        "acr": env.listing("FABRIQUE_PROCONNECT_ACR"),
        "second_factor": env.listing("FABRIQUE_PROCONNECT_SECOND_FACTOR"),
    },
    "externe": {
        "issuer": env.text("FABRIQUE_OIDC_ISSUER"),
        "client_id": env.text("FABRIQUE_OIDC_CLIENT_ID"),
        "client_secret": env.text("FABRIQUE_OIDC_CLIENT_SECRET"),
        "label": env.text("FABRIQUE_OIDC_LABEL", "votre organisation"),
        "scopes": env.text("FABRIQUE_OIDC_SCOPES", "openid email profile"),
        "second_factor": env.listing("FABRIQUE_OIDC_SECOND_FACTOR"),
    },
}
WIDGET_HOSTS = env.listing("FABRIQUE_WIDGET_HOSTS")
# Requests a minute, for each client; 0: no limit.
API_RATE = env.integer("FABRIQUE_API_RATE", 600, least=0, most=1_000_000)
# Of a hundred reused devices, how many took the place of a new one (equip.showing.carbon).
DISPLACEMENT = env.integer("FABRIQUE_DISPLACEMENT", 50, least=0, most=100)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = str(Path(FABRIQUE_HOME))

# Security
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]  # asked from this machine, beside the proxy
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
# Other names of the territory are not ours to bind to HTTPS.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
BEHIND_PROXY = env.flag("FABRIQUE_BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *env.origins(MAP_TILES_URL)],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
