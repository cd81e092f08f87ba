"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from volunteercloud.core import collecting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "volunteercloud.settings")
application = get_wsgi_application()
collecting.rarely()
