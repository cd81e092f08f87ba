"""What the tasks of an office are called."""

from django.utils.translation import pgettext_lazy

from volunteercloud.domain.identity.models import Right

RIGHTS = {
    Right.IDENTITY: pgettext_lazy("right", "Identity"),
    Right.ORGANIZATIONS: pgettext_lazy("right", "Organizations"),
    Right.PROJECTS: pgettext_lazy("right", "Projects"),
    Right.NEEDS: pgettext_lazy("right", "Needs"),
    Right.RECORDS: pgettext_lazy("right", "Records, objections and radar"),
    Right.STATISTICS: pgettext_lazy("right", "Statistics"),
    Right.AUDIT: pgettext_lazy("right", "Audit"),
    Right.SYSTEM: pgettext_lazy("right", "Settings and news"),
}
