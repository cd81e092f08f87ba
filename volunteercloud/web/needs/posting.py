"""Posting a need: typed on one page, looked at as everybody will see it, then posted. Nothing that was typed is lost:
neither by a refusal nor by signing in on the way."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from volunteercloud.core import ids
from volunteercloud.core.errors import Refused
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.needs import queries
from volunteercloud.domain.needs.actions import posting
from volunteercloud.domain.needs.models import EDITABLE, PosterKind
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations.rules import MANAGERS
from volunteercloud.web import answers

from . import kept
from .forms import NeedForm, initial_of

DISTRICT_DIGITS = 6
LATER = "later"  # the button that keeps a draft without asking for the rest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def post(request):
    """A new need. Whoever is not signed in yet finds what they typed here again afterwards."""
    actor = answers.actor_of(request)
    typed = request.POST if request.method == "POST" else kept.typed(request)
    form = NeedForm(typed, seats=_seats(actor), draft=LATER in request.POST, initial=_begun(request, actor))
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, was_kept=request.method != "POST" and typed is not None)
    if actor.id is None:
        kept.keep(request, set(form.fields))
        return redirect_to_login(reverse("needs:post"))
    try:
        need = _save(actor, form, form.cleaned_data.get("organization_id") or None)
    except Refused as refusal:
        kept.keep(request, set(form.fields))  # the way out may lead over another page, such as proving a phone number
        form.refuse(refusal)
        return _page(request, form, refusal=refusal)
    kept.forget(request)
    return _go_on(request, need)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, need_id):
    """A draft, or a need that was returned to be mended. Whoever was signed out meanwhile signs in and goes on."""
    actor = answers.actor_of(request)
    if actor.id is None:
        if request.method == "POST":
            kept.keep(request, set(NeedForm.base_fields))
        return redirect_to_login(request.path)
    mine = queries.my_need(actor, need_id)
    if mine.need.state not in EDITABLE:
        return redirect("needs:my_need", need_id)
    typed = request.POST or kept.typed(request, need_id)
    form = NeedForm(typed, draft=LATER in request.POST, initial=initial_of(mine.need, mine.details))
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, need=mine.need, was_kept=request.method != "POST" and typed is not None)
    try:
        need = _save(actor, form, _organization_of(mine.need), need_id)
    except Refused as refusal:
        form.refuse(refusal)
        return _page(request, form, need=mine.need, refusal=refusal)
    kept.forget(request)
    return _go_on(request, need)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request, need_id):
    """The need as everybody will see it and, apart, what only who comes will see; from here it is posted."""
    actor = answers.actor_of(request)
    mine = queries.my_need(actor, need_id)
    if mine.need.state not in EDITABLE:
        return redirect("needs:my_need", need_id)
    if request.method == "POST":
        try:
            posting.post_need(actor=actor, need_id=need_id, at=answers.reader_now())
        except Refused as refusal:
            return _refused(request, mine, refusal)
        messages.success(request, _("Your need is posted. You hear as soon as somebody has looked at it."))
        return redirect("needs:my_need", need_id)
    return _preview(request, mine)


def _preview(request, mine, refusal=None):
    station = queries.station_for(mine.need.region_id or "")
    facts = {"need": mine.need, "details": mine.details, "station": station, "refusal": refusal}
    return render(request, "needs/preview.html", facts, status=409 if refusal else 200)


def _refused(request, mine, refusal):
    """Where something written has to be mended the form is shown, with the reason below that field."""
    if refusal.field is None:
        return _preview(request, mine, refusal)
    form = NeedForm(_as_typed(initial_of(mine.need, mine.details)))
    form.is_valid()
    form.refuse(refusal)
    return _page(request, form, need=mine.need, refusal=refusal, address=reverse("needs:change", args=[mine.need.id]))


def _as_typed(initial):
    """A need as if its form had just been sent."""
    typed = QueryDict(mutable=True)
    for name, field in NeedForm(initial=initial).fields.items():
        value = field.prepare_value(initial.get(name))
        if isinstance(value, list | tuple):
            typed.setlist(name, [str(one) for one in value])
        elif value is True:
            typed[name] = "on"
        elif value not in (None, "", False):
            typed[name] = field.widget.format_value(value)
    return typed


def _save(actor, form, organization_id, need_id=None):
    return posting.save_need(
        actor=actor,
        need_id=need_id or form.cleaned_data["need_id"],
        draft=form.draft(),
        organization_id=organization_id,
        at=answers.reader_now(),
    )


def _go_on(request, need):
    if LATER in request.POST:
        messages.success(request, _("The draft is kept. Go on with it whenever you like."))
        return redirect("needs:mine")
    return redirect("needs:preview", need.id)


def _page(request, form, **facts):
    return answers.form_page(request, "needs/post.html", form, later=LATER, **facts)


def _begun(request, actor):
    """What is known of the reader: where they live, how to reach them, in whose name they came to ask."""
    home = identity_queries.home_region(actor)
    begun = {"need_id": ids.uuid7(), "region_code": home if len(home) >= DISTRICT_DIGITS else ""}
    begun |= {"organization_id": request.GET.get("for", ""), "contact_name": actor.label if actor.id else ""}
    phone = identity_queries.phone_of(request.user) if actor.id else None
    return begun | {"contact_phone": phone[0] if phone else ""}


def _seats(actor):
    return [seat for seat in organization_queries.my_organizations(actor) if seat.role in MANAGERS]


def _organization_of(need):
    return need.poster_id if need.poster_kind == PosterKind.ORGANIZATION else None
