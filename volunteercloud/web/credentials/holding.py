"""The holder's side: what there is, taking a credential along, its files, showing a part of it, taking it back."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.domain.credentials import actions, badges, disclosing, queries
from volunteercloud.domain.credentials.models import Form
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.web import answers, formats
from volunteercloud.web.volunteer import whom

from .forms import ShowForm, TakeForm

# How each file of a badge is called, and its kind.
FILES = {
    "png": (badges.png, "image/png"),
    "svg": (badges.svg, "image/svg+xml"),
    "json": (lambda credential: json.dumps(badges.document(credential), ensure_ascii=False), "application/vc"),
    "jwt": (badges.token, "application/vc+jwt"),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def credentials(request):
    actor, about = answers.actor_of(request), whom.of(request)
    organizations = _organizations(actor, about.id)
    form = TakeForm(request.POST or None, organizations=organizations, initial={"about": "whole"})
    if form.is_valid() and (taken := answers.run(form, lambda: _take(actor, about.id, form))):
        return redirect(reverse("credentials:credential", args=[taken.id]) + about.query)
    held = queries.mine(actor, about.id)
    return answers.form_page(
        request, "credentials/credentials.html", form, whom=about, held=held, has_served=bool(organizations)
    )


def _take(actor, volunteer_id, form):
    return actions.issue(actor=actor, volunteer_id=volunteer_id, at=answers.reader_now(), **form.wanted())


def _organizations(actor, volunteer_id):
    chinese = formats.in_chinese()
    found = record_queries.recorders_of(actor, volunteer_id)
    return [(key, name if chinese else english or name) for key, name, english in found]


@login_required
@require_safe
def credential(request, credential_id):
    about = whom.of(request)
    found = queries.credential(answers.actor_of(request), about.id, credential_id)
    return render(request, "credentials/credential.html", {"whom": about, "credential": found, "form": ShowForm()})


@login_required
@require_safe
def file(request, credential_id, kind):
    """One form of a badge; a picture is shown on the page, everything else is saved."""
    found = queries.credential(answers.actor_of(request), whom.id_of(request), credential_id)
    if found.form != Form.BADGE:
        raise Http404
    made, content_type = FILES[kind]
    return _saved(made(found), content_type, f"volunteer-badge.{kind}", is_shown="save" not in request.GET)


@login_required
@require_POST
def show(request, credential_id):
    """A presentation of the chosen claims, as a file."""
    about = whom.of(request)
    found = queries.credential(answers.actor_of(request), about.id, credential_id)
    if found.form != Form.DISCLOSING:
        raise Http404
    form = ShowForm(request.POST)
    if not form.is_valid():
        return answers.form_page(request, "credentials/credential.html", form, whom=about, credential=found)
    text = disclosing.presented(disclosing.text(found), form.cleaned_data["claims"])
    return _saved(text, "application/dc+sd-jwt", "volunteer-service.sd-jwt")


@login_required
@require_POST
def take_back(request, credential_id):
    about = whom.of(request)
    actions.revoke(
        actor=answers.actor_of(request), volunteer_id=about.id, credential_id=credential_id, at=answers.reader_now()
    )
    messages.success(request, _("Taken back. Whoever verifies it is told so within a minute."))
    return redirect(reverse("credentials:credentials") + about.query)


def _saved(content, content_type, name, *, is_shown=False):
    response = HttpResponse(content, content_type)
    response.headers["Content-Disposition"] = f'{"inline" if is_shown else "attachment"}; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
