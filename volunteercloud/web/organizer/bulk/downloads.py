"""Files of a list: its results row by row, and an empty one to begin with."""

import tempfile

from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.bulk import annotated, queries
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.web import answers, formats

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 1_000_000
FORMS = {"xlsx": (annotated.workbook, SPREADSHEET), "csv": (annotated.text, "text/csv; charset=utf-8")}


@login_required
@require_safe
def results(request, organization_id, sheet_id, form):
    if form not in FORMS:
        raise NotFound
    actor = answers.actor_of(request)
    found = queries.sheet(actor, organization_id, sheet_id)
    sent = found.file_name.rpartition(".")[0] or _("list")
    name = _("%(list)s with results") % {"list": sent} + f".{form}"
    lines = queries.every_line(actor, organization_id, sheet_id)
    kept = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  the answer closes it
    write, kind = FORMS[form]
    write(found.headings, lines, kept)
    kept.seek(0)
    return FileResponse(kept, as_attachment=True, filename=name, content_type=kind)


@login_required
@require_safe
def template(request, organization_id):
    organization_queries.organization(answers.actor_of(request), organization_id)
    kept = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  the answer closes it
    annotated.template(kept, formats.in_chinese())
    kept.seek(0)
    return FileResponse(kept, as_attachment=True, filename=_("list") + ".xlsx", content_type=SPREADSHEET)
