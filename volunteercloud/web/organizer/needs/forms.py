"""What is typed about a need in the console: an offer, an answer, why it was not met, and what docking makes of it."""

from uuid import UUID

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.needs.actions.docking import Times
from volunteercloud.domain.needs.models import Unmet
from volunteercloud.web.needs import words
from volunteercloud.web.office.forms import DecisionForm
from volunteercloud.web.organizer.drafts import DraftForm
from volunteercloud.web.organizer.planning.forms import SeriesForm
from volunteercloud.web.organizer.projects.plan_forms import ShiftsForm
from volunteercloud.web.templatetags.service import text

BETWEEN = ":"


def _words_field(label, help_text, *, required=True):
    return forms.CharField(
        label=label,
        max_length=1000,
        help_text=help_text,
        required=required,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )


class PlainForm(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class OfferForm(PlainForm):
    words = _words_field(_("What you offer"), _("Who comes, when you could. Whoever asked for help reads it."))


class OfOfferForm(PlainForm):
    offer_id = forms.UUIDField(widget=forms.HiddenInput)


class DeclineForm(OfOfferForm):
    reason = _words_field(_("Reason"), _("A sentence. Whoever offered reads it."))


class WithdrawForm(OfOfferForm):
    reason = _words_field(
        _("Reason"), _("Needed once you were chosen: whoever asked for help reads it."), required=False
    )


class ModerationForm(DecisionForm):
    """The decision of a station, as an officer makes it."""


class UnmetForm(PlainForm):
    unmet = forms.ChoiceField(
        label=_("Why it was not met"),
        choices=[(reason, words.UNMET[reason]) for reason in Unmet],
        widget=forms.RadioSelect,
        help_text=_("The figures are made of this: they say what is missing here."),
    )
    reason = _words_field(_("In your words"), _("Whoever asked for help reads it."))


class WhereField(forms.TypedChoiceField):
    """An activity and one of its posts, or none: then a post is made from the need."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs):
        super().__init__(coerce=_where, **kwargs)


def _where(value: str) -> tuple[UUID, UUID | None]:
    activity_id, _sep, post_id = value.partition(BETWEEN)
    return UUID(activity_id), UUID(post_id) if post_id else None


def where_choices(plans) -> list[tuple[str, str]]:
    """The activities of a project, those with shifts to come first, each with its posts and the way to a post of its own."""
    found = []
    for plan in sorted(plans, key=lambda plan: not any(shifts for _post, shifts in plan.posts)):
        activity = text(plan.activity, "title")
        found += [
            (f"{plan.activity.id}{BETWEEN}{post.id}", f"{activity} · {text(post, 'name')}")
            for post, _shifts in plan.posts
        ]
        own = _("a post of its own, made from the need")
        found.append((f"{plan.activity.id}{BETWEEN}", format_lazy("{activity} · {own}", activity=activity, own=own)))
    return found


def _offer_places(form, plans) -> None:
    """The choice, with the first taken already."""
    form.fields["where"].choices = where_choices(plans)
    form.fields["where"].initial = next((value for value, _label in form.fields["where"].choices), None)


class DockForm(ShiftsForm):
    """When people come, and which of the volunteers who offered come along."""

    offer_ids = forms.TypedMultipleChoiceField(
        label=_("Volunteers who offered"),
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those ticked are signed up with this step."),
    )

    def __init__(self, *args, volunteers=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["offer_ids"].choices = [(str(offer.id), offer.name) for offer in volunteers]
        if not volunteers:
            del self.fields["offer_ids"]

    def times(self) -> Times:
        return Times(**self.shifts())

    def offers(self) -> dict[str, list[UUID]]:
        return {"offer_ids": self.cleaned_data["offer_ids"]} if "offer_ids" in self.fields else {}


class ShiftDockForm(DockForm):
    where = WhereField(label=_("Activity and post"))
    field_order = ("where",)

    def __init__(self, *args, plans, **kwargs):
        super().__init__(*args, **kwargs)
        _offer_places(self, plans)


class ActivityDockForm(DockForm):
    title = forms.CharField(label=_("Name of the activity"), max_length=100)
    field_order = ("title",)


class ProjectDockForm(DockForm):
    title = forms.CharField(label=_("Name of the project"), max_length=60)
    risks = forms.CharField(
        label=_("Risks"),
        max_length=2000,
        help_text=_("What can happen, and what you do about it."),
        widget=forms.Textarea(attrs={"rows": "4"}),
    )
    submit = forms.BooleanField(
        label=_("Hand it to the officer at once"),
        required=False,
        help_text=_("Otherwise it stays a draft that you complete first."),
    )
    field_order = ("title", "risks")


class PairForm(SeriesForm):
    """A plan of visits to one household."""

    household = forms.CharField(
        label=_("What you call the household"),
        max_length=60,
        help_text=_("Your people read it on their rosters: no name and no house number."),
    )
    post_id = None
    where = WhereField(label=_("Activity and post"))
    field_order = ("household", "where")

    def __init__(self, *args, plans, **kwargs):
        DraftForm.__init__(self, *args, **kwargs)  # a series of one post; its own form asks for that first
        _offer_places(self, plans)

    def plan(self) -> dict[str, object]:
        given = self.cleaned_data
        activity_id, post_id = given["where"]
        return {
            "household": given["household"],
            "activity_id": activity_id,
            "post_id": post_id,
            "pattern": self.pattern(),
            "starts": given["starts"],
            "ends": given["ends"],
            "places": given["places"],
        }


class EndPairingForm(PlainForm):
    reason = _words_field(_("Reason"), _("A sentence. Whoever asked for help reads it."))
    still_needed = forms.TypedChoiceField(
        label=_("Is help still needed there?"),
        choices=[("yes", _("Yes: it is open again for others")), ("no", _("No: what was needed is done"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
