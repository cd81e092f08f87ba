"""The rows of this area: people, their offices, and what joins two rows of one person."""

from .merging import Merge, MergeState
from .offices import OfficerGrant, Right, StandIn, every_right
from .people import (
    Account,
    Accounts,
    ApiToken,
    Claim,
    ClaimKind,
    Consent,
    Document,
    DocumentState,
    GuardianConsent,
    GuardianConsentState,
    Guardianship,
    Qualification,
    Sex,
    Volunteer,
)
from .residence import Residence

__all__ = [
    "Account",
    "Accounts",
    "ApiToken",
    "Claim",
    "ClaimKind",
    "Consent",
    "Document",
    "DocumentState",
    "GuardianConsent",
    "GuardianConsentState",
    "Guardianship",
    "Merge",
    "MergeState",
    "OfficerGrant",
    "Qualification",
    "Residence",
    "Right",
    "Sex",
    "StandIn",
    "Volunteer",
    "every_right",
]
