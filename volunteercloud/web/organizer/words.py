"""What roles and states are called on the organizer's pages, and which sign goes with a state."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteercloud.domain.organizations.models import Role
from volunteercloud.domain.organizations.models import State as OrganizationState
from volunteercloud.domain.projects.models import State as ProjectState

ROLES = {
    Role.OWNER: (_("Owner"), _("Appoints everybody, and sets the seal")),
    Role.COORDINATOR: (_("Coordinator"), _("Decides about projects and sign-ups, appoints leaders and recorders")),
    Role.LEADER: (_("Leader"), _("Leads shifts on the spot: scans, ticks and confirms")),
    Role.RECORDER: (_("Recorder"), _("Enters who came and when")),
    Role.TREASURER: (_("Treasurer"), _("Answers for the money")),
    Role.READER: (_("Reader"), _("Sees projects and plans, changes nothing")),
}
# State: kind of `status`, words.
ORGANIZATION_STATES = {
    OrganizationState.DRAFT: ("quiet", _("Draft")),
    OrganizationState.SUBMITTED: ("look", _("With the officer")),
    OrganizationState.RETURNED: ("look", _("Returned")),
    OrganizationState.ACTIVE: ("good", pgettext_lazy("organization", "Approved")),
    OrganizationState.REJECTED: ("stop", pgettext_lazy("organization", "Rejected")),
    OrganizationState.SUSPENDED: ("stop", _("Suspended")),
    OrganizationState.DISSOLVED: ("quiet", _("Dissolved")),
    OrganizationState.REMOVED: ("stop", _("Struck off")),
    OrganizationState.LISTED: ("quiet", pgettext_lazy("organization", "In the register")),
}
PROJECT_STATES = {
    ProjectState.DRAFT: ("quiet", _("Draft")),
    ProjectState.SUBMITTED: ("look", _("With the officer")),
    ProjectState.RETURNED: ("look", _("Returned")),
    ProjectState.PUBLISHED: ("good", _("Public")),
    ProjectState.REJECTED: ("stop", pgettext_lazy("project", "Rejected")),
    ProjectState.CLOSED: ("quiet", _("Closed")),
    ProjectState.TEMPLATE: ("quiet", _("Template")),
}
