"""Writing news, announcements and pages of help: see it as readers will, then publish it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.publications import actions, markup, queries
from volunteercloud.domain.publications.models import Kind, State
from volunteercloud.web import answers, cursors
from volunteercloud.web.public.news import KINDS
from volunteercloud.web.region_field import RegionField

from .desk import officers_only

STATES = {
    State.DRAFT: ("quiet", gettext_lazy("Draft")),
    State.PUBLISHED: ("good", gettext_lazy("Public")),
    State.WITHDRAWN: ("stop", gettext_lazy("Withdrawn")),
}


class ContentForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    body = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "Leave an empty line between paragraphs. ## begins a heading, - an item of a list, **bold** is bold, "
            "[words](https://…) a link."
        ),
        max_length=20000,
        widget=forms.Textarea(attrs={"class": "input-full", "rows": 12}),
    )
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=240, required=False)
    body_en = forms.CharField(
        label=gettext_lazy("Text in English"),
        max_length=20000,
        required=False,
        widget=forms.Textarea(attrs={"class": "input-full", "rows": 8}),
    )
    stands_until = forms.DateField(
        label=gettext_lazy("Stands until"),
        help_text=gettext_lazy("For an announcement: the last day on which it stands on the first page."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def content(self) -> actions.Content:
        return actions.Content(**{name: said for name, said in self.cleaned_data.items() if name in CONTENT})


CONTENT = frozenset({"title", "title_en", "body", "body_en", "stands_until"})


class NewForm(ContentForm):
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=list(KINDS.items()), widget=forms.RadioSelect)
    region = RegionField(label=gettext_lazy("For the region"), max_length=100, required=False)
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("For a page of help: the end of its address, such as first-steps."),
        max_length=40,
        required=False,
    )
    field_order = ("kind", "region", "slug", "title", "body", "title_en", "body_en", "stands_until")


@require_safe
@officers_only(Right.SYSTEM)
def publications(request, desk):
    before = cursors.read(request.GET.get("after"), cursors.instant, UUID)
    found = list(queries.editable(desk.officer, before=before))
    page = found[: queries.PAGE]
    facts = {
        "desk": desk,
        "rows": [(row, KINDS[Kind(row.kind)], STATES[State(row.state)]) for row in page],
        "cursor": cursors.written(page[-1].changed_at, page[-1].id) if len(found) > len(page) else "",
    }
    return render(request, "office/publications/list.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.SYSTEM)
def new(request, desk):
    form = NewForm(request.POST or None, label_suffix="", initial={"kind": Kind.NEWS, "region": desk.regions[0]})
    if form.is_valid() and "preview" in request.POST:
        return _preview(request, desk, form)
    made = form.is_valid() and answers.run(
        form,
        lambda: actions.draft_publication(
            actor=desk.officer,
            kind=Kind(form.cleaned_data["kind"]),
            region_code=form.cleaned_data["region"] or None,
            slug=form.cleaned_data["slug"],
            content=form.content(),
            at=desk.at,
        ),
    )
    if made:
        messages.success(request, _("Saved as a draft."))
        return redirect("office:publication", made.id)
    return answers.form_page(request, "office/publications/write.html", form, desk=desk)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.SYSTEM)
def publication(request, desk, publication_id):
    found = queries.for_editor(desk.officer, publication_id)
    said = {name: getattr(found, name) for name in (*CONTENT, "version")}
    form = ContentForm(request.POST or None, label_suffix="", initial=said)
    if found.kind != Kind.NOTICE:
        del form.fields["stands_until"]
    if form.is_valid() and "preview" in request.POST:
        return _preview(request, desk, form, found)
    changed = form.is_valid() and answers.run(
        form,
        lambda: actions.change_publication(
            actor=desk.officer,
            publication_id=publication_id,
            seen_version=form.cleaned_data["version"] or 0,
            content=form.content(),
            at=desk.at,
        ),
    )
    if changed:
        messages.success(request, _("Saved. The version before it is kept."))
        return redirect("office:publication", publication_id)
    return answers.form_page(request, "office/publications/write.html", form, desk=desk, **_about(desk, found))


@require_POST
@officers_only(Right.SYSTEM)
def publish(request, desk, publication_id):
    actions.publish(actor=desk.officer, publication_id=publication_id, at=desk.at)
    messages.success(request, _("Everybody can read it now."))
    return redirect("office:publication", publication_id)


@require_POST
@officers_only(Right.SYSTEM)
def withdraw(request, desk, publication_id):
    actions.withdraw_publication(actor=desk.officer, publication_id=publication_id, at=desk.at)
    messages.success(request, _("Withdrawn. Nobody else reads it any more."))
    return redirect("office:publication", publication_id)


def _preview(request, desk, form, found=None):
    shown = [
        (form.cleaned_data[title], markup.rendered(form.cleaned_data[body]), language)
        for title, body, language in (("title", "body", "zh-Hans"), ("title_en", "body_en", "en"))
        if form.cleaned_data[body]
    ]
    about = _about(desk, found) if found else {}
    return answers.form_page(request, "office/publications/write.html", form, desk=desk, shown=shown, **about)


def _about(desk, found):
    return {
        "publication": found,
        "kind": KINDS[Kind(found.kind)],
        "state": STATES[State(found.state)],
        "is_draft": found.state == State.DRAFT,
        "is_withdrawn": found.state == State.WITHDRAWN,
        "versions": queries.versions(desk.officer, found.id),
    }
