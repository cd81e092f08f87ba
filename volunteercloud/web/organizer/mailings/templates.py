"""Texts to begin a message with."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from volunteercloud.domain.mailings import actions, queries
from volunteercloud.domain.mailings.words import OF_SHIFT, Words
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.web import answers

from .forms import TemplateForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def templates(request, organization_id):
    actor, form = answers.actor_of(request), TemplateForm(request.POST or None, label_suffix="")
    kept = form.is_valid() and answers.run(
        form,
        lambda: actions.keep_template(
            actor=actor,
            organization_id=organization_id,
            name=form.cleaned_data.pop("name"),
            said=Words(**form.cleaned_data),
            at=answers.reader_now(),
        ),
    )
    if kept:
        messages.success(request, _("%(name)s is kept. Choose it when you write.") % {"name": kept.name})
        return redirect("organizer:mailing_templates", organization_id)
    return answers.form_page(
        request,
        "organizer/mailings/templates.html",
        form,
        organization=organization_queries.organization(actor, organization_id),
        own=queries.templates(actor, organization_id),
        regional=queries.region_templates(actor, organization_id),
        manages=organization_rules.can_manage(actor, organization_id),
        placeholders=[f"{{{name}}}" for name in OF_SHIFT],
    )


@login_required
@require_POST
def end(request, organization_id, template_id):
    ended = actions.end_template(
        actor=answers.actor_of(request),
        organization_id=organization_id,
        template_id=template_id,
        at=answers.reader_now(),
    )
    messages.success(request, _("%(name)s is no longer kept.") % {"name": ended.name})
    return redirect("organizer:mailing_templates", organization_id)
