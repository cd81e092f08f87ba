"""The registration of an organization, page by page."""

from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.organizations import dossier
from volunteercloud.web.organizer.drafts import Step, Steps

from .forms import AboutForm, NameForm, PeopleForm, StandingForm

STEPS = Steps(
    (
        Step("name", _("Name"), NameForm),
        Step("standing", _("Standing"), StandingForm),
        Step("about", _("Service"), AboutForm),
        Step("people", _("People"), PeopleForm),
        Step("documents", _("Documents"), field=dossier.DOCUMENTS),
        Step("check", _("Check")),
    )
)
