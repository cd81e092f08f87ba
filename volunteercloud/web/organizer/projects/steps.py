"""The wizard of a project, page by page."""

from django.utils.translation import gettext_lazy as _

from volunteercloud.web.organizer.drafts import Step, Steps

from .forms import ContentForm, PlaceForm, RisksForm

STEPS = Steps(
    (
        Step("content", _("Content"), ContentForm),
        Step("place", _("Place"), PlaceForm),
        Step("risks", _("Risks"), RisksForm),
        Step("shifts", _("Shifts")),
        Step("check", _("Check")),
    )
)
