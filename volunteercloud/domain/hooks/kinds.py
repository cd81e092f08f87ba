"""The kinds of events, what each carries, and where in the API more can be read with a token."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    SIGNUP_MADE = "signup.made"
    SIGNUP_CHANGED = "signup.changed"
    SIGNUP_WITHDRAWN = "signup.withdrawn"
    ATTENDANCE_CONFIRMED = "attendance.confirmed"
    RECORD_MADE = "record.made"
    RECORD_AMENDED = "record.amended"
    RECORD_VOIDED = "record.voided"
    CERTIFICATE_ISSUED = "certificate.issued"
    CERTIFICATE_REVOKED = "certificate.revoked"
    PROJECT_PUBLISHED = "project.published"
    MEMBER_JOINED = "member.joined"
    MEMBER_LEFT = "member.left"
    TEST = "webhook.test"


# Sent when an owner asks for it, to that address alone.
CHOSEN = tuple(kind for kind in Kind if kind is not Kind.TEST)


@dataclass(frozen=True, slots=True)
class Shape:
    """What an event is about: a name for people, its ids beside the organization's, whether it says a state, and the address
    below `/api/v1` where what it is about can be read."""

    name: Promise
    ids: tuple[str, ...]
    address: str
    says_state: bool = False


_ROSTER = "/organizations/{organization_id}/shifts/{shift_id}/roster"
_RECORD = "/volunteers/{volunteer_id}/records/{record_id}/explanation"
_MEMBER = "/organizations/{organization_id}/members/{volunteer_id}"
_SIGNUP = ("shift_id", "volunteer_id")
_OF_RECORD = ("record_id", "volunteer_id")
_CERTIFICATE = ("certificate_id", "volunteer_id")

SHAPES: dict[Kind, Shape] = {
    Kind.SIGNUP_MADE: Shape(_("Somebody signed up for a shift"), _SIGNUP, _ROSTER, says_state=True),
    Kind.SIGNUP_CHANGED: Shape(
        _("A sign-up was approved, offered a place, declined or lapsed"), _SIGNUP, _ROSTER, says_state=True
    ),
    Kind.SIGNUP_WITHDRAWN: Shape(_("A sign-up was given up"), _SIGNUP, _ROSTER, says_state=True),
    Kind.ATTENDANCE_CONFIRMED: Shape(
        _("An attendance was confirmed"), ("shift_id", "volunteer_id", "record_id"), _ROSTER
    ),
    Kind.RECORD_MADE: Shape(_("A service record was written"), _OF_RECORD, _RECORD, says_state=True),
    Kind.RECORD_AMENDED: Shape(_("A service record was corrected"), _OF_RECORD, _RECORD, says_state=True),
    Kind.RECORD_VOIDED: Shape(_("A service record was revoked"), _OF_RECORD, _RECORD, says_state=True),
    Kind.CERTIFICATE_ISSUED: Shape(
        _("A certificate was issued"), _CERTIFICATE, "/organizations/{organization_id}/certificate-requests"
    ),
    Kind.CERTIFICATE_REVOKED: Shape(
        _("A certificate was withdrawn"), _CERTIFICATE, "/organizations/{organization_id}/certificate-requests"
    ),
    Kind.PROJECT_PUBLISHED: Shape(
        _("A project was published"), ("project_id",), "/organizations/{organization_id}/projects/{project_id}"
    ),
    Kind.MEMBER_JOINED: Shape(_("Somebody became a member"), ("volunteer_id",), _MEMBER),
    Kind.MEMBER_LEFT: Shape(_("Somebody is no longer a member"), ("volunteer_id",), _MEMBER),
    Kind.TEST: Shape(_("A test"), (), "/organizations/{organization_id}/webhooks"),
}
