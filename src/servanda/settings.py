"""Django's settings; what differs from node to node stands in the node's own node.toml."""

import os

from django.utils.translation import gettext_lazy as _

SECRET_KEY = os.environ.get("SERVANDA_SECRET", "read from the node when it serves")
DEBUG = False
# Each node answers under its own names alone: see web.door.
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "servanda.urls"
WSGI_APPLICATION = "servanda.serve.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "heroicons",
    "servanda.kernel",
    "servanda.exchange",
    "servanda.processes",
    "servanda.office",
    "servanda.web",
    "servanda.api",
]

# Called by kernel.folding, in this order, inside its transaction: where the log meets those who fold it.
PROJECTIONS = [
    "servanda.processes.projection.project.project",
    "servanda.exchange.feeds.project",
    "servanda.processes.own_word.receiving.project",
    "servanda.processes.own_word.recounting.project",
    "servanda.processes.own_word.recalling.project",
    "servanda.processes.own_word.confirming.project",
    "servanda.office.notices.project",
]
# While more of a run follows, these are called with each batch all the same, the others later (kernel/folding.py) ...
PROMPT = frozenset({"servanda.exchange.feeds.project"})
# ... and these, to which it does not matter when something came, once for all that waited.
CLOCKLESS = frozenset({"servanda.processes.projection.project.project"})

# Called by kernel.erasing, in its transaction, when parts of acts are erased: each lets go of what was made of them.
ERASERS = [
    "servanda.exchange.erasing.erase",
    "servanda.processes.erasure.erasing.erase",
    "servanda.office.erasing.erase",
    "servanda.api.erasing.erase",
]

DATABASES: dict[str, dict[str, object]] = {"default": {}}
DATABASE_ROUTERS = ["servanda.kernel.node.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"

AUTH_USER_MODEL = "office.Officer"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"

MIDDLEWARE = [
    "servanda.web.middleware.serving_node",
    "servanda.web.middleware.own_names",
    "servanda.web.middleware.plain_queries",
    "servanda.web.compressing.CompressedTexts",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "servanda.web.middleware.NodeSessionMiddleware",
    "servanda.web.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "servanda.web.middleware.NodeCsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "servanda.web.middleware.headers",
    "servanda.web.recovering.middleware",
    "servanda.web.starting.middleware",
    "servanda.web.middleware.unturned",
    "servanda.web.middleware.refusals",
    "servanda.web.middleware.folded",
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "servanda.web.context.page",
            ],
        },
    }
]
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "servanda.web.compressing.Lasting"},
}
WHITENOISE_USE_FINDERS = True
# The address changes with the file.
WHITENOISE_MAX_AGE = 365 * 24 * 60 * 60

USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("vi", _("Vietnamese")), ("ar", _("Arabic")), ("ms", _("Malay"))]
LANGUAGE_NAMES = {"en": "English", "vi": "Tiếng Việt", "ar": "العربية", "ms": "Bahasa Melayu"}
LOCALE_PATHS = [os.path.join(os.path.dirname(__file__), "locale")]

DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
# A form of 500 rows with a dozen columns.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_LIMIT = 25 * 1024 * 1024
UNDO_SECONDS = 10

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
