"""How people come: the settings, links, and the QR code of a link on a page to print."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from volunteercloud.core import qr
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.members import actions, links, queries
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.web import answers

from . import words
from .forms import JoiningForm, LinkForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ways(request, organization_id):
    """Who can join, and the links that stand."""
    actor = answers.actor_of(request)
    _check_manages(actor, organization_id)
    standing = queries.joining(organization_id)
    stands = {"joining": standing.joining, "again_after_days": standing.again_after_days}
    form = JoiningForm(request.POST or None, initial=stands, label_suffix="")
    kept = form.is_valid() and answers.run(
        form,
        lambda: actions.set_joining(
            actor=actor, organization_id=organization_id, at=answers.reader_now(), **form.cleaned_data
        ),
    )
    if kept:
        messages.success(request, _("Saved."))
        return redirect("organizer:ways", organization_id)
    return _page(request, actor, organization_id, form, _link_form(actor, organization_id))


@login_required
@require_POST
def make_link(request, organization_id):
    actor = answers.actor_of(request)
    form = _link_form(actor, organization_id, request.POST)
    made = form.is_valid() and answers.run(
        form,
        lambda: actions.make_link(
            actor=actor, organization_id=organization_id, at=answers.reader_now(), **form.cleaned_data
        ),
    )
    if made:
        return redirect("organizer:join_link", organization_id, made.id)
    _check_manages(actor, organization_id)
    standing = queries.joining(organization_id)
    stands = {"joining": standing.joining, "again_after_days": standing.again_after_days}
    return _page(request, actor, organization_id, JoiningForm(initial=stands, label_suffix=""), form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def link(request, organization_id, link_id):
    """One link with its QR code, to be printed or sent; the button takes it back."""
    actor, at = answers.actor_of(request), answers.reader_now()
    if request.method == "POST":
        actions.revoke_link(actor=actor, organization_id=organization_id, link_id=link_id, at=at)
        messages.success(request, _("The link is taken back. Nobody joins by it any more."))
        return redirect("organizer:ways", organization_id)
    one = queries.join_link(actor, organization_id, link_id)
    address = settings.SITE_URL + reverse("volunteer:join", args=[links.make(organization_id, link_id)])
    facts = {
        "organization": organization_queries.organization(actor, organization_id),
        "link": one,
        "address": address,
        "code": qr.svg(address, title=_("QR code of the link to join")),
        "is_over": one.expires_at <= at,
    }
    return render(request, "organizer/members/link.html", facts)


def _check_manages(actor, organization_id):
    if not organization_rules.can_manage(actor, organization_id):
        raise NotAllowed("organization.not_manager")


def _link_form(actor, organization_id, said=None):
    return LinkForm(said, labels=queries.labels(actor, organization_id), label_suffix="")


def _page(request, actor, organization_id, form, link_form):
    facts = {
        "organization": organization_queries.organization(actor, organization_id),
        "link_form": link_form,
        "links": queries.join_links(actor, organization_id),
        "ways": words.JOINING.values(),
        "now": answers.reader_now(),
    }
    response = answers.form_page(request, "organizer/members/ways.html", form, **facts)
    response.status_code = 422 if form.errors or link_form.errors else 200
    return response
