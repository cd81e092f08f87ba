"""Which other installations are trusted, for everybody to read."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from volunteercloud.domain.nodes import queries, showing


@require_safe
def nodes(request):
    own = queries.own()
    facts = {"rows": queries.trusted(), "own": own, "ours": showing.own_fingerprint(timezone.now()).split()}
    return render(request, "public/nodes.html", facts)
