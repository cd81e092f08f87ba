"""Who holds which office: giving one, changing and ending it, and who stands in for whom."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import officers as identity_officers
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import OfficerGrant, Right
from volunteercloud.web import answers

from .desk import ACTING_FOR, Desk, officers_only, region_name
from .office_forms import OfficeForm, StandInForm, Tasks
from .words import RIGHTS


@dataclass(frozen=True, slots=True)
class Row:
    """An office as the list shows it. ``is_without_region``: its region is no more, and nobody said where it goes on."""

    grant: OfficerGrant
    region: str
    rights: list[str]
    may_end: bool
    may_change: bool
    is_without_region: bool


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only()
def officers(request, desk):
    """Who holds an office in the officer's regions and below, and giving one."""
    form = OfficeForm(request.POST or None, rights=desk.rights)
    granted = form.is_valid() and answers.run(form, lambda: _grant(desk, **form.cleaned_data))
    if granted:
        messages.success(request, _("%(name)s is an officer now.") % {"name": granted.account.label})
        return redirect("office:officers")
    return _page(request, desk, form, StandInForm())


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only()
def office(request, desk, grant_id):
    """One office: its tasks, its last day, and who stands in while its officer is away."""
    row = next((row for row in _rows(desk) if row.grant.id == grant_id), None)
    if row is None:
        raise NotFound
    given = {"rights": row.grant.rights, "ends_on": row.grant.ends_on}
    form = Tasks(request.POST or None, rights=desk.rights | set(row.grant.rights), initial=given)
    changed = form.is_valid() and answers.run(
        form,
        lambda: identity_actions.change_office(actor=desk.officer, grant_id=grant_id, at=desk.at, **form.cleaned_data),
    )
    if changed:
        messages.success(request, _("Changed. It holds from the next step on."))
        return redirect("office:officers")
    return answers.form_page(request, "office/office.html", form, desk=desk, row=row, stand_in_form=StandInForm())


@require_POST
@officers_only()
def revoke(request, desk, account_id, region_code=""):
    identity_actions.revoke_office(actor=desk.officer, account_id=account_id, region_code=region_code, at=desk.at)
    return redirect("office:officers")


@require_POST
@officers_only()
def stand_in(request, desk, absent_id):
    """Name who stands in for an officer: oneself, or one below."""
    form = StandInForm(request.POST)
    named = form.is_valid() and answers.run(form, lambda: _name(desk, absent_id, **form.cleaned_data))
    if named:
        messages.success(request, _("%(name)s stands in on these days.") % {"name": named.account.label})
        return redirect("office:officers")
    return _page(request, desk, OfficeForm(rights=desk.rights), form)


@require_POST
@officers_only()
def end_stand_in(request, desk, stand_in_id):
    identity_actions.end_stand_in(actor=desk.officer, stand_in_id=stand_in_id, at=desk.at)
    return redirect("office:officers")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sit(request, stand_in_id):
    """Sit down at the desk of an officer who is away. Only today's stand-in may, and each page there asks again."""
    found = next((one for one in identity_officers.stand_ins(answers.actor_of(request)) if one.id == stand_in_id), None)
    if found is None:
        raise NotFound
    if request.method != "POST":
        return render(request, "office/sit.html", {"one": found})
    request.session[ACTING_FOR] = {"id": str(found.absent_id), "name": found.absent.label}
    return redirect("office:queue")


@require_POST
def get_up(request):
    """Back to one's own desk."""
    request.session.pop(ACTING_FOR, None)
    return redirect("office:officers")


def _page(request, desk, form, stand_in_form):
    facts = {
        "desk": desk,
        "rows": _rows(desk),
        "stand_in_form": stand_in_form,
        "absences": identity_officers.absences(desk.regions_for()),
        "refused": stand_in_form.errors,
    }
    response = answers.form_page(request, "office/officers.html", form, **facts)
    if stand_in_form.errors:
        response.status_code = 422
    return response


def _rows(desk: Desk) -> list[Row]:
    found = {grant.id: grant for code in desk.regions_for() for grant in identity_officers.officers(code)}
    holder = desk.officer.acting_for or desk.officer.id
    rows = []
    for grant in found.values():
        is_given_by_holder = grant.delegated_from is not None and grant.delegated_from.account_id == holder
        is_below = desk.is_above(grant.region_code)
        is_own = grant.account_id == holder
        rows.append(
            Row(
                grant,
                region_name(grant.region_code),
                [str(RIGHTS[Right(right)]) for right in grant.rights],
                may_end=is_below or is_given_by_holder or grant.account_id == desk.officer.id,
                may_change=(is_below or is_given_by_holder) and not is_own,
                is_without_region=is_ended(grant),
            )
        )
    return rows


def is_ended(grant: OfficerGrant) -> bool:
    region = grant.region
    return region is not None and region.valid_to is not None and region.successor_id is None


def _grant(desk, number, region_code, rights, ends_on):
    return identity_actions.grant_office(
        actor=desk.officer,
        account_id=_whose(number),
        region_code=region_code,
        rights=rights,
        ends_on=ends_on,
        at=desk.at,
    )


def _name(desk, absent_id, number, first_day, last_day):
    return identity_actions.name_stand_in(
        actor=desk.officer,
        absent_id=absent_id,
        account_id=_whose(number),
        first_day=first_day,
        last_day=last_day,
        at=desk.at,
    )


def _whose(number):
    try:
        return identity_queries.volunteer_by_number(number).id
    except NotFound:
        raise Refused(
            "office.number_unknown",
            _("No volunteer has this number."),
            next_step=_("Check it against the pass."),
            field="number",
        ) from None
