"""Other installations at the officer's desk: which are trusted, and the comparing of fingerprints that comes before it."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.audit import queries as audit_queries
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.nodes import actions, looking, queries, rules, showing
from volunteercloud.domain.nodes.models import Node, State
from volunteercloud.web import answers

from . import sentences
from .desk import officers_only

STATES = {
    State.PROPOSED: ("look", gettext_lazy("Fingerprint not compared yet")),
    State.CONFIRMED: ("good", pgettext_lazy("node", "Trusted")),
    State.WITHDRAWN: ("stop", gettext_lazy("Trust withdrawn")),
}
TROUBLES = {
    "timeout": gettext_lazy("It took too long to answer."),
    "unreachable": gettext_lazy("It could not be reached."),
    "too_large": gettext_lazy("Its answer was too large to be a document of a node."),
    "keys_unknown": gettext_lazy("It has keys that none of its older keys vouches for. Compare the fingerprints anew."),
    "document.unsigned": gettext_lazy("Its document is not signed by its own keys."),
    "document.name": gettext_lazy("Another node answers under its address."),
    "document.older": gettext_lazy("It answered with an older document than before."),
    "document.early": gettext_lazy("It answered with a document of a day that has not come yet."),
}
OTHER_TROUBLE = gettext_lazy("What it answers is no document of a node.")
DIFFERENCES = {
    "url": gettext_lazy("Address"),
    "regions": gettext_lazy("Speaks for"),
    "is_national": gettext_lazy("For the whole country"),
    "vkey": gettext_lazy("Verifier key of its log"),
}


class NodeForm(forms.Form):
    url = forms.CharField(
        label=gettext_lazy("Address of its pages"),
        help_text=gettext_lazy("As its officer tells it to you. It begins with https://."),
        max_length=400,
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class ConfirmForm(forms.Form):
    """``shown`` is the fingerprint of the page without its last group, so that what is confirmed is what was compared."""

    shown = forms.CharField(max_length=60, widget=forms.HiddenInput)
    fingerprint = forms.CharField(
        label=gettext_lazy("Last five digits of theirs"),
        help_text=gettext_lazy("Have the officer of that node read all six groups; type the last one as you hear it."),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    @property
    def whole(self):
        return f"{self.cleaned_data['shown']} {self.cleaned_data['fingerprint']}"


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It stands in the audit trail, and officers here read it beside the node."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.SYSTEM)
def nodes(request, desk):
    """Every node, and the form that proposes another; officers of regions see those that are trusted."""
    if request.method == "POST":
        rules.check_may_manage(desk.officer)
    form = NodeForm(request.POST or None)
    if form.is_valid():
        proposed = answers.run(form, lambda: looking.propose(actor=desk.officer, at=desk.at, **form.cleaned_data))
        if proposed:
            messages.success(request, _("Proposed. Now compare the fingerprints with its officer."))
            return redirect("office:node", proposed.name)
    facts = {
        "desk": desk,
        "rows": [_row(node) for node in queries.nodes(desk.officer)],
        "own": queries.own(),
        "ours": showing.own_fingerprint(desk.at).split(),
        "may_manage": rules.may_manage(desk.officer),
    }
    return answers.form_page(request, "office/nodes/nodes.html", form, **facts)


@require_safe
@officers_only(Right.SYSTEM)
def node(request, desk, name):
    return _page(request, desk, _node(desk, name))


@require_POST
@officers_only(Right.SYSTEM)
def confirm_node(request, desk, name):
    found = _node(desk, name)
    rules.check_may_manage(desk.officer)
    form = ConfirmForm(request.POST)
    confirmed = form.is_valid() and answers.run(
        form, lambda: actions.confirm(actor=desk.officer, name=name, fingerprint=form.whole, at=desk.at)
    )
    if confirmed:
        messages.success(request, _("%(name)s is trusted. Its officer confirms you the same way.") % {"name": name})
        return redirect("office:node", name)
    return _page(request, desk, found, confirming=form)


@require_POST
@officers_only(Right.SYSTEM)
def withdraw_node(request, desk, name):
    found = _node(desk, name)
    rules.check_may_manage(desk.officer)
    form = WithdrawForm(request.POST)
    withdrawn = form.is_valid() and answers.run(
        form, lambda: actions.withdraw(actor=desk.officer, name=name, at=desk.at, **form.cleaned_data)
    )
    if withdrawn:
        messages.success(request, _("Trust in %(name)s is withdrawn.") % {"name": name})
        return redirect("office:node", name)
    return _page(request, desk, found, withdrawing=form)


def _node(desk, name) -> Node:
    found = queries.node(name)
    if found is None or (found.state != State.CONFIRMED and not rules.may_manage(desk.officer)):
        raise NotFound
    return found


def _page(request, desk, found, confirming=None, withdrawing=None):
    theirs = showing.fingerprint(found, desk.at).split()
    trail = audit_queries.entries(audit_queries.Filter(owner_id=found.trail_id))[: audit_queries.PAGE]
    differences = showing.differences(found) if found.state == State.CONFIRMED else []
    facts = {
        "desk": desk,
        "row": _row(found),
        "node": found,
        "ours": showing.own_fingerprint(desk.at).split(),
        "theirs": theirs,
        "differences": [(DIFFERENCES[one.field], one) for one in differences],
        "keys": queries.keys_of(found.name),
        "trail": [sentences.Told(entry) for entry in trail],
        "may_manage": rules.may_manage(desk.officer),
        "to_confirm": found.state == State.PROPOSED or bool(differences) or found.trouble == "keys_unknown",
        "confirming": confirming or ConfirmForm(initial={"shown": " ".join(theirs[:-1])}),
        "withdrawing": withdrawing or WithdrawForm(),
    }
    return answers.form_page(request, "office/nodes/node.html", confirming or withdrawing or ConfirmForm(), **facts)


def _row(node):
    kind, state = STATES[State(node.state)]
    trouble = TROUBLES.get(node.trouble, OTHER_TROUBLE) if node.trouble else ""
    return {"node": node, "kind": kind, "state": state, "trouble": trouble}
