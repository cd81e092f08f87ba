"""What apps send to `/_allauth/`, held to what can be taken in before it gets there: some of it would break what is behind."""

from django.http import HttpResponseNotAllowed, JsonResponse
from django.utils.translation import gettext as _

from volunteercloud.api import problems
from volunteercloud.core import parsing

DOOR = "/_allauth/"
CODE_WANTED = "headless:app:account:request_login_code"
PHONE = "headless:app:account:manage_phone"
PHONE_METHODS = ("GET", "POST")


def readable(get_response):
    """Turn away what is no JSON object, a code that is wanted for nobody, and a method that the phone does not know."""

    def middleware(request):
        return get_response(request)

    def process_view(request, view, arguments, named):
        if not request.path.startswith(DOOR):
            return None
        name = request.resolver_match.view_name
        if name == PHONE and request.method not in PHONE_METHODS:
            return HttpResponseNotAllowed(PHONE_METHODS)
        try:
            said = parsing.json_object(request.body) if request.body else {}
        except parsing.Unreadable as error:
            return problems.unreadable(request, error)
        if name == CODE_WANTED and request.method == "POST" and not (said.get("email") or said.get("phone")):
            return _nobody()
        return None

    middleware.process_view = process_view
    return middleware


def _nobody():
    """In the form in which allauth tells the mistakes of a field."""
    error = {"message": _("Give an e-mail address or a phone number."), "code": "required", "param": "email"}
    return JsonResponse({"status": 400, "errors": [error]}, status=400)
