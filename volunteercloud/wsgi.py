"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from volunteercloud.core import collecting, tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "volunteercloud.settings")
tracing.begin()
application = get_wsgi_application()
collecting.rarely()
