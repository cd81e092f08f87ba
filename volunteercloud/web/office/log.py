"""What the self-audit and the monitors found that cannot be by honest work, and how large the log is."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.log.models import AlarmState
from volunteercloud.web import answers

from .desk import officers_only
from .forms import AlarmForm

# What each kind of alarm means, for somebody who never heard of hashes.
MEANINGS = {
    "record_edited": gettext_lazy("A record no longer says what was sealed: somebody changed it behind our back."),
    "record_deleted": gettext_lazy("A record that was sealed is gone, and no erasure says why."),
    "record_inserted": gettext_lazy("A record is there that was never sealed."),
    "record_waiting": gettext_lazy("A record has waited too long for its place in the log."),
    "record_reordered": gettext_lazy("A record stands in another one’s place."),
    "record_back_dated": gettext_lazy("A record says that it is older than it can be."),
    "record_brought_back": gettext_lazy("Something is back from an old backup."),
    "record_checkpoint": gettext_lazy("A checkpoint does not agree with what was published."),
    "record_head": gettext_lazy("A total does not agree with the newest version of a record."),
    "record_behind": gettext_lazy(
        "What another node wrote about a record that moved does not fit here: it overlaps with other service."
    ),
    "log_rolled_back": gettext_lazy("The database is older than what the log has published."),
    "log_leaves_changed": gettext_lazy("Entries of the log were changed in the database."),
    "log_split_view": gettext_lazy("Another node shows two histories of its log."),
    "transfer.contradiction": gettext_lazy(
        "Another node signed two things about a transfer of which one excludes the other."
    ),
    "transfer.flood": gettext_lazy("Another node begins more transfers here than people can have asked it for."),
    "national.two_versions": gettext_lazy("Another node signed two different versions of its figures with one number."),
    "national.guessing": gettext_lazy("Another node asks about so many people in a day that it may be guessing."),
}
FACTS = {
    "record": gettext_lazy("Record"),
    "version": gettext_lazy("Version"),
    "day": gettext_lazy("Day"),
    "node": gettext_lazy("Node"),
    "organization": gettext_lazy("Organization"),
    "index": gettext_lazy("Entry of the log"),
    "sealed_after": gettext_lazy("Sealed after"),
    "sealed_by": gettext_lazy("Sealed by"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.SYSTEM, Right.AUDIT)
def alarms(request, desk):
    """The open alarms of the officer's regions and of the log as a whole; each is closed with a reason, and stays."""
    form = AlarmForm(request.POST or None)
    closed = form.is_valid() and answers.run(
        form, lambda: log_actions.close_alarm(actor=desk.officer, at=desk.at, **form.cleaned_data)
    )
    if closed:
        messages.success(request, _("Closed. The reason stays with the alarm."))
        return redirect("office:log")
    found = log_queries.alarms_for(desk.regions, AlarmState.OPEN)
    facts = {
        "desk": desk,
        "rows": [_row(alarm, desk) for alarm in found[: log_queries.PAGE]],
        "are_more": len(found) > log_queries.PAGE,
        "newest": log_queries.newest_checkpoint(),
    }
    return answers.form_page(request, "office/log.html", form, **facts)


def _row(alarm, desk):
    told = [(FACTS[name], value) for name, value in alarm.facts.items() if name in FACTS and value not in (None, "")]
    is_theirs = bool(alarm.region_code) and desk.covers(alarm.region_code)
    return {"alarm": alarm, "meaning": MEANINGS.get(alarm.kind, alarm.kind), "facts": told, "may_close": is_theirs}
