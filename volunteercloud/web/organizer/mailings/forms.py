"""Forms about messages to many. They ask for shape only; actions ask for truth."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.mailings.models import Audience, Standing
from volunteercloud.domain.messages.models import Channel, CircularKind

KINDS = [
    (CircularKind.NEWS, _("News: whoever wants none gets none, and nobody more than two a day")),
    (CircularKind.SERVICE, _("Needed for a shift they signed up for: reaches everybody")),
]


class WordsForm(forms.Form):
    """A text in two languages. Longer ones are cut nowhere: the action says how long one may be."""

    subject = forms.CharField(label=_("Subject"), max_length=100)
    body = forms.CharField(label=_("Text"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))
    subject_en = forms.CharField(label=_("Subject in English"), max_length=200, required=False)
    body_en = forms.CharField(
        label=_("Text in English"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )


class MailingForm(WordsForm):
    """``to`` is an audience as one word: `members`, or kind, id and, of a shift, who is meant, with colons between."""

    to = forms.ChoiceField(label=_("To"))
    kind = forms.ChoiceField(label=_("Kind of message"), choices=KINDS, widget=forms.RadioSelect)
    email = forms.BooleanField(label=_("Also by e-mail"), required=False)
    sms = forms.BooleanField(label=_("Also by SMS, which costs money"), required=False)
    sms_reason = forms.CharField(
        label=_("Why by SMS"), max_length=300, required=False, help_text=_("Needed if you send SMS; stays in the trail")
    )

    field_order = ("to", "kind", "subject", "body", "subject_en", "body_en", "email", "sms", "sms_reason")

    def __init__(self, *args, audiences, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["to"].choices = audiences

    @property
    def wanted(self):
        """What the action takes."""
        said = self.cleaned_data
        audience, about_id, standing = audience_of(said["to"])
        return {
            "audience": audience,
            "about_id": about_id,
            "standing": standing,
            "kind": CircularKind(said["kind"]),
            "channels": [channel for channel in Channel if said[channel.value]],
            "sms_reason": said["sms_reason"],
        }


class TemplateForm(WordsForm):
    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("You choose the text by it"))
    field_order = ("name", "subject", "body", "subject_en", "body_en")


def audience_of(word):
    kind, about_id, standing = [*word.split(":"), "", ""][:3]
    return Audience(kind), UUID(about_id) if about_id else None, Standing(standing) if standing else None


def word_of(mailing):
    """The audience of a mailing, as the form has it."""
    parts = [mailing.audience, mailing.about_id and str(mailing.about_id), mailing.standing]
    return ":".join(part for part in parts if part)
