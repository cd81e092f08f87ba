"""One's own copy: everything as a file to keep, and copies that were brought from other places."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.domain.credentials import actions as credential_actions
from volunteercloud.domain.credentials import copies, packages
from volunteercloud.domain.credentials.models import Signer
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.nodes import queries as node_queries
from volunteercloud.domain.transfers import actions as transfer_actions
from volunteercloud.domain.transfers import terms
from volunteercloud.web import answers, moving_words

from . import whom

LARGEST_MEGABYTES = 32
ENTRIES_SHOWN = 200


class BringForm(forms.Form):
    file = forms.FileField(
        label=_("Your copy"),
        help_text=_("The ZIP file as you downloaded it at the other place."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )

    def clean_file(self):
        """Told by its size before a byte is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_MEGABYTES * 1_000_000:
            raise ValidationError(_("This file is over 32 MB. A copy of a long life of service is far smaller."))
        return file


class AgreeForm(forms.Form):
    """The consent to one transfer from one place; its text names both."""

    terms = forms.BooleanField(label=_("I agree"))


@login_required
@require_safe
def copy(request):
    actor, about = answers.actor_of(request), whom.of(request)
    identity_queries.profile(actor, about.id)
    mine = copies.mine(actor, about.id)
    titles = moving_words.titles({package.node_name for package in mine if package.signer == Signer.TRUSTED})
    brought = [(package, titles.get(package.node_name, package.node_name)) for package in mine]
    facts = {"whom": about, "brought": brought}
    return render(request, "volunteer/copies/copy.html", facts)


@login_required
@require_POST
@reauthentication_required
def download(request):
    """Asks for the password again: this is all that there is about a person, in one file."""
    actor, volunteer_id, now = answers.actor_of(request), whom.id_of(request), answers.reader_now()
    volunteer = credential_actions.take_copy(actor=actor, volunteer_id=volunteer_id, at=now)
    return answer_with(packages.made(actor, volunteer_id, now), volunteer.number, now)


def answer_with(file, number, now):
    name = f"volunteer-{number}-{timezone.localtime(now):%Y-%m-%d}.zip"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request):
    actor, about = answers.actor_of(request), whom.of(request)
    form = BringForm(request.POST, request.FILES) if request.method == "POST" else BringForm()
    brought = form.is_valid() and answers.run(form, lambda: _bring(actor, about.id, form))
    if brought:
        return redirect(reverse("volunteer:brought_copy", args=[brought.id]) + about.query)
    return answers.form_page(request, "volunteer/copies/bring.html", form, whom=about)


def _bring(actor, volunteer_id, form):
    return credential_actions.bring_copy(
        actor=actor, volunteer_id=volunteer_id, file=form.cleaned_data["file"].file, at=answers.reader_now()
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def brought(request, package_id):
    """What was brought, and the consent by which its place is asked to hand the records over."""
    actor, about = answers.actor_of(request), whom.of(request)
    package = copies.one(actor, about.id, package_id)
    node = node_queries.confirmed(package.node_name) if package.signer == Signer.TRUSTED else None
    place = moving_words.title(node, package.node_name)
    form = AgreeForm(request.POST if request.method == "POST" else None)
    transfer = node and form.is_valid() and answers.run(form, lambda: _ask(actor, about.id, package))
    if transfer:
        messages.success(request, say("The other place has been asked. You agree there as well."))
        return redirect(reverse("volunteer:brought_copy", args=[package.id]) + about.query)
    facts = {
        "whom": about,
        "package": package,
        "node": node,
        "place": place,
        "entries": copies.entries(package, ENTRIES_SHOWN),
        "transfer": copies.transfer_of(actor, about.id, package),
        "terms": node and terms.text(place, moving_words.own_title()),
    }
    return answers.form_page(request, "volunteer/copies/brought.html", form, **facts)


def _ask(actor, volunteer_id, package):
    return transfer_actions.ask(
        actor=actor,
        volunteer_id=volunteer_id,
        node_name=package.node_name,
        bring=True,
        terms=terms.VERSION,
        at=answers.reader_now(),
    )


@login_required
@require_POST
def remove(request, package_id):
    actor, volunteer_id = answers.actor_of(request), whom.id_of(request)
    credential_actions.remove_copy(
        actor=actor, volunteer_id=volunteer_id, package_id=package_id, at=answers.reader_now()
    )
    messages.success(request, say("The copy has been removed."))
    return redirect(reverse("volunteer:copy") + whom.query_of(request))
