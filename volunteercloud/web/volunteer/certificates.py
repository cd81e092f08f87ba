"""Certificates: what there is, asking an organization for one, printing the national extract, the PDF."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.domain.certificates import actions as certificate_actions
from volunteercloud.domain.certificates import printing
from volunteercloud.domain.certificates import queries as certificate_queries
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.web import answers, formats

from . import whom
from .forms import AskForm, PeriodForm


@login_required
@require_safe
def certificates(request):
    actor, about = answers.actor_of(request), whom.of(request)
    mine = certificate_queries.mine(actor, about.id)
    facts = {
        "whom": about,
        "certificates": mine,
        "under_objection": certificate_queries.under_objection(about.id, mine),
        "requests": certificate_queries.my_requests(actor, about.id),
        "names": dict(_organizations(actor, about.id)),
    }
    return render(request, "volunteer/certificates/certificates.html", facts)


def _organizations(actor, volunteer_id):
    chinese = formats.in_chinese()
    found = record_queries.recorders_of(actor, volunteer_id)
    return [(key, name if chinese else english or name) for key, name, english in found]


def _this_year():
    today = timezone.localdate()
    return {"from_on": today.replace(month=1, day=1), "to_on": today}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    actor, about = answers.actor_of(request), whom.of(request)
    organizations = _organizations(actor, about.id)
    form = AskForm(request.POST or None, organizations=organizations, initial=_this_year())
    if form.is_valid() and answers.run(form, lambda: _ask(actor, about.id, form)):
        messages.success(request, _("The organization has been asked. You are told when it answers."))
        return redirect(reverse("volunteer:certificates") + about.query)
    return answers.form_page(
        request, "volunteer/certificates/ask.html", form, whom=about, has_organizations=bool(organizations)
    )


def _ask(actor, volunteer_id, form):
    return certificate_actions.request_certificate(
        actor=actor, volunteer_id=volunteer_id, at=answers.reader_now(), **form.cleaned_data
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def extract(request):
    actor, about = answers.actor_of(request), whom.of(request)
    form = PeriodForm(request.POST or None, initial=_this_year())
    if form.is_valid() and answers.run(form, lambda: _extract(actor, about.id, form)):
        messages.success(request, _("The extract is ready. Download it below."))
        return redirect(reverse("volunteer:certificates") + about.query)
    return answers.form_page(request, "volunteer/certificates/extract.html", form, whom=about)


def _extract(actor, volunteer_id, form):
    return certificate_actions.print_extract(
        actor=actor, volunteer_id=volunteer_id, at=answers.reader_now(), **form.cleaned_data
    )


@login_required
@require_safe
def paper(request, certificate_id):
    certificate = certificate_queries.certificate(answers.actor_of(request), whom.id_of(request), certificate_id)
    response = HttpResponse(printing.pdf(certificate, answers.reader_now()), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{certificate.number}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
