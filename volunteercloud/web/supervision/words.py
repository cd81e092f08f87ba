"""What documents, reports and sanctions are called on every page, and which sign goes with a state."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteercloud.domain.organizations.models import DocumentKind
from volunteercloud.domain.organizations.namesakes import Why
from volunteercloud.domain.supervision.models import ReportState, Rung, SanctionState

DOCUMENTS = {
    DocumentKind.CERTIFICATE: _("Certificate of registration"),
    DocumentKind.CHARTER: _("Charter"),
    DocumentKind.LETTER: _("Letter of the liaison organization"),
    DocumentKind.PREMISES: _("Proof of the premises"),
    DocumentKind.OTHER: _("Another document"),
}
WHY_ALIKE = {
    Why.SAME_CODE: ("stop", _("Same credit code")),
    Why.SAME_NAME: ("look", _("Same name")),
    Why.SIMILAR: ("quiet", _("Similar name")),
}
# State: kind of `status`, words.
REPORT_STATES = {
    ReportState.DRAFT: ("look", _("To be written")),
    ReportState.SUBMITTED: ("quiet", _("With the officer")),
    ReportState.RETURNED: ("look", _("Returned")),
    ReportState.ACCEPTED: ("good", pgettext_lazy("report", "Accepted")),
    ReportState.REJECTED: ("stop", pgettext_lazy("report", "Not accepted")),
}
SANCTION_STATES = {
    SanctionState.PROPOSED: ("look", _("Waits for a second officer")),
    SanctionState.DROPPED: ("quiet", _("Dropped")),
    SanctionState.STANDING: ("stop", pgettext_lazy("sanction", "In force")),
    SanctionState.OVERDUE: ("stop", _("Overdue")),
    SanctionState.FULFILLED: ("good", _("Mended")),
    SanctionState.LIFTED: ("quiet", _("Lifted")),
}
# Step: its name, what it does.
RUNGS = {
    Rung.WARNING: (_("Warning"), _("It may go on with everything.")),
    Rung.CORRECTION: (
        _("Correction with a deadline"),
        _("Once the day has passed, it can publish no new project or shift until an officer says that it is mended."),
    ),
    Rung.SUSPENSION: (_("Suspension"), _("It can't publish, confirm or certify. What was recorded stays.")),
    Rung.NOTICE: (_("Public notice"), _("Reason and rule stand on its public page and on the public list.")),
    Rung.REMOVAL: (
        _("Striking off"),
        _("It ends for good: open shifts are called off, and its successor certifies what was recorded."),
    ),
}
FIELDS = {
    "name": _("Full name"),
    "name_en": _("Name in English"),
    "kind": _("Kind of organization"),
    "uscc": _("Unified social credit code"),
    "region_id": _("Region"),
    "liaison_id": _("Liaison organization"),
    "categories": _("Kinds of service"),
    "purpose": _("What the organization does"),
    "purpose_en": _("The same in English"),
    "address": _("Address"),
    "contact_name": _("Contact"),
    "contact_phone": _("Phone of the contact"),
    "contact_email": _("E-mail of the contact"),
    "head": _("Head"),
    "handler": _("Handler"),
    "established_on": _("Founded on"),
    "documents": _("Documents"),
}
