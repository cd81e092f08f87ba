"""Members of an organization: the list and its search, requests, and one member."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.members import actions, queries
from volunteercloud.domain.members.models import State
from volunteercloud.domain.members.queries import Wanted
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.web import answers, cursors

from . import words
from .forms import InviteForm, NoteForm, PeopleForm, RemovalForm, SearchForm


@login_required
@require_safe
def people(request, organization_id):
    """The list. Who works here and may not see members is led on to the staff."""
    actor = answers.actor_of(request)
    if not organization_rules.can_record(actor, organization_id) and organization_rules.can_look_on(
        actor, organization_id
    ):
        return redirect("organizer:staff", organization_id)
    return _list(request, actor, organization_id)


@login_required
@require_POST
def label_people(request, organization_id):
    """Put those ticked under a group or tag, or take them out."""
    actor = answers.actor_of(request)
    ticked, form = _ticked(request, actor, organization_id)
    chosen = form.cleaned_data.get("label") if form.is_valid() else None
    if form.is_valid() and chosen is None:
        form.add_error("label", _("Choose a group or tag."))
    step = {"remove" if request.POST.get("do") == "remove" else "add": [chosen]}
    changed = form.is_valid() and answers.run(
        form,
        lambda: actions.label_members(
            actor=actor, organization_id=organization_id, volunteer_ids=ticked, at=answers.reader_now(), **step
        ),
    )
    if not form.errors:
        said = ngettext("%(number)s member changed.", "%(number)s members changed.", len(changed))
        messages.success(request, said % {"number": len(changed)})
        return redirect(_back(request, organization_id))
    return _list(request, actor, organization_id, form=form)


@login_required
@require_POST
def answer_people(request, organization_id):
    """Take in those ticked, or not, with one reason."""
    actor = answers.actor_of(request)
    ticked, form = _ticked(request, actor, organization_id)
    accept = request.POST.get("do") == "accept"
    answered = form.is_valid() and answers.run(
        form,
        lambda: actions.answer_requests(
            actor=actor,
            organization_id=organization_id,
            volunteer_ids=ticked,
            accept=accept,
            reason=form.cleaned_data["reason"],
            at=answers.reader_now(),
        ),
    )
    if not form.errors:
        said = ngettext("%(number)s request answered.", "%(number)s requests answered.", len(answered))
        messages.success(request, said % {"number": len(answered)})
        return redirect(_back(request, organization_id))
    return _list(request, actor, organization_id, form=form)


@login_required
@require_POST
def invite(request, organization_id):
    """Somebody by their number, which they read from their pass."""
    actor, form = answers.actor_of(request), InviteForm(request.POST, label_suffix="")
    member = form.is_valid() and answers.run(
        form,
        lambda: actions.invite(
            actor=actor, organization_id=organization_id, number=form.cleaned_data["number"], at=answers.reader_now()
        ),
    )
    if not member:
        return _list(request, actor, organization_id, invite_form=form)
    if member.state == State.ACTIVE:
        messages.success(request, _("%(name)s is a member.") % {"name": member.name})
        return redirect("organizer:member", organization_id, member.volunteer_id)
    messages.success(request, _("%(name)s is invited, and finds it under “My organizations”.") % {"name": member.name})
    return redirect(f"{reverse('organizer:people', args=[organization_id])}?state={State.INVITED}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person(request, organization_id, volunteer_id):
    """One member. The form keeps a number and a note."""
    actor, at = answers.actor_of(request), answers.reader_now()
    sees_whole = queries.sees_whole(actor, organization_id)
    member = queries.member(actor, organization_id, volunteer_id)
    form = NoteForm(request.POST or None, initial={"member_number": member.member_number, "note": member.note})
    kept = form.is_valid() and answers.run(
        form,
        lambda: actions.note_member(
            actor=actor, organization_id=organization_id, volunteer_id=volunteer_id, at=at, **form.cleaned_data
        ),
    )
    if kept:
        messages.success(request, _("Saved."))
        return redirect("organizer:member", organization_id, volunteer_id)
    return _member_page(request, actor, member, form, RemovalForm(label_suffix=""), sees_whole=sees_whole)


@login_required
@require_POST
def end(request, organization_id, volunteer_id):
    """End a membership with a reason, or take an invitation back."""
    actor = answers.actor_of(request)
    member = queries.member(actor, organization_id, volunteer_id)
    form = RemovalForm(request.POST, label_suffix="")
    form.fields["reason"].required = member.state == State.ACTIVE
    removed = form.is_valid() and answers.run(
        form,
        lambda: actions.remove_member(
            actor=actor,
            organization_id=organization_id,
            volunteer_id=volunteer_id,
            reason=form.cleaned_data["reason"],
            at=answers.reader_now(),
        ),
    )
    if removed:
        messages.success(request, _("%(name)s is no longer on the list.") % {"name": member.name})
        return redirect("organizer:people", organization_id)
    note = NoteForm(initial={"member_number": member.member_number, "note": member.note})
    return _member_page(request, actor, member, note, form, sees_whole=True)


def _ticked(request, actor, organization_id):
    """Who is ticked: what of it is no id is dropped, the action finds whose they are."""
    said = [value for value in request.POST.getlist("people") if _is_id(value)]
    labels = queries.labels(actor, organization_id)
    form = PeopleForm(request.POST, labels=labels, people=said)
    return [UUID(value) for value in said], form


def _is_id(text):
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _back(request, organization_id):
    """The list as it was, in the state and under the label that the form names."""
    kept = {name: request.POST[name] for name in ("q", "state", "within") if request.POST.get(name)}
    if "within" in kept:
        kept["label"] = kept.pop("within")
    address = reverse("organizer:people", args=[organization_id])
    return f"{address}?{urlencode(kept)}" if kept else address


def _list(request, actor, organization_id, form=None, invite_form=None):
    organization = organization_queries.organization(actor, organization_id)
    labels = queries.labels(actor, organization_id)
    counts = queries.counts(actor, organization_id)
    search = SearchForm(_searched(request), labels=labels, label_suffix="")
    wanted = search.cleaned_data if search.is_valid() else {}
    state = State(wanted.get("state") or State.ACTIVE)
    label = wanted.get("label") if state == State.ACTIVE else None
    asked = Wanted(
        state=state,
        label_id=label,
        text=wanted.get("q", ""),
        after=cursors.read(request.GET.get("after"), str, UUID),
    )
    found = queries.members(actor, organization_id, asked)
    of_label = {one.id: one for one in labels}
    facts = {
        "organization": organization,
        "search": search,
        "form": form or PeopleForm(labels=labels),
        "invite_form": invite_form or InviteForm(label_suffix=""),
        "rows": [(member, [of_label[one] for one in member.labels if one in of_label]) for member in found.members],
        "cursor": cursors.written(*found.after) if found.after else "",
        "state": state,
        "label": of_label.get(label),
        "labels": labels,
        "text": asked.text.strip(),
        "lists": [(one, words.STATES[one][2], counts.by_state[one]) for one in words.STATES],
        "number": counts.by_state[State.ACTIVE],
        "here": counts.by_label.get(label, 0) if label else counts.by_state[state],
        "manages": organization_rules.can_manage(actor, organization_id),
    }
    wrong = any(one is not None and one.errors for one in (form, invite_form))
    return render(request, "organizer/members/people.html", facts, status=422 if wrong else 200)


def _searched(request):
    if request.method != "POST":
        return request.GET
    kept = request.POST.copy()
    kept["label"] = kept.get("within", "")
    return kept


def _member_page(request, actor, member, form, removal, *, sees_whole):
    organization_id = member.organization_id
    of_label = {one.id: one for one in queries.labels(actor, organization_id)}
    facts = {
        "organization": organization_queries.organization(actor, organization_id),
        "member": member,
        "state": words.STATES[member.state],
        "way": words.WAYS[member.via],
        "labels": [of_label[one] for one in member.labels if one in of_label],
        "removal": removal,
        "manages": organization_rules.can_manage(actor, organization_id),
        "sees_whole": sees_whole,
    }
    if sees_whole and member.state != State.INVITED:
        facts["served"] = record_queries.served_with(actor, organization_id, member.volunteer_id)
        facts["shifts"] = activity_queries.shifts_with(actor, organization_id, member.volunteer_id, limit=10)
    response = answers.form_page(request, "organizer/members/member.html", form, **facts)
    response.status_code = 422 if form.errors or removal.errors else 200
    return response
