"""A USCC is claimed nationwide from submission on, and given free when the registration is returned, rejected or withdrawn."""

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused

from .models import Organization, UsccClaim


def claim(organization: Organization) -> None:
    """Hold the organization's USCC. Refused while another organization holds it, without telling which."""
    if not organization.uscc:
        return
    UsccClaim.objects.bulk_create(
        [UsccClaim(uscc=organization.uscc, organization_id=organization.id)], ignore_conflicts=True
    )
    if UsccClaim.objects.get(uscc=organization.uscc).organization_id != organization.id:
        raise Refused(
            "organization.uscc_claimed",
            _("An organization with this unified social credit code is registered already."),
            next_step=_("Ask its owner to add you as staff; if you don't know it, ask the officer of your region."),
            field="uscc",
        )


def release(organization: Organization, uscc: str) -> None:
    """Give a USCC free, if this organization holds it."""
    UsccClaim.objects.filter(uscc=uscc, organization_id=organization.id).delete()
