"""Other systems at the officer's desk: what each gets and brings, what was turned down, and the tables of their forms."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.domain.audit import queries as audit_queries
from volunteercloud.domain.exchange import access, actions, envelopes, queries, sampling, telling
from volunteercloud.domain.exchange.models import TAKEN_IN, Entity, Operation, State
from volunteercloud.domain.identity.models import Right
from volunteercloud.web import answers, cursors
from volunteercloud.web.region_field import RegionField

from . import sentences
from .desk import officers_only

ENTITIES = {
    Entity.VOLUNTEER: gettext_lazy("Volunteers"),
    Entity.GROUP: gettext_lazy("Organizations"),
    Entity.PROJECT: gettext_lazy("Projects"),
    Entity.ACTIVITY: gettext_lazy("Activities"),
    Entity.RECORD: gettext_lazy("Service records"),
    Entity.TRAINING: gettext_lazy("Qualifications"),
    Entity.CERTIFICATE: gettext_lazy("Certificates"),
}
OPERATIONS = {
    Operation.ADD: pgettext_lazy("exchange", "new"),
    Operation.CHANGE: pgettext_lazy("exchange", "changed"),
    Operation.VOID: pgettext_lazy("exchange", "revoked"),
    Operation.MOVED: pgettext_lazy("exchange", "counts elsewhere"),
    Operation.WITHDRAW: pgettext_lazy("exchange", "no longer for it"),
}
BRINGS = [(one.value, ENTITIES[one]) for one in TAKEN_IN]
MOST_LINES_SHOWN = 20


class SystemForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("What it is called"), max_length=200)
    form_code = forms.ChoiceField(
        label=gettext_lazy("Form of its messages"),
        help_text=gettext_lazy("How everything in them is called. Forms stand in tables, under “Forms”."),
    )
    gets = forms.MultipleChoiceField(
        label=gettext_lazy("What it gets"),
        choices=[(one.value, words) for one, words in ENTITIES.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    with_names = forms.BooleanField(
        label=gettext_lazy("Names travel beside numbers"),
        help_text=gettext_lazy("Document numbers, phones and addresses never do."),
        required=False,
    )
    brings = forms.MultipleChoiceField(
        label=gettext_lazy("What it may bring"), choices=BRINGS, widget=forms.CheckboxSelectMultiple, required=False
    )
    basis = forms.CharField(
        label=gettext_lazy("By which right"),
        help_text=gettext_lazy("The law, order or agreement that entitles the authority behind it to this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        known = {form.code: f"{form.name} · {form.code}" for form in reversed(queries.forms())}
        self.fields["form_code"].choices = list(known.items())


class NameForm(SystemForm):
    code = forms.CharField(
        label=gettext_lazy("Short name"),
        help_text=gettext_lazy("Small letters, digits and hyphens. It stands in every message and stays."),
        max_length=40,
    )
    region_code = RegionField(
        label=gettext_lazy("Region"), help_text=gettext_lazy("It gets nothing of any other."), max_length=100
    )
    field_order = ("code", "name", "region_code")


class EndForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It stands in the audit trail."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class TableForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Short name"),
        help_text=gettext_lazy("One that stands already gets a new version."),
        max_length=40,
    )
    name = forms.CharField(label=gettext_lazy("What it is called"), max_length=200)
    valid_from = forms.DateField(
        label=gettext_lazy("Valid from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    table = forms.FileField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy("CSV or a workbook, with the columns of the tables below. 2 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.SYSTEM)
@sensitive_variables("named")
def systems(request, desk):
    """Every system of the officer's regions, trouble first; the form names another."""
    form = NameForm(request.POST or None, initial={"region_code": desk.regions[0]})
    if form.is_valid():
        named = answers.run(form, lambda: actions.name_system(actor=desk.officer, at=desk.at, **form.cleaned_data))
        if named:
            return _keys(request, desk, named)
    facts = {"desk": desk, "rows": queries.systems(desk.officer)}
    return answers.form_page(request, "office/exchange/systems.html", form, **facts)


@require_safe
@officers_only(Right.SYSTEM)
def system(request, desk, code):
    return _page(request, desk, code)


@require_POST
@officers_only(Right.SYSTEM)
def change_system(request, desk, code):
    queries.system(desk.officer, code)
    form = SystemForm(request.POST)
    changed = form.is_valid() and answers.run(
        form, lambda: actions.change_system(actor=desk.officer, code=code, at=desk.at, **form.cleaned_data)
    )
    if changed:
        messages.success(request, _("Changed. What it gets is gone through from the beginning."))
        return redirect("office:exchange_system", code)
    return _page(request, desk, code, changing=form)


@require_POST
@officers_only(Right.SYSTEM)
@sensitive_variables("named")
def renew_system_key(request, desk, code):
    queries.system(desk.officer, code)
    named = actions.renew_key(actor=desk.officer, code=code, at=desk.at)
    return _keys(request, desk, named)


