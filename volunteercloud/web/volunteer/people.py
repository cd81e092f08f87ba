"""Who somebody is: the real name by a document, and what the profile says about where, what and how."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import residences
from volunteercloud.web import answers

from . import whom
from .forms import ProfileForm, RealNameForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def real_name(request):
    """Where the document stands, and the form for the first one or another one."""
    about, now = whom.of(request), answers.reader_now()
    actor = answers.actor_of(request)
    form = RealNameForm(
        request.POST or None, request.FILES or None, today=timezone.localdate(now), language=request.LANGUAGE_CODE
    )
    if form.is_valid() and answers.run(form, lambda: _submit(actor, about.id, form, now)):
        return redirect(reverse("volunteer:real_name") + about.query)
    volunteer = identity_queries.profile(actor, about.id)
    document = identity_queries.documents(actor, about.id).first()
    facts = {
        "whom": about,
        "volunteer": volunteer,
        "document": document,
        "review": document and identity_queries.last_review(document),
        "now": answers.reader_now(),
        "is_open": form.is_bound or not document or document.state in ("returned", "rejected") or "new" in request.GET,
    }
    return answers.form_page(request, "volunteer/identity/real_name.html", form, **facts)


def _submit(actor, volunteer_id, form, at):
    photo = form.cleaned_data["photo"]
    return identity_actions.submit_document(
        actor=actor,
        volunteer_id=volunteer_id,
        stated=identity_actions.StatedIdentity(**form.stated),
        photo=photo.read() if photo else None,
        at=at,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    about, now = whom.of(request), answers.reader_now()
    actor = answers.actor_of(request)
    volunteer = identity_queries.profile(actor, about.id)
    form = ProfileForm(
        request.POST or None,
        today=timezone.localdate(now),
        language=request.LANGUAGE_CODE,
        initial={
            "region_code": volunteer.region_id or "",
            "categories": volunteer.categories,
            "skills": volunteer.skills,
            "languages": volunteer.languages,
        },
        lives_somewhere=volunteer.region_id is not None,
    )
    if form.is_valid() and answers.run(form, lambda: _update(actor, about.id, form, now)):
        messages.success(request, _("Your profile is saved."))
        return redirect(reverse("volunteer:profile") + about.query)
    lived = residences.on(about.id, timezone.localdate(now))
    home = lived.region_id if lived else volunteer.region_id
    return answers.form_page(request, "volunteer/identity/profile.html", form, whom=about, home=home)


def _update(actor, volunteer_id, form, at):
    said = {"region_code": "", **form.cleaned_data}
    return identity_actions.update_profile(actor=actor, volunteer_id=volunteer_id, at=at, **said)
