"""What a volunteer fills in about service that no scan shows."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteercloud.domain.claims import proofs
from volunteercloud.web.moments import MomentsForm
from volunteercloud.web.organizer.shifts.forms import MomentInput


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Hour code"),
        max_length=300,
        help_text=_("Twelve letters and figures on the paper; spaces do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "enterkeyhint": "done"}
        ),
    )


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files from one control. Each is told by its size before a byte of it is read."""

    widget = FilesInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"})

    def clean(self, data, initial=None):
        files = [super(FilesField, self).clean(one, initial) for one in data or [None]]
        if len(files) > proofs.MOST:
            raise ValidationError(_("Choose three files at most."))
        if any(file.size > proofs.LARGEST_BYTES for file in files):
            raise ValidationError(_("One of the files is larger than 5 MB."))
        return files


class ClaimForm(MomentsForm):
    """`claim_id` was made with the page: pressed twice, it is one claim."""

    claim_id = forms.UUIDField(widget=forms.HiddenInput)
    starts_at = forms.DateTimeField(label=_("I was there from"), widget=MomentInput)
    ends_at = forms.DateTimeField(label=_("Until"), widget=MomentInput)
    text = forms.CharField(
        label=_("What I did"),
        max_length=2000,
        help_text=_("One or two sentences. The leader reads them."),
        widget=forms.Textarea(attrs={"rows": "4"}),
    )
    proofs = FilesField(
        label=pgettext_lazy("of a claim", "Proof"),
        help_text=_(
            "One to three photos or PDF files of at most 5 MB each: the place, what you did, a list with your name. They are "
            "stored encrypted, without the place and device that a photo carries, and deleted half a year after the answer."
        ),
    )
