"""What the log is and how to check it, for people."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.core import proofs
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.log import files, queries
from volunteercloud.domain.records.models import Grade, Standing
from volunteercloud.web import answers

LARGEST_PROOF = 1_000_000
MOST_PROOFS = 500


@dataclass(frozen=True, slots=True)
class Service:
    """What a sealed record says of the service, in the words that pages know."""

    title: str
    title_en: str
    organization_name: str
    organization_name_en: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    grade: Grade
    version: int
    is_valid: bool


class ProofForm(forms.Form):
    proof = forms.FileField(
        label=_("Proof"), help_text=_("A file that ends in .json, as it is given out with a record or a certificate.")
    )

    def clean_proof(self):
        """The proofs of the file, unchecked."""
        file = self.cleaned_data["proof"]
        if file.size > LARGEST_PROOF:
            raise ValidationError(
                _("This file is over 1 MB. A proof is far smaller; choose the file that ends in .json.")
            )
        try:
            found = json.loads(file.read())
        except (ValueError, RecursionError):
            raise ValidationError(_("This file is no proof. Choose the one that ends in .json.")) from None
        found = found if isinstance(found, list) else [found]
        if not 0 < len(found) <= MOST_PROOFS:
            raise ValidationError(_("This file holds no proof, or more than 500. Check parts of it."))
        return found


@require_safe
def overview(request):
    newest = queries.newest_checkpoint()
    history = files.history_of(newest.signed_at) if newest else ""
    return render(request, "log/overview.html", {"own": queries.own_keys(), "newest": newest, "history": history})


@require_safe
def entry(request, index):
    """One entry as everybody may see it; what it stands for, only who holds its proof can say."""
    found = queries.published(index)
    if found is None:
        raise NotFound
    return render(request, "log/entry.html", {"entry": found, "own": queries.own_keys()})


@require_http_methods(["GET", "HEAD", "POST"])
def check(request):
    form = ProofForm(request.POST, request.FILES) if request.method == "POST" else ProofForm()
    if not form.is_valid():
        return answers.form_page(request, "log/check.html", form)
    own = queries.own_keys()
    facts = {"form": ProofForm(), "own": own, "proved": [], "problem": ""}
    try:
        facts["proved"] = [_proved(one, own) for one in form.cleaned_data["proof"]]
    except proofs.Invalid as error:
        facts["problem"] = str(error)
    return render(request, "log/check.html", facts)


def _proved(bundle, own):
    proved = proofs.verify_record(bundle, own.log)
    seen_at = proofs.cosigned_at(bundle["checkpoint"], own.witness)
    said = _said(proved)
    return {
        "what": proved,
        "service": _service(said) if proved.kind.startswith("record/") else None,
        "lines": proved.content if said is None else json.dumps(said, ensure_ascii=False, indent=1),
        "seen_at": datetime.fromtimestamp(seen_at, UTC),
    }


def _said(proved):
    """What was sealed, where it is JSON, as everything of ours is."""
    try:
        return json.loads(proved.content)
    except (ValueError, RecursionError):
        return None


def _service(said):
    """What a service record says, for people; None where this form of it is not known here."""
    try:
        return Service(
            **{name: said[name] for name in ("title", "title_en", "organization_name", "organization_name_en")},
            starts_at=datetime.fromisoformat(said["starts_at"]),
            ends_at=datetime.fromisoformat(said["ends_at"]),
            minutes=int(said["minutes"]),
            grade=Grade(said["grade"]),
            version=int(said["version"]),
            is_valid=said["standing"] == Standing.VALID,
        )
    except (KeyError, TypeError, ValueError):
        return None
