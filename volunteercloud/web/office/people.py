"""Looking up at the desk: one field for every kind of number, people by name or document, a person's page and records."""

import re
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from volunteercloud.core import ids
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import joining
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.office import actions as office_actions
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records import explaining
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.web import answers
from volunteercloud.web.objections import words

from .desk import officers_only
from .forms import PurposeForm
from .look_up_forms import DocumentForm, MergeForm, NameForm, NumberForm, UndoForm

CERTIFICATE = re.compile(r"ZM[A-Z0-9]+")
FORMS = {"number": NumberForm, "name": NameForm, "document": DocumentForm}


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.IDENTITY, Right.RECORDS)
def look_up(request, desk):
    """What is asked travels in the body of the request, so that no address and no log of addresses holds it."""
    by = request.POST.get("by", "")
    initial = {"region_code": desk.regions[0]}
    forms = {name: form(request.POST if name == by else None, initial=initial) for name, form in FORMS.items()}
    form = forms.get(by, forms["number"])
    found = form.is_valid() and answers.run(form, lambda: LOOK_UP[by](desk, **form.cleaned_data))
    if isinstance(found, str):
        return redirect(found)
    if by == "number" and found and found[0].volunteer_id:
        return redirect("office:person", found[0].volunteer_id)
    facts = {"desk": desk, "forms": forms, "asked": by if found is not None and form.is_valid() else "", "hits": found}
    response = answers.form_page(request, "office/people.html", form, **facts)
    response.headers["Cache-Control"] = "no-store"
    return response


def _by_number(desk, number):
    """A volunteer, a certificate, a record or an organization: each kind of number has a form of its own."""
    if CERTIFICATE.fullmatch(ids.clean_public_code(number)):
        return f"{reverse('verify:look_up')}?{urlencode({'number': number, 'code': ''})}"
    if (record_id := _uuid(number)) is not None:
        return _record(desk, record_id)
    cleaned = ids.clean_public_code(number)
    if cleaned.startswith("V") and len(cleaned) < 18:
        return identity_actions.look_up_number(actor=desk.officer, number=number, at=desk.at)
    return f"{reverse('office:organizations')}?{urlencode({'text': number})}"


def _by_name(desk, region_code, **asked):
    return identity_actions.look_up_name(
        actor=desk.officer, region_code=region_code or desk.regions[0], at=desk.at, **asked
    )


def _by_document(desk, document, purpose):
    return identity_actions.look_up_document(actor=desk.officer, number=document, purpose=purpose, at=desk.at)


LOOK_UP = {"number": _by_number, "name": _by_name, "document": _by_document}


def _record(desk, record_id):
    try:
        return reverse("office:record", args=[explaining.volunteer_of(desk.officer, record_id), record_id])
    except NotFound:
        return []


def _uuid(text):
    try:
        return UUID(text.strip())
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.IDENTITY, Right.RECORDS)
def person(request, desk, volunteer_id):
    """A person's page; a number that was read stands on the page that answers, and nowhere after it."""
    form = PurposeForm(request.POST or None)
    number = form.is_valid() and answers.run(
        form,
        lambda: identity_actions.read_document_number(
            actor=desk.officer, volunteer_id=volunteer_id, at=desk.at, **form.cleaned_data
        ),
    )
    return _person_page(request, desk, volunteer_id, form=form, number=number or "")


@require_POST
@officers_only(Right.IDENTITY)
def propose_merge(request, desk, volunteer_id):
    """Say that this person has a second number."""
    form = MergeForm(request.POST)
    proposed = form.is_valid() and answers.run(
        form,
        lambda: office_actions.propose_merge(
            actor=desk.officer, volunteer_id=volunteer_id, at=desk.at, **form.cleaned_data
        ),
    )
    if proposed:
        messages.success(request, _("Proposed. Another officer decides."))
        return redirect("office:person", volunteer_id)
    return _person_page(request, desk, volunteer_id, merge_form=form)


@require_POST
@officers_only(Right.IDENTITY)
def undo_merge(request, desk, volunteer_id, merge_id):
    form = UndoForm(request.POST)
    undone = form.is_valid() and answers.run(
        form,
        lambda: office_actions.undo_merge(
            actor=desk.officer, volunteer_id=volunteer_id, merge_id=merge_id, at=desk.at, **form.cleaned_data
        ),
    )
    if undone:
        messages.success(request, _("Parted again."))
        return redirect("office:person", volunteer_id)
    return _person_page(request, desk, volunteer_id, undo_form=form)


def _person_page(request, desk, volunteer_id, *, form=None, merge_form=None, undo_form=None, number=""):
    volunteer = identity_actions.open_person(actor=desk.officer, volunteer_id=volunteer_id, at=desk.at)
    rights = desk.rights_in(volunteer.region_id or "")
    is_for_identity = Right.IDENTITY in rights
    facts = {
        "desk": desk,
        "rights": rights,
        "volunteer": volunteer,
        "number": number,
        "merge_form": merge_form or MergeForm(),
        "undo_form": undo_form or UndoForm(),
        "merges": joining.merges_of(volunteer_id) if is_for_identity else [],
        "documents": identity_queries.documents(desk.officer, volunteer_id) if is_for_identity else [],
        "totals": record_queries.totals_of(desk.officer, volunteer_id) if Right.RECORDS in rights else None,
    }
    response = answers.form_page(request, "office/person.html", form or PurposeForm(), **facts)
    if (merge_form or undo_form) is not None:
        response.status_code = 422
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD"])
@officers_only(Right.RECORDS)
def record(request, desk, volunteer_id, record_id):
    """One record in all its versions with what the rules said; the person sees that it was read."""
    explained = record_actions.read_explanation(
        actor=desk.officer, volunteer_id=volunteer_id, record_id=record_id, at=desk.at
    )
    versions = [each.version for each in explained]
    facts = {
        "desk": desk,
        "volunteer_id": volunteer_id,
        "record": versions[0],
        "versions": versions,
        "explained": explained,
        **words.beside(versions[0], desk.at),
    }
    return render(request, "office/record.html", facts)
