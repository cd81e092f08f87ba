"""The rules of a region: what stands today, what is set for days to come, and setting something else."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.postgres.forms import SimpleArrayField
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.governance import actions, rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.web import answers
from volunteercloud.web.region_field import RegionField

from .cases import KINDS
from .desk import officers_only

# Every rule by the chapter it stands in, with its name; a test holds this to the rules there are.
CHAPTERS = (
    (
        gettext_lazy("Recording hours"),
        {
            "rounding_minutes": gettext_lazy("Hours are shown in steps of (minutes)"),
            "daily_cap_minutes": gettext_lazy("More in one day needs an explanation (minutes)"),
            "two_day_flag_minutes": gettext_lazy("More in two days is looked at (minutes)"),
            "travel_speed_kmh": gettext_lazy("Faster travel between two places is looked at (km/h)"),
            "hour_code_days": gettext_lazy("An hour code is redeemed within (days)"),
            "claim_days": gettext_lazy("Service is claimed within (days)"),
            "late_entry_days": gettext_lazy("An organization enters service within (days)"),
            "notice_days": gettext_lazy("Records stand on public notice for (days)"),
            "check_in_opens_minutes": gettext_lazy("Check-in opens before the start (minutes)"),
            "check_out_closes_minutes": gettext_lazy("Check-out closes after the end (minutes)"),
            "check_in_radius_metres": gettext_lazy("Check-in counts as on the spot within (metres)"),
        },
    ),
    (
        gettext_lazy("Signing up"),
        {
            "minimum_real_name_level": gettext_lazy("Level of the real name that sign-up asks for (0 to 2)"),
            "guardian_account_below_age": gettext_lazy("Children serve from a guardian’s account below the age of"),
            "guardian_consent_below_age": gettext_lazy("A guardian has to agree below the age of"),
            "cancel_before_minutes": gettext_lazy("People leave a shift until before its start (minutes)"),
            "offer_minutes": gettext_lazy("A place that came free is held for (minutes)"),
            "no_show_limit": gettext_lazy("Unexcused absences until a coordinator is asked"),
            "no_show_days": gettext_lazy("Absences count for (days)"),
        },
    ),
    (
        gettext_lazy("Objections"),
        {
            "objection_days": gettext_lazy("A record is objected to within (days)"),
            "objection_answer_days": gettext_lazy("An organization answers within (days)"),
            "appeal_days": gettext_lazy("A decision is appealed within (days)"),
        },
    ),
    (
        gettext_lazy("Reviews"),
        {
            "review_identity_days": gettext_lazy("Real names are decided within (days)"),
            "review_organization_days": gettext_lazy("Organizations are decided within (days)"),
            "review_project_days": gettext_lazy("Projects are decided within (days)"),
            "review_report_days": gettext_lazy("Yearly reports are decided within (days)"),
            "escalation_days": gettext_lazy("Overdue cases go one level up after (days)"),
            "four_eyes": gettext_lazy("Decided by two officers"),
            "trusted_publish_at_once": gettext_lazy("Trusted organizations publish without a review"),
        },
    ),
    (
        gettext_lazy("Needs"),
        {
            "need_hours": gettext_lazy("Needs are looked at within (hours)"),
            "urgent_need_hours": gettext_lazy("Urgent needs are looked at within (hours)"),
            "need_passes_days": gettext_lazy("An open need that nobody takes up goes one level up after (days)"),
            "need_open_days": gettext_lazy("A need stays open for (days)"),
            "needs_a_day": gettext_lazy("Needs that one poster may post a day"),
        },
    ),
    (
        gettext_lazy("Organizations"),
        {
            "annual_report_days": gettext_lazy("The report of a year is due after its end (days)"),
            "correction_days": gettext_lazy("A correction may take (days)"),
            "categories": gettext_lazy("Categories offered for new projects; all where none is ticked"),
        },
    ),
    (
        gettext_lazy("Honours and messages"),
        {
            "star_hours": gettext_lazy("Hours for one, two … five stars"),
            "quiet_from_minute": gettext_lazy("No SMS from (minutes after midnight)"),
            "quiet_to_minute": gettext_lazy("No SMS until (minutes after midnight)"),
        },
    ),
)
NAMES = {name: said for _chapter, named in CHAPTERS for name, said in named.items()}


class RulesForm(forms.Form):
    """Every rule as it will stand on the day chosen, and the day."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        for name, said in NAMES.items():
            self.fields[name] = _field(name, said)
        today = timezone.localdate()
        self.fields["valid_from"] = forms.DateField(
            label=gettext_lazy("From which day on"),
            help_text=gettext_lazy("Tomorrow at the earliest; until then everything stays as it is."),
            initial=today + timedelta(days=1),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )

    def chapters(self):
        return [(chapter, [self[name] for name in named]) for chapter, named in CHAPTERS]


def _field(name: str, said) -> forms.Field:
    if name in rules.SWITCHES:
        return forms.BooleanField(label=said, required=False)
    if name == "star_hours":
        return SimpleArrayField(forms.IntegerField(), label=said, widget=forms.TextInput(attrs={"class": "input-num"}))
    if name == "four_eyes":
        return _ticks(said, list(KINDS.items()))
    if name == "categories":
        return _ticks(said, code_queries.choices(CodeList.CATEGORY, timezone.localdate(), get_language() or ""))
    bounds = rules.BOUNDS.get(name, rules.Bounds())
    return forms.IntegerField(label=said, min_value=bounds.least, max_value=bounds.most)


def _ticks(said, choices) -> forms.Field:
    return forms.MultipleChoiceField(label=said, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


class RegionForm(forms.Form):
    region = RegionField(label=gettext_lazy("Region"), max_length=100, required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.SYSTEM)
def settings(request, desk):
    """The rules of one of the officer's regions; the form sets what will hold from a day on."""
    asked = RegionForm(request.GET or None, label_suffix="", initial={"region": desk.regions[0]})
    region = desk.region(asked.cleaned_data["region"] if asked.is_valid() else "")
    standing = rules.values_of(region_queries.rules_for(region, desk.at.date()))
    form = RulesForm(request.POST or None, initial=standing)
    done = form.is_valid() and answers.run(form, lambda: _set(desk, region, form.cleaned_data))
    if done:
        messages.success(request, _("Set. It holds from the day you chose."))
        return redirect(f"{reverse('office:settings')}?region={region}")
    facts = {
        "desk": desk,
        "asked": asked,
        "region": region,
        "sets": region_queries.rule_sets(region),
        "today": timezone.localdate(desk.at),
    }
    return answers.form_page(request, "office/settings/rules.html", form, **facts)


def _set(desk, region, said):
    changes = {name: said[name] for name in NAMES}
    return actions.set_rules(
        actor=desk.officer, region_code=region, valid_from=said["valid_from"], changes=changes, at=desk.at
    )
