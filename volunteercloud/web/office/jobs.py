"""Jobs that were given up, what waits, and what begins by the clock: for officers who look after the whole installation."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.hooks import actions as hook_actions
from volunteercloud.domain.hooks import queries as hook_queries
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.upkeep import actions as upkeep_actions
from volunteercloud.domain.upkeep import queries as upkeep_queries
from volunteercloud.web import answers, cursors, formats

from .desk import officers_only

AGAIN, ALL_AGAIN, ASIDE, SEND = "again", "all_again", "aside", "send"
WANTED = {ALL_AGAIN: ["task"], SEND: ["organization_id", "endpoint_id"]}
STATES = {
    "todo": gettext_lazy("waits"),
    "doing": gettext_lazy("at work"),
    "succeeded": gettext_lazy("done"),
    "failed": gettext_lazy("failed"),
    "cancelled": gettext_lazy("called off"),
    "aborted": gettext_lazy("called off"),
    "": gettext_lazy("done"),  # cleared away, as what is done is after a day
}


class JobForm(forms.Form):
    what = forms.ChoiceField(choices=[(name, name) for name in (AGAIN, ALL_AGAIN, ASIDE, SEND)])
    job_id = forms.IntegerField(required=False, min_value=1, max_value=cursors.LARGEST - 1)
    task = forms.CharField(required=False, max_length=128)
    organization_id = forms.UUIDField(required=False)
    endpoint_id = forms.UUIDField(required=False)
    reason = forms.CharField(label=gettext_lazy("Why it need not be done"), required=False, max_length=500)

    def clean(self):
        found = super().clean()
        for wanted in WANTED.get(found.get("what"), ["job_id"]):
            if not found.get(wanted) and wanted not in self.errors:
                self.add_error(wanted, _("Choose a job of the list."))
        return found


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.SYSTEM)
def jobs(request, desk):
    """A job belongs to no region: of the officers only those of the whole country see them."""
    if not upkeep_queries.may_keep(desk.officer):
        raise NotAllowed(
            "identity.not_officer",
            _("Jobs belong to no region: officers of the whole country look after them."),
            next_step=_("Ask the operator of this site."),
        )
    form = JobForm(request.POST or None)
    if form.is_valid() and (said := answers.run(form, lambda: _done(desk, form.cleaned_data))):
        messages.success(request, said)
        return redirect("office:jobs")
    before = cursors.read(request.GET.get("after"), int)
    found = upkeep_queries.failed(desk.officer, before[0] if before else None)
    page = found[: upkeep_queries.PAGE]
    queues = upkeep_queries.queues(desk.at)
    facts = {
        "failed": page,
        "cursor": cursors.written(page[-1].id) if len(found) > len(page) else "",
        "tasks": [each for each in upkeep_queries.failed_by_task() if each[1] > 1],
        "workers": upkeep_queries.workers(desk.at),
        "waiting": sum(queue.due + queue.doing for queue in queues),
        "oldest_minutes": int(max((queue.oldest_seconds for queue in queues), default=0) // 60),
        "untaken": hook_queries.given_up(),
        "periodic": [(each, STATES.get(each.state, each.state)) for each in upkeep_queries.periodic(desk.at)],
    }
    return answers.form_page(request, "office/jobs.html", form, **facts)


def _done(desk, asked):
    """What was asked for, as a sentence that says it is done."""
    by = {"actor": desk.officer, "at": desk.at}
    match asked["what"]:
        case "again":
            upkeep_actions.run_again(job_id=asked["job_id"], **by)
            return _("Back in the queue.")
        case "aside":
            upkeep_actions.set_aside(job_id=asked["job_id"], reason=asked["reason"], **by)
            return _("Set aside. The reason stays in the audit trail.")
        case "send":
            address = {name: asked[name] for name in WANTED[SEND]}
            number = hook_actions.start_again(**address, **by)
            said = ngettext("%(number)s event is sent again.", "%(number)s events are sent again.", number)
            return said % {"number": formats.count(number)}
        case _:
            number = upkeep_actions.run_all_again(task=asked["task"], **by)
            said = ngettext("%(number)s job is back in the queue.", "%(number)s jobs are back in the queue.", number)
            return said % {"number": formats.count(number)}
