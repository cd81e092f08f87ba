"""The WSGI application that granian serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import reverse
from django.utils import translation

from volunteercloud.core import collecting, tracing


def _load() -> None:
    """Every page, and where they are in each language: else the first visitor of a process waits for a thousand modules."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            reverse("verify:look_up")


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "volunteercloud.settings")
tracing.begin()
application = get_wsgi_application()
_load()
collecting.rarely()
