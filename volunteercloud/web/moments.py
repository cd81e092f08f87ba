"""Moments in forms: a browser types whole minutes, and what it shows may have been meant to the second."""

from datetime import datetime

from django import forms


class MomentsForm(forms.Form):
    """A moment that was left as it was shown is the very one it showed, with its seconds."""

    def clean(self):
        said = super().clean()
        for name, typed in said.items():
            shown = self.initial.get(name)
            if isinstance(typed, datetime) and isinstance(shown, datetime) and typed == _typed(shown):
                said[name] = shown
        return said


def _typed(moment):
    return moment.replace(second=0, microsecond=0)
