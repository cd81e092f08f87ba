"""Questions under a name: kept, opened with the reader's own rights, deleted."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.statistics.questions import actions, asking
from volunteercloud.domain.statistics.questions import keeping as kept_questions
from volunteercloud.web.office.desk import officers_only, region_name

LONGEST_NAME = 80


@require_POST
@officers_only(Right.STATISTICS)
def keep(request, desk):
    """The question travels in a hidden field as it stands in the address."""
    query = request.POST.get("query", "")[: asking.MOST_SIGNS]
    name = " ".join(request.POST.get("name", "").replace("\x00", "").split())[:LONGEST_NAME]
    if not name:
        messages.error(request, _("Give the question a name, then keep it."))
        return redirect(f"{reverse('office:ask')}?{QueryDict(query).urlencode()}")
    question = asking.read(query, desk.regions[0], timezone.localdate(desk.at))
    is_shared = bool(request.POST.get("is_shared"))
    actions.keep(actor=desk.officer, question=question, name=name, is_shared=is_shared, at=desk.at)
    messages.success(request, _("Kept as “%(name)s”.") % {"name": name})
    return redirect(f"{reverse('office:ask')}?{asking.written(question)}")


@require_safe
@officers_only(Right.STATISTICS)
def kept(request, desk, question_id):
    """Opens it; of a region that is not the reader's, it asks the same about the reader's own, and says so."""
    found = _found(desk, question_id)
    question = asking.read(found.query, desk.regions[0], timezone.localdate(desk.at))
    if not desk.covers(question.region_code):
        question = asking.moved(question, desk.regions[0])
        facts = {"name": region_name(found.region_code), "own": region_name(desk.regions[0])}
        messages.info(request, _("It was kept about %(name)s; you see %(own)s.") % facts)
    return redirect(f"{reverse('office:ask')}?{asking.written(question)}")


@require_POST
@officers_only(Right.STATISTICS)
def forget(request, desk, question_id):
    actions.forget(actor=desk.officer, question_id=question_id, at=desk.at)
    messages.success(request, _("The question is deleted."))
    return redirect("office:ask")


def _found(desk, question_id):
    mine, shared = kept_questions.kept(desk.officer)
    found = next((one for one in [*mine, *shared] if one.id == question_id), None)
    if found is None:
        raise NotFound
    return found
