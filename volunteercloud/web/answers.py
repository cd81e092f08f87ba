"""Small steps that every view takes: who acts, when, and how a refusal gets back into the form."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from volunteercloud.core import meters
from volunteercloud.core.actor import ANONYMOUS, Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.identity import queries as identity_queries

Result = TypeVar("Result")


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ANONYMOUS
    return identity_queries.actor_for(user)


def reader_now() -> datetime:
    """The time of a request: taken once at the door and handed to the action as `at`."""
    return timezone.now()


def run(form: Form, action: Callable[[], Result]) -> Result | None:
    """Run the action of a valid form. A refusal becomes an error of the field it names, and the result is None.

    >>> project = form.is_valid() and run(form, lambda: actions.draft_project(actor=…, **form.cleaned_data))
    """
    try:
        return action()
    except Refused as refusal:
        meters.told_no(refusal)
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


def form_page(request: HttpRequest, template: str, form: Form, **context: object) -> HttpResponse:
    """The page of a form: 422 when something in it has to be mended, with all that was typed."""
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
