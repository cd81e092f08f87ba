from uuid import UUID

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.web import answers, cursors

from .desk import officers_only
from .forms import PeopleForm, PurposeForm


@require_safe
@officers_only(Right.IDENTITY, Right.RECORDS)
def look_up(request, desk):
    """People by number, or by the beginning of a name within one of the officer's regions."""
    form = PeopleForm(request.GET or None, initial={"region": desk.regions[0]})
    facts = {"desk": desk, "form": form, "asked": False}
    if not form.is_valid():
        return render(request, "office/people.html", facts)
    if form.cleaned_data["number"]:
        return _by_number(request, desk, form, facts)
    if form.cleaned_data["name"]:
        facts |= _by_name(request, desk, form) | {"asked": True}
    return render(request, "office/people.html", facts)


def _by_number(request, desk, form, facts):
    try:
        found = identity_queries.volunteer_by_number(form.cleaned_data["number"])
        return redirect("office:person", identity_queries.profile(desk.officer, found.id).id)
    except NotFound:
        form.add_error("number", _("No volunteer of your region has this number. Check it against the pass."))
        return render(request, "office/people.html", facts, status=422)


def _by_name(request, desk, form):
    after = cursors.read(request.GET.get("after"), str, UUID)
    region = desk.region(form.cleaned_data["region"])
    name = form.cleaned_data["name"]
    found = list(identity_queries.people(desk.officer, region_code=region, name=name, after=after))
    page = found[: identity_queries.PAGE]
    return {
        "rows": page,
        "cursor": cursors.written(page[-1].name, page[-1].id) if len(found) > len(page) else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.IDENTITY, Right.RECORDS)
def person(request, desk, volunteer_id):
    """A person's page; a number that was read stands on the page that answers, and nowhere after it."""
    volunteer = identity_queries.profile(desk.officer, volunteer_id)
    form = PurposeForm(request.POST or None)
    number = form.is_valid() and answers.run(
        form,
        lambda: identity_actions.read_document_number(
            actor=desk.officer, volunteer_id=volunteer_id, at=desk.at, **form.cleaned_data
        ),
    )
    facts = {
        "desk": desk,
        "volunteer": volunteer,
        "number": number or "",
        "documents": identity_queries.documents(desk.officer, volunteer_id),
        "totals": record_queries.totals_of(desk.officer, volunteer_id),
    }
    response = answers.form_page(request, "office/person.html", form, **facts)
    response.headers["Cache-Control"] = "no-store"
    return response
