"""Who looked at my data: every reading of what is somebody's own business, for the person and the guardian."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.audit.queries import PAGE
from volunteercloud.domain.identity import desk
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.web import answers, cursors

from . import whom

READ = {
    "identity.person_found:number": gettext_lazy("found you by your number"),
    "identity.person_found:name": gettext_lazy("found you by your name"),
    "identity.person_found:document": gettext_lazy("found you by the number of your document"),
    "identity.person_opened:profile": gettext_lazy("opened your page"),
    "identity.person_opened:records": gettext_lazy("opened the list of your records"),
    "identity.document_number_read": gettext_lazy("read the number of your document"),
    "identity.document_photo_read": gettext_lazy("looked at the photo of your document"),
    "records.explanation_read": gettext_lazy("read why this record is as it is"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """One reading as the person sees it: who as an officer of which region, for whom, what, and what for."""

    entry: Entry

    @property
    def who(self) -> str:
        absent = self.entry.facts.get("acting_for")
        if not absent:
            return self.entry.actor_label
        return _("%(name)s for %(absent)s") % {"name": self.entry.actor_label, "absent": absent["name"]}

    @property
    def office(self) -> str:
        """The region as whose officer they read; empty where they read as staff."""
        code = self.entry.facts.get("office")
        if code is None:
            return ""
        name = region_queries.full_name(code, get_language() or "") if code else _("The whole country")
        return _("officer, %(region)s") % {"region": name}

    @property
    def what(self) -> str:
        detail = self.entry.facts.get("by") or self.entry.facts.get("part") or ""
        return str(READ.get(f"{self.entry.name}:{detail}") or READ.get(self.entry.name) or "")

    @property
    def about(self) -> str:
        return self.entry.subject_label if self.entry.subject_kind == "record" else ""


@login_required
@require_safe
def looks(request):
    about = whom.of(request)
    before = cursors.read(request.GET.get("after"), cursors.instant, UUID)
    found = desk.looks(answers.actor_of(request), about.id, before)
    page = found[:PAGE]
    facts = {
        "whom": about,
        "rows": [Look(entry) for entry in page],
        "cursor": cursors.written(page[-1].at, page[-1].id) if len(found) > len(page) else "",
    }
    return render(request, "volunteer/identity/looks.html", facts)
