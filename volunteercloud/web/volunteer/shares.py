"""Pages that show a chosen part of one's service: what there is, making one, its address, taking it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core import qr
from volunteercloud.domain.credentials import actions as credential_actions
from volunteercloud.domain.credentials import sharing
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.web import answers

from . import whom
from .share_forms import ShareForm, year_of


@login_required
@require_safe
def shares(request):
    actor, about, now = answers.actor_of(request), whom.of(request), answers.reader_now()
    mine = sharing.mine(actor, about.id)
    facts = {
        "whom": about,
        "standing": [one for one in mine if one.withdrawn_at is None and one.until > now],
        "ended": [one for one in mine if one.withdrawn_at or one.until <= now],
    }
    return render(request, "volunteer/shares/shares.html", facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    actor, about = answers.actor_of(request), whom.of(request)
    choices = sharing.choices(actor, about.id, year_of(request))
    form = ShareForm(request.POST or None, choices=choices)
    share = form.is_valid() and answers.run(form, lambda: _share(actor, about.id, form))
    if share:
        messages.success(request, _("The page is there. Hand its link or its code to whoever should see it."))
        return redirect(reverse("volunteer:share", args=[share.id]) + about.query)
    facts = {"whom": about, "choices": choices, "chosen": form.chosen_records()}
    return answers.form_page(request, "volunteer/shares/new.html", form, **facts)


def _share(actor, volunteer_id, form):
    return credential_actions.share(
        actor=actor,
        volunteer_id=volunteer_id,
        chosen=form.chosen(),
        days=form.cleaned_data["days"],
        at=answers.reader_now(),
    )


@login_required
@require_safe
def share(request, share_id):
    actor, about, now = answers.actor_of(request), whom.of(request), answers.reader_now()
    shown = sharing.seen_by_holder(actor, about.id, share_id, now)
    is_open = shown.share.withdrawn_at is None and shown.share.until > now
    address = sharing.url_of(shown.share) if is_open else ""
    facts = {
        "whom": about,
        "volunteer": identity_queries.volunteer(about.id),
        "shown": shown,
        "share": shown.share,
        "address": address,
        "qr": qr.svg(address, title=_("QR code of the link")) if address else "",
    }
    return render(request, "volunteer/shares/share.html", facts)


@login_required
@require_POST
def withdraw(request, share_id):
    actor, volunteer_id = answers.actor_of(request), whom.id_of(request)
    credential_actions.withdraw_share(
        actor=actor, volunteer_id=volunteer_id, share_id=share_id, at=answers.reader_now()
    )
    messages.success(request, _("The page is withdrawn. Its link and its code lead to nothing any more."))
    return redirect(reverse("volunteer:shares") + whom.query_of(request))
