"""Where an organization's events are sent: the addresses, what was sent to one, and the steps of its owners."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core import meters
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.hooks import actions, queries
from volunteercloud.domain.hooks.models import MOST_ADDRESSES, DeliveryState
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.web import answers, cursors

from . import words
from .forms import EndpointForm, SecretForm

STEPS = {"test": actions.send_test, "pause": actions.pause, "resume": actions.resume, "delete": actions.delete}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request, organization_id):
    """The addresses; the secret of a new one is shown on the page that answers its making, and never again."""
    actor = answers.actor_of(request)
    queries.check_keeper(actor, organization_id)
    form = EndpointForm(request.POST or None)
    made = form.is_valid() and answers.run(
        form,
        lambda: actions.add(actor=actor, organization_id=organization_id, at=answers.reader_now(), **form.cleaned_data),
    )
    rows = [(each, words.state(each)) for each in queries.endpoints(actor, organization_id)]
    facts = {
        "organization": organization_queries.organization(actor, organization_id),
        "rows": rows,
        "has_room": len(rows) < MOST_ADDRESSES,
        "made": made[0] if made else None,
        "secret": made[1] if made else "",
    }
    return answers.form_page(request, "organizer/webhooks/webhooks.html", EndpointForm() if made else form, **facts)


@login_required
@never_cache
@require_safe
def webhook(request, organization_id, endpoint_id):
    endpoint = queries.endpoint(answers.actor_of(request), organization_id, endpoint_id)
    return _page(request, endpoint, _form_of(endpoint))


@login_required
@never_cache
@require_POST
def change(request, organization_id, endpoint_id):
    actor = answers.actor_of(request)
    endpoint = queries.endpoint(actor, organization_id, endpoint_id)
    form = EndpointForm(request.POST)
    changed = form.is_valid() and answers.run(
        form,
        lambda: actions.change(actor=actor, at=answers.reader_now(), **_key(endpoint), **form.cleaned_data),
    )
    if not changed:
        return _page(request, endpoint, form)
    messages.success(request, _("Changed."))
    return redirect("organizer:webhook", organization_id, endpoint_id)


@login_required
@never_cache
@require_POST
def renew_secret(request, organization_id, endpoint_id):
    """A new secret, shown on the page that answers."""
    form = SecretForm(request.POST)
    endpoint, secret = actions.renew_secret(
        actor=answers.actor_of(request),
        organization_id=organization_id,
        endpoint_id=endpoint_id,
        at_once=form.is_valid() and form.cleaned_data["at_once"],
        at=answers.reader_now(),
    )
    return _page(request, endpoint, _form_of(endpoint), secret=secret)


@login_required
@require_POST
def step(request, organization_id, endpoint_id):
    """Send a test, pause, go on, or delete."""
    name = request.POST.get("do", "")
    if name not in STEPS:
        raise NotFound
    done = _done(request, STEPS[name], name, organization_id=organization_id, endpoint_id=endpoint_id)
    if done and name == "delete":
        return redirect("organizer:webhooks", organization_id)
    return redirect("organizer:webhook", organization_id, endpoint_id)


@login_required
@require_POST
def delivery(request, organization_id, endpoint_id, event_id):
    """Send one event again."""
    named = {"organization_id": organization_id, "endpoint_id": endpoint_id, "event_id": event_id}
    _done(request, actions.resend, "again", **named)
    return redirect("organizer:webhook", organization_id, endpoint_id)


def _done(request, action, name, **named):
    try:
        action(actor=answers.actor_of(request), at=answers.reader_now(), **named)
    except Refused as refusal:
        meters.told_no(refusal)
        messages.error(request, str(refusal))
        return False
    messages.success(request, words.DONE[name])
    return True


def _key(endpoint):
    return {"organization_id": endpoint.organization_id, "endpoint_id": endpoint.id}


def _form_of(endpoint):
    return EndpointForm(initial={"name": endpoint.name, "url": endpoint.url, "kinds": endpoint.kinds})


def _page(request, endpoint, form, secret=""):
    actor = answers.actor_of(request)
    state = request.GET.get("state", "")
    state = state if state in DeliveryState.values else ""
    cursor = cursors.read(request.GET.get("after"), UUID)
    found = queries.deliveries(actor, endpoint.organization_id, endpoint.id, state, cursor and cursor[0])
    shown = found[: queries.PAGE]
    at = answers.reader_now()
    facts = {
        "organization": organization_queries.organization(actor, endpoint.organization_id),
        "endpoint": endpoint,
        "state": words.state(endpoint),
        "why_paused": words.WHY_PAUSED.get(endpoint.paused_by, ""),
        "old_until": endpoint.old_until if endpoint.old_until and endpoint.old_until > at else None,
        "secret": secret,
        "secret_form": SecretForm(),
        "hours": settings.WEBHOOK_OVERLAP_HOURS,
        "wanted": state,
        "states": [(value, label) for value, (_kind, label) in words.STATES.items()],
        "rows": [(each, words.kind(each), words.standing(each), words.answer(each)) for each in shown],
        "after": cursors.written(shown[-1].event_id) if len(found) > len(shown) else None,
    }
    return answers.form_page(request, "organizer/webhooks/webhook.html", form, **facts)
