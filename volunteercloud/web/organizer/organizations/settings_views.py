from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.organizations import actions
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.web import answers

from .forms import SealForm, SettingsForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings(request, organization_id):
    actor, at = answers.actor_of(request), answers.reader_now()
    organization = organization_queries.organization(actor, organization_id)
    if not organization_rules.can_manage(actor, organization_id):
        raise NotFound
    stands = {name: getattr(organization, name) for name in SettingsForm.base_fields}
    form = SettingsForm(request.POST or None, initial=stands, draft=organization)
    saved = form.is_valid() and answers.run(
        form,
        lambda: actions.change_organization(
            actor=actor, organization_id=organization_id, particulars=form.cleaned_data, at=at
        ),
    )
    if saved:
        messages.success(request, _("Saved."))
        return redirect("organizer:settings", organization_id)
    return _page(request, organization, form, SealForm())


@require_POST
@login_required
def seal(request, organization_id):
    """Keep or remove the picture of the seal."""
    actor, at = answers.actor_of(request), answers.reader_now()
    form = SealForm(request.POST, request.FILES)
    picture = b"" if "remove" in request.POST else form.is_valid() and form.picture()
    if picture is not False and answers.run(
        form, lambda: actions.set_seal(actor=actor, organization_id=organization_id, picture=picture, at=at)
    ):
        messages.success(request, _("Saved."))
        return redirect("organizer:settings", organization_id)
    organization = organization_queries.organization(actor, organization_id)
    stands = {name: getattr(organization, name) for name in SettingsForm.base_fields}
    return _page(request, organization, SettingsForm(initial=stands, draft=organization), form)


@require_safe
@login_required
def seal_picture(request, organization_id):
    actor = answers.actor_of(request)
    organization = organization_queries.organization(actor, organization_id)
    if not organization.seal or not organization_rules.can_record(actor, organization_id):
        raise NotFound
    return HttpResponse(bytes(organization.seal), "image/png", headers={"Cache-Control": "private, no-store"})


def _page(request, organization, form, seal_form):
    facts = {
        "organization": organization,
        "seal_form": seal_form,
        "owns": organization_rules.can_own(answers.actor_of(request), organization.id),
    }
    response = answers.form_page(request, "organizer/organizations/settings.html", form, **facts)
    response.status_code = 422 if form.errors or seal_form.errors else 200
    return response
