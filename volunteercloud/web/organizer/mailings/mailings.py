"""Messages to many: the list, writing one, one with how far it got, and the steps that send and stop it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.mailings import actions, previewing, queries
from volunteercloud.domain.mailings.models import Audience
from volunteercloud.domain.mailings.words import OF_SHIFT, Words
from volunteercloud.domain.members import queries as member_queries
from volunteercloud.domain.messages.models import CircularKind
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.web import answers, cursors

from . import words
from .forms import MailingForm, word_of

STEPS = {
    "start": actions.start,
    "stop": actions.stop,
    "resume": actions.resume,
    "cancel": actions.cancel,
    "discard": actions.discard,
}
TEXTS = ("subject", "body", "subject_en", "body_en")


@login_required
@never_cache
@require_safe
def mailings(request, organization_id):
    actor = answers.actor_of(request)
    cursor = cursors.read(request.GET.get("after"), UUID)
    found = queries.mailings(actor, organization_id, before=cursor and cursor[0])
    shown = found[: queries.PAGE]
    facts = {
        "organization": organization_queries.organization(actor, organization_id),
        "rows": [(each, words.STATES[each.mailing.state], words.audience(each.mailing)) for each in shown],
        "after": cursors.written(shown[-1].mailing.id) if len(found) > len(shown) else None,
        "manages": organization_rules.duty(actor, organization_id, organization_rules.MANAGERS) is not None,
    }
    return render(request, "organizer/mailings/mailings.html", facts)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, organization_id, mailing_id=None):
    """Write one, or go on with a draft. The address may name whom it is for, and a text to begin with."""
    actor = answers.actor_of(request)
    draft = queries.mailing(actor, organization_id, mailing_id).mailing if mailing_id else None
    own, regional = _templates(actor, organization_id)
    audiences = _audiences(request, actor, organization_id, draft)
    if not audiences:
        raise NotAllowed("mailing.not_writer")
    form = MailingForm(
        request.POST or None, audiences=audiences, initial=_initial(request, draft, audiences, [*own, *regional])
    )
    written = form.is_valid() and answers.run(
        form,
        lambda: actions.write(
            actor=actor,
            organization_id=organization_id,
            said=Words(**{name: form.cleaned_data[name] for name in TEXTS}),
            mailing_id=mailing_id,
            at=answers.reader_now(),
            **form.wanted,
        ),
    )
    if written:
        return redirect("organizer:mailing", organization_id, written.id)
    return answers.form_page(
        request,
        "organizer/mailings/write.html",
        form,
        organization=organization_queries.organization(actor, organization_id),
        draft=draft,
        own=own,
        regional=regional,
        placeholders=[f"{{{name}}}" for name in OF_SHIFT],
    )


@login_required
@never_cache
@require_safe
def mailing(request, organization_id, mailing_id):
    """A draft as its readers will see it; what is being sent or was, with how far it got."""
    actor = answers.actor_of(request)
    progress = queries.mailing(actor, organization_id, mailing_id)
    one = progress.mailing
    organization = organization_queries.organization(actor, organization_id)
    facts = {
        "organization": organization,
        "progress": progress,
        "mailing": one,
        "state": words.STATES[one.state],
        "to": words.audience(one),
        "previews": [previewing.preview(one, organization, actor.label, language) for language in _languages(one)],
        "percent": min(100, round(100 * one.people / progress.about_how_many)) if progress.about_how_many else None,
    }
    return render(request, "organizer/mailings/mailing.html", facts)


@login_required
@require_POST
def step(request, organization_id, mailing_id):
    """Send, stop, go on, cancel, or throw the draft away."""
    name = request.POST.get("do", "")
    if name not in STEPS:
        raise NotFound
    STEPS[name](
        actor=answers.actor_of(request),
        organization_id=organization_id,
        mailing_id=mailing_id,
        at=answers.reader_now(),
    )
    messages.success(request, words.DONE[name])
    if name == "discard":
        return redirect("organizer:mailings", organization_id)
    return redirect(reverse("organizer:mailing", args=[organization_id, mailing_id]))


def _languages(one):
    """The language of the page first, where there is a text in it."""
    known = ["zh-hans", "en"] if one.subject_en else ["zh-hans"]
    return sorted(known, key=lambda language: language != get_language())


def _templates(actor, organization_id):
    return queries.templates(actor, organization_id), queries.region_templates(actor, organization_id)


def _audiences(request, actor, organization_id, draft):
    """Whom the writer may choose: a shift that the address names stands first, as one comes from its roster."""
    found = []
    if draft is not None:
        found.append((word_of(draft), words.audience(draft)))
    shift_id = (cursors.read(request.GET.get("shift"), UUID) or [None])[0]
    if shift_id and activity_queries.leads(actor, organization_id, shift_id):
        title = activity_queries.shift(organization_id, shift_id).activity.title
        found += [
            (f"{Audience.SHIFT}:{shift_id}:{one}", said % {"name": title}) for one, said in words.STANDINGS.items()
        ]
    duty = organization_rules.duty(actor, organization_id, organization_rules.MANAGERS)
    if duty is None:
        return found
    if duty.is_whole:
        found.append((Audience.MEMBERS, words.AUDIENCES[Audience.MEMBERS]))
        labels = member_queries.labels(actor, organization_id)
        found += [
            (f"{Audience.LABEL}:{one.id}", words.AUDIENCES[Audience.LABEL] % {"name": one.name}) for one in labels
        ]
    said = words.AUDIENCES[Audience.PROJECT]
    found += [
        (f"{Audience.PROJECT}:{project_id}", said % {"name": title})
        for project_id, title in project_queries.choices(actor, organization_id)
    ]
    return list(dict(found).items())


def _initial(request, draft, audiences, templates):
    first = audiences[0][0]
    wanted = request.GET.get("to", first)
    is_of_sign_ups = not first.startswith((Audience.MEMBERS, Audience.LABEL))
    begun = {
        "to": wanted,
        "kind": CircularKind.SERVICE if is_of_sign_ups else CircularKind.NEWS,
        "email": True,
    }
    chosen = next((one for one in templates if str(one.id) == request.GET.get("text")), None)
    if chosen is not None:
        begun |= {name: getattr(chosen, name) for name in TEXTS}
    if draft is not None:
        begun |= {name: getattr(draft, name) for name in (*TEXTS, "kind", "sms_reason")}
        begun |= {"to": word_of(draft), "email": "email" in draft.channels, "sms": "sms" in draft.channels}
    return begun