@require_POST
@officers_only(Right.SYSTEM)
def begin_system_again(request, desk, code):
    queries.system(desk.officer, code)
    actions.begin_again(actor=desk.officer, code=code, at=desk.at)
    messages.success(request, _("Everything is gone through once more. Only what is new or different is told."))
    return redirect("office:exchange_system", code)


@require_POST
@officers_only(Right.SYSTEM)
def end_system(request, desk, code):
    queries.system(desk.officer, code)
    form = EndForm(request.POST)
    ended = form.is_valid() and answers.run(
        form, lambda: actions.end_system(actor=desk.officer, code=code, at=desk.at, **form.cleaned_data)
    )
    if ended:
        messages.success(request, _("The exchange has ended."))
        return redirect("office:exchange_system", code)
    return _page(request, desk, code, ending=form)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.SYSTEM)
def exchange_forms(request, desk):
    """Every form; the table of a new version is read first, and loaded when it is sent to be."""
    form = TableForm(request.POST or None, request.FILES or None, initial={"valid_from": desk.at.date()})
    tried = None
    if form.is_valid():
        is_dry_run = "try" in request.POST
        tried = answers.run(form, lambda: _loaded(desk, form.cleaned_data, is_dry_run))
        if tried and tried.form:
            messages.success(request, _("Loaded. Messages are written so from that day on."))
            return redirect("office:exchange_form", tried.form.code, tried.form.version)
    facts = {
        "desk": desk,
        "rows": queries.forms(),
        "tried": tried.mapping if tried else None,
        "sample": sampling.as_xml(tried.mapping) if tried else "",
        "may_load": access.may_manage(desk.officer, ""),
    }
    return answers.form_page(request, "office/exchange/forms.html", form, **facts)


@require_safe
@officers_only(Right.SYSTEM)
def exchange_form(request, desk, code, version):
    mapping = queries.form(code, version)
    parts = [(_part(name), several) for name, several in mapping.rules.items()]
    facts = {"desk": desk, "mapping": mapping, "parts": parts, "sample": sampling.as_xml(mapping)}
    return render(request, "office/exchange/form.html", facts)


def _loaded(desk, said, is_dry_run):
    return actions.load_form(
        actor=desk.officer,
        code=said["code"],
        name=said["name"],
        content=said["table"].read(),
        file_name=said["table"].name,
        valid_from=said["valid_from"],
        is_dry_run=is_dry_run,
        at=desk.at,
    )


def _part(name):
    return ENTITIES.get(name, _("Envelope"))


def _keys(request, desk, named):
    """The one page that shows what was made; it is kept nowhere."""
    answer = render(request, "office/exchange/keys.html", {"desk": desk, "named": named})
    answer["Cache-Control"] = "no-store"
    return answer


def _page(request, desk, code, changing=None, ending=None):
    found = queries.overview(desk.officer, code)
    one = found.system
    before = cursors.read(request.GET.get("after"), int)
    out = queries.messages_of(desk.officer, code, before[0] if before else None)
    page = out[: queries.PAGE]
    stands = {name: getattr(one, name) for name in ("name", "form_code", "gets", "with_names", "brings", "basis")}
    trail = audit_queries.entries(audit_queries.Filter(owner_id=one.trail_id))[: audit_queries.PAGE]
    facts = {
        "desk": desk,
        "found": found,
        "system": one,
        "is_active": one.state == State.ACTIVE,
        "gets": [ENTITIES[name] for name in one.gets],
        "brings": [ENTITIES[name] for name in one.brings],
        "out": [_out(message) for message in sorted(page, key=lambda message: not message.receipt)],
        "came": [_came(each) for each in queries.received_of(desk.officer, code)],
        "cursor": cursors.written(page[-1].sequence) if len(out) > len(page) else "",
        "trail": [sentences.Told(entry) for entry in trail],
        "most": envelopes.MOST_LINES,
        "changing": changing or SystemForm(initial=stands),
        "ending": ending or EndForm(),
    }
    return answers.form_page(request, "office/exchange/system.html", changing or ending or EndForm(), **facts)


def _out(message):
    return {
        "message": message,
        "what": ENTITIES[message.entity],
        "operation": OPERATIONS[message.operation],
        "rejected": message.receipt[:MOST_LINES_SHOWN],
    }


def _came(each):
    rejected = each.receipt["rejected"][:MOST_LINES_SHOWN]
    return {
        "message": each,
        "what": ENTITIES.get(each.entity, each.entity),
        "operation": OPERATIONS.get(each.operation, each.operation),
        "missing": each.receipt["missing"],
        "rejected": [{**line, "why": telling.of_line(line["code"])} for line in rejected],
    }
