"""What a credential of ours attests, for whoever was shown one."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from volunteercloud.domain.credentials import keys


@require_safe
def service(request):
    return render(request, "credentials/service.html", {"did": keys.did(), "keys": keys.published()})
