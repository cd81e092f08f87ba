"""The document of this node, for whoever wants to know it: its name, regions and keys, signed."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from volunteercloud.domain.nodes import documents
from volunteercloud.web.middleware import same_for_all

SECONDS = 60


@require_safe
@same_for_all
def document(request: HttpRequest) -> HttpResponse:
    headers = {"Cache-Control": f"public, max-age={SECONDS}", "Access-Control-Allow-Origin": "*"}
    body = documents.own_signed(timezone.now())
    return HttpResponse(body, content_type="application/jose+json", headers=headers)
