"""What no route takes is answered as a problem document, too, and not as a page."""

from django.http import HttpRequest
from django.urls import register_converter
from django.urls.converters import StringConverter
from ninja import NinjaAPI, Router

from volunteercloud.core.errors import NotFound

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


class RestConverter(StringConverter):
    """All that is left of an address, whatever stands in it: a line break, or nothing."""

    regex = "(?s:.*)"


register_converter(RestConverter, "rest")


def answered_by(api: NinjaAPI) -> None:
    """To be called after all other routes: the first that fits answers."""
    elsewhere = Router(auth=None)

    @elsewhere.api_operation(METHODS, "/{rest:rest}", include_in_schema=False)
    def nowhere(request: HttpRequest, rest: str):
        raise NotFound

    api.add_router("", elsewhere)
