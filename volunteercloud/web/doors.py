"""What is checked before any view runs, and says no in the way of the door that was knocked at."""

import functools
import logging

from django.db import InterfaceError, OperationalError

from volunteercloud.api import problems
from volunteercloud.web import refusals

log = logging.getLogger(__name__)

PROGRAMS = ("/api/", "/node/", "/_allauth/")


def is_program(request) -> bool:
    return request.path.startswith(PROGRAMS)


def too_many(request, seconds: int):
    return problems.too_many(seconds) if is_program(request) else refusals.too_many(request, seconds)


def before_views(check):
    """A `process_view` that reads the database: where that is away, nobody is told that something broke."""

    @functools.wraps(check)
    def process_view(request, view, arguments, named):
        try:
            return check(request)
        except (OperationalError, InterfaceError) as error:
            if is_program(request):
                return problems.away(request, error)
            log.error("The database did not answer: %s", error)
            return refusals.away(request)

    return process_view
