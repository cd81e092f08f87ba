"""Examples for the style guide, a page for builders that exists in debug only."""

import re
from datetime import datetime, timedelta

from django import forms
from django.contrib.staticfiles import finders
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

PALETTE = (
    ("paper", "paper", "the ground"),
    ("sheet", "sheet", "raised"),
    ("well", "well", "sunk"),
    ("ink", "ink", "text"),
    ("ink2", "ink-2", "second"),
    ("ink3", "ink-3", "hint"),
    ("brand", "brand", "action, credit hours"),
    ("deep", "brand-deep", "grade A, hover"),
    ("wash", "brand-wash", "chosen, done"),
    ("honour", "honour-mid", "honour hours"),
    ("hwash", "honour-wash", "have a look"),
    ("refuse", "refuse", "no, error"),
    ("seal", "seal", "the seal alone"),
    ("focus", "focus", "focus alone"),
)


class Example(forms.Form):
    name = forms.CharField(label="Name", help_text="As it stands on the document.")
    starts = forms.TimeField(label="Start", error_messages={"invalid": "Give a time such as 9:30."})
    district = forms.ChoiceField(label="District", choices=[("1", "Linxi"), ("2", "Dongdu")])
    remarks = forms.CharField(label="Remarks", widget=forms.Textarea, required=False)
    when = forms.ChoiceField(
        label="When", choices=[("weekend", "Weekend"), ("evening", "Weekday evenings")], widget=forms.RadioSelect
    )
    agree = forms.BooleanField(label="I agree that my name is shown to the leader", help_text="Only for this shift.")


@require_safe
def styleguide(request):
    form = Example({"name": "Lin Xiaoman", "starts": "25:00", "district": "1", "when": "weekend"})
    starts = timezone.make_aware(datetime(timezone.localdate().year, 3, 14, 10, 30))  # noqa: DTZ001
    with open(finders.find("icons.svg")) as sprite:
        icons = re.findall(r'id="i-([a-z-]+)"', sprite.read())
    facts = {
        "form": form,
        "icons": icons,
        "palette": PALETTE,
        "starts": starts,
        "ends": starts + timedelta(hours=2),
        "tallies": [60, 120, 180, 240, 300, 780],
    }
    return render(request, "styleguide.html", facts)
