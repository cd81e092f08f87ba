"""The privacy page 隐私说明: what is kept of people, drawn from the register, by what it is for."""

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe

from volunteercloud.core.personal import SENSITIVE
from volunteercloud.domain.privacy import purposes, register


@require_safe
def privacy(request):
    kept = register.categories()
    facts = {
        "purposes": [
            (
                purpose,
                purposes.WORDS[purpose],
                [(purposes.CATEGORIES[each], each in SENSITIVE) for each in categories],
            )
            for purpose, categories in kept.items()
        ],
        "wait_days": settings.CLOSING_WAIT_DAYS,
        "deadline_days": settings.CLOSING_DEADLINE_DAYS,
        "sealed_years": settings.SEALED_YEARS,
        "contact": settings.PRIVACY_CONTACT,
    }
    return render(request, "public/privacy.html", facts)
