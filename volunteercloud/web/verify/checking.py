"""Anybody checks a file that was handed to them: a person's own copy, or the PDF of a certificate. It is not kept."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import pdfs
from volunteercloud.domain.certificates import examining
from volunteercloud.domain.credentials import reading, refusing
from volunteercloud.domain.nodes import queries as node_queries
from volunteercloud.web import moving_words as words

LARGEST_MEGABYTES = 32
LARGEST_PDF = 10_000_000


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("A copy of somebody’s service (.zip), or a certificate (.pdf). It is not kept."),
        widget=forms.FileInput(attrs={"accept": ".zip,.pdf,application/zip,application/pdf"}),
    )

    def clean_file(self):
        """Told by its size before a byte is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_MEGABYTES * 1_000_000:
            raise ValidationError(_("This file is over 32 MB. What is handed out here is far smaller."))
        return file


@dataclass(frozen=True, slots=True)
class Answer:
    """``verdict`` is good, look or stop. ``checked`` is the package, where it is one; ``why`` what is wrong with a file."""

    verdict: str
    is_pdf: bool = False
    checked: reading.Checked | None = None
    why: Promise | str = ""


def answer(file, at):
    """What a file is. A PDF that could not be examined just now is None."""
    if pdfs.is_one(file.read(5)):
        file.seek(0)
        return _of_paper(file)
    file.seek(0)
    return _of_package(file, at)


def place_of(found):
    """The place that says it signed a package, as people know it; its address where it is not trusted here."""
    if not found or not found.checked or not found.checked.manifest:
        return ""
    name = found.checked.manifest.node
    return words.own_title() if name == node_queries.own_name() else words.titles({name})[name]


def _of_paper(file):
    is_ours = examining.is_ours(file.read(LARGEST_PDF + 1)[:LARGEST_PDF])
    return None if is_ours is None else Answer("good" if is_ours else "stop", is_pdf=True)


def _of_package(file, at):
    try:
        checked = reading.checked(file, at)
    except reading.Unsafe as error:
        return Answer("stop", why=refusing.unsafe(error.code).message)
    if not checked.holds:
        return Answer("stop", checked=checked, why=refusing.changed(checked.faults[0]).message)
    return Answer("look" if checked.standing is reading.Standing.UNKNOWN else "good", checked=checked)
