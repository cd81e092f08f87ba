"""The searches that the reader keeps: a list, saving, changing, throwing away; and the end of their mails."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.domain.search import actions, saved
from volunteercloud.domain.search.actions.saving import MOST_SIGNS
from volunteercloud.domain.search.models import Telling
from volunteercloud.web import answers

SAID = {
    Telling.NO.value: gettext_lazy("You are not told of new matches."),
    Telling.INBOX.value: gettext_lazy("You are told of new matches in your messages, once a day at most."),
    Telling.EMAIL.value: gettext_lazy("You are told of new matches by e-mail, once a day at most."),
}


class SaveForm(forms.Form):
    search_id = forms.UUIDField(widget=forms.HiddenInput)
    query = forms.CharField(max_length=4000, required=False, widget=forms.HiddenInput, strip=False)
    name = forms.CharField(max_length=MOST_SIGNS, label=gettext_lazy("Name"))
    telling = forms.ChoiceField(choices=Telling.choices, initial=Telling.INBOX)


class ChangeForm(forms.Form):
    name = forms.CharField(max_length=MOST_SIGNS, label=gettext_lazy("Name"))
    telling = forms.ChoiceField(choices=Telling.choices)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def searches(request):
    """All that one keeps; sent a form, it keeps one more."""
    actor = answers.actor_of(request)
    form = SaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at = answers.reader_now()
        if answers.run(form, lambda: actions.save_search(actor=actor, at=at, **form.cleaned_data)):
            messages.success(request, _("The search is saved."))
            return redirect("volunteer:searches")
    facts = {"kept": [(search, SAID[search.telling], _feeds(search)) for search in saved.mine(actor)]}
    return answers.form_page(request, "volunteer/finding/searches.html", form, **facts)


def _feeds(search):
    token = saved.feed_token(search)
    return reverse("volunteer:search_calendar", args=[token]), reverse("volunteer:search_feed", args=[token])


@login_required
@require_safe
def search(request, search_id):
    """Leads to the results: what a message names, so that its address stays short and the search may change."""
    kept = saved.search(answers.actor_of(request), search_id)
    return redirect(f"{reverse('volunteer:find')}?{kept.query}")


@login_required
@require_POST
def change(request, search_id):
    actor, at = answers.actor_of(request), answers.reader_now()
    form = ChangeForm(request.POST)
    if form.is_valid() and answers.run(
        form, lambda: actions.change_search(actor=actor, search_id=search_id, at=at, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
    else:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect(f"{reverse('volunteer:searches')}#s{search_id}")


@login_required
@require_POST
def delete(request, search_id):
    actions.delete_search(actor=answers.actor_of(request), search_id=search_id, at=answers.reader_now())
    messages.success(request, _("The search is gone, and its feeds with it."))
    return redirect("volunteer:searches")


@login_required
@require_POST
def renew_key(request, search_id):
    actions.renew_feed_key(actor=answers.actor_of(request), search_id=search_id, at=answers.reader_now())
    messages.success(request, _("The feeds have new addresses; the old ones lead nowhere."))
    return redirect(f"{reverse('volunteer:searches')}#s{search_id}")


@csrf_exempt  # a mail program posts as RFC 8058 has it and has no cookie; the link itself is signed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def off(request, token):
    """One press ends the mails. Opening the page ends nothing: programs that look at mails open links too."""
    kept = saved.by_ending(token)
    is_done = request.method == "POST"
    if is_done:
        actions.stop_telling_by_link(actor=answers.actor_of(request), token=token, at=answers.reader_now())
    response = render(request, "volunteer/finding/off.html", {"kept": kept, "is_done": is_done or kept is None})
    response["Referrer-Policy"] = "no-referrer"
    return response
