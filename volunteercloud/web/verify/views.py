"""Anybody checks a certificate: its number and code, and what stands now. Nobody who asks is written down."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from volunteercloud.core import ids
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.certificates import proving
from volunteercloud.domain.certificates import queries as certificate_queries
from volunteercloud.domain.certificates.models import Kind
from volunteercloud.domain.records.models import CREDIT_GRADES
from volunteercloud.web import answers

from . import checking
from .bars import shares_of

LONGEST = 40


class LookUpForm(forms.Form):
    number = forms.CharField(label=_("Certificate number"), max_length=LONGEST, help_text=_("It begins with ZM."))
    code = forms.CharField(
        label=pgettext_lazy("of a certificate", "Code"), max_length=LONGEST, help_text=_("It stands below the number.")
    )

    def _clean(self, name):
        cleaned = ids.clean_public_code(self.cleaned_data[name])
        if not ids.is_public_code(cleaned):
            raise ValidationError(
                _("One character is mistyped. Compare it with the paper: there is no 0, 1, I, L, O or U.")
            )
        return cleaned

    def clean_number(self):
        return self._clean("number")

    def clean_code(self):
        return self._clean("code")


@require_safe
def look_up(request):
    form = LookUpForm(request.GET if "number" in request.GET else None)
    if form.is_valid():
        return redirect("verify:certificate", form.cleaned_data["number"], form.cleaned_data["code"])
    return answers.form_page(request, "verify/look_up.html", form, files=checking.FileForm())


@never_cache
@require_POST
def check_file(request):
    """A file is checked while somebody waits, and forgotten."""
    files = checking.FileForm(request.POST, request.FILES)
    if not files.is_valid():
        return render(request, "verify/look_up.html", {"form": LookUpForm(), "files": files}, status=422)
    found = checking.answer(files.cleaned_data["file"].file, answers.reader_now())
    facts = {"found": found, "place": checking.place_of(found), "files": checking.FileForm()}
    return render(request, "verify/file.html", facts)


@never_cache
@require_safe
def certificate(request, number, code):
    now = answers.reader_now()
    try:
        seen = certificate_queries.verify(number[:LONGEST], code[:LONGEST], now)
    except NotFound:
        return render(request, "verify/unknown.html", {"number": number[:LONGEST], "form": LookUpForm()}, status=404)
    facts = {
        "seen": seen,
        "certificate": seen.certificate,
        "said": seen.certificate.facts,
        "is_extract": seen.certificate.kind == Kind.EXTRACT,
        "shares": shares_of(seen.by_grade),
        "now_credit": _now(seen, credit=True),
        "now_honour": _now(seen, credit=False),
        "sealed": proving.sealed(seen.certificate),
    }
    return render(request, "verify/certificate.html", facts)


@never_cache
@require_safe
def proof(request, number, code):
    """The proofs of the public log for every record on it: checked without us, and without a network, by core/proofs.py."""
    try:
        seen = certificate_queries.verify(number[:LONGEST], code[:LONGEST], answers.reader_now())
    except NotFound:
        return render(request, "verify/unknown.html", {"number": number[:LONGEST], "form": LookUpForm()}, status=404)
    answer = JsonResponse(proving.bundles(seen.certificate), safe=False, json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="{seen.certificate.number}.proof.json"'
    return answer


def _now(seen, *, credit):
    """What the certified records are worth today. A correction never raises a grade, but may lower it."""
    certified = seen.certificate.credit_minutes if credit else seen.certificate.honour_minutes
    gone = sum(change.certified_minutes for change in seen.changes if (change.grade in CREDIT_GRADES) is credit)
    here = sum(change.now_minutes for change in seen.changes if (change.now_grade in CREDIT_GRADES) is credit)
    return certified - gone + here
