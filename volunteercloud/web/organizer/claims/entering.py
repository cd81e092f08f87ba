"""Late entries: who served on a shift that is over, with the reason why it comes late."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.claims import actions, queries, rules
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.web import answers

from .forms import LateForm


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one person in this entry."""

    name: str
    refusal: Refused | None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def late(request, organization_id, shift_id):
    """The page says what became of each person; sent twice, it says the same again."""
    actor, now, results = answers.actor_of(request), answers.reader_now(), []
    people = queries.rostered(actor, organization_id, shift_id)
    shift = activity_queries.shift(organization_id, shift_id)
    form = _form_of(request, shift, people)
    if form.is_valid():
        results = answers.run(form, lambda: _enter(actor, shift, form, people, now)) or []
        people = queries.rostered(actor, organization_id, shift_id)
    facts = {
        "sheet": {"shift": shift},
        "organization": shift.organization,
        "people": [row.sign_up for row in people if not row.is_recorded],
        "chosen": [] if results else form["people"].value() or [],
        "results": results,
        "refused": sum(bool(result.refusal) for result in results),
        "refusal": rules.why_not_entered(shift, now),
        "me": actor.id,
    }
    return answers.form_page(request, "organizer/claims/late.html", form, **facts)


def _form_of(request, shift, people):
    times = {"starts_at": shift.starts_at, "ends_at": shift.ends_at, "break_minutes": shift.break_minutes}
    form = LateForm(request.POST or None, initial=times)
    names = [(str(row.sign_up.volunteer_id), row.sign_up.volunteer_name) for row in people]
    form.fields["people"].choices, form.fields["people"].coerce = names, UUID
    return form


def _enter(actor, shift, form, people, now):
    said = form.cleaned_data
    times = {name: said[name] for name in ("starts_at", "ends_at", "break_minutes", "explanation")}
    names = {row.sign_up.volunteer_id: row.sign_up.volunteer_name for row in people}
    entries = [actions.LateEntry(volunteer_id=person, **times) for person in said["people"]]
    if said["number"]:
        added = _person(said["number"])
        names.setdefault(added.id, added.name)
        entries.append(actions.LateEntry(volunteer_id=added.id, added_reason=said["added_reason"], **times))
    outcomes = actions.enter_late(
        actor=actor,
        organization_id=shift.organization_id,
        shift_id=shift.id,
        entries=entries,
        reason=said["reason"],
        at=now,
    )
    return [Result(names[outcome.volunteer_id], outcome.refusal) for outcome in outcomes]


def _person(number):
    try:
        return identity_queries.volunteer_by_number(number)
    except NotFound:
        raise Refused(
            "late.unknown_number",
            _("Nobody has this number."),
            next_step=_("Compare it with the volunteer's own page."),
            field="number",
        ) from None
