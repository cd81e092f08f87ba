"""What a key to the API may be for. A key never allows more than the person it belongs to may do."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Scope(StrEnum):
    PROFILE = "profile"
    PROFILE_WRITE = "profile:write"
    SERVICE_READ = "service:read"
    SERVICE_WRITE = "service:write"
    ORGANIZATION_READ = "organization:read"
    ORGANIZATION_WRITE = "organization:write"
    ATTENDANCE_WRITE = "attendance:write"
    OFFICE = "office"


NAMES: dict[Scope, Promise] = {
    Scope.PROFILE: _("Read your profile"),
    Scope.PROFILE_WRITE: _("Change your profile, documents, consents and the children in your account"),
    Scope.SERVICE_READ: _("Read your sign-ups, records and certificates"),
    Scope.SERVICE_WRITE: _("Sign up, cancel and ask for certificates"),
    Scope.ORGANIZATION_READ: _("Read what your organizations see"),
    Scope.ORGANIZATION_WRITE: _("Change your organizations' projects, shifts and people"),
    Scope.ATTENDANCE_WRITE: _("Check people in and out"),
    Scope.OFFICE: _("Work at your officer's desk"),
}
