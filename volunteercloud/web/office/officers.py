from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.web import answers

from .desk import officers_only
from .forms import OfficeForm


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only()
def officers(request, desk):
    """Who holds an office in the officer's regions and below, and granting one further down."""
    form = OfficeForm(request.POST or None)
    granted = form.is_valid() and answers.run(form, lambda: _grant(desk, **form.cleaned_data))
    if granted:
        messages.success(request, _("%(name)s is an officer now.") % {"name": granted.account.label})
        return redirect("office:officers")
    rows = [
        (grant, desk.is_above(grant.region_id))
        for region in desk.regions
        for grant in identity_queries.officers(region)
    ]
    return answers.form_page(request, "office/officers.html", form, desk=desk, rows=rows)


@require_POST
@officers_only()
def revoke(request, desk, account_id, region_code):
    identity_actions.revoke_office(actor=desk.officer, account_id=account_id, region_code=region_code, at=desk.at)
    return redirect("office:officers")


def _grant(desk, number, region_code):
    try:
        account_id = identity_queries.volunteer_by_number(number).id
    except NotFound:
        raise Refused(
            "office.number_unknown",
            _("No volunteer has this number."),
            next_step=_("Check it against the pass."),
            field="number",
        ) from None
    return identity_actions.grant_office(actor=desk.officer, account_id=account_id, region_code=region_code, at=desk.at)
