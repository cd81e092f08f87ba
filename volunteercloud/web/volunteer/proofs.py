"""The proofs of one record, for its holder: every version with its details, its salt and its place in the public log."""

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from volunteercloud.domain.records import proving
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.web import answers

from . import whom


@login_required
@never_cache
@require_safe
def proof(request, record_id):
    """A file that core/proofs.py checks without us; whoever is given it sees what it holds."""
    versions = record_queries.versions_of(answers.actor_of(request), whom.of(request).id, record_id)
    bundles = proving.bundles(versions, with_details=True)
    answer = JsonResponse(bundles, safe=False, json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="{record_id}.proof.json"'
    return answer
