"""Whom a shift helps and where: for who is on its roster, from the day before. Every look is kept."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_POST

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.needs import docking_queries
from volunteercloud.domain.needs.actions import opening
from volunteercloud.web import answers

from . import whom


@login_required
@require_POST
def need_address(request, organization_id, shift_id):
    """A page of its own, which no address leads to and no browser keeps."""
    actor, volunteer_id = answers.actor_of(request), whom.id_of(request)
    mine = activity_queries.my_place(actor, organization_id, shift_id, volunteer_id)
    need = docking_queries.need_of_shift(organization_id, shift_id)
    if need is None:
        raise NotFound
    details = opening.open_details(actor=actor, need_id=need.id, volunteer_id=volunteer_id, at=answers.reader_now())
    facts = {"mine": mine, "need": need, "details": details, "whom": whom.of(request)}
    response = render(request, "volunteer/activities/need_address.html", facts)
    response.headers["Cache-Control"] = "no-store"
    return response
