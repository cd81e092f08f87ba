"""The privacy page 隐私说明: what is kept of people, drawn from the register, by what it is for."""

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe

from volunteercloud.core.personal import SENSITIVE
from volunteercloud.domain.privacy import purposes, register
from volunteercloud.web import formats


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
        "contact": _contact(),
    }
    return render(request, "public/privacy.html", facts)


def _contact():
    """As the operator says it: in Chinese, and behind a line in English."""
    chinese, _line, english = (part.strip() for part in settings.PRIVACY_CONTACT.partition("|"))
    return chinese if formats.in_chinese() else english or chinese
