"""A person's credentials, the newest first."""

from collections.abc import Collection
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.core.reading import among
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Volunteer

from .models import Credential, Form

PAGE = 50


def mine(viewer: Actor, volunteer_id: UUID, form: Form | None = None) -> list[Credential]:
    """For the person or their guardian: who else may look at their service does not hold their credentials."""
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotFound
    found = Credential.objects.filter(volunteer_id=volunteer_id)
    if form is not None:
        found = found.filter(form=form)
    return list(found.order_by("-issued_at", "-id")[:PAGE])


def standing(viewer: Actor, volunteer_id: UUID, form: Form) -> list[Credential]:
    """Those of a form that were not revoked."""
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotFound
    found = Credential.objects.filter(volunteer_id=volunteer_id, form=form, revoked_at__isnull=True)
    return list(found.order_by("-issued_at", "-id")[:PAGE])


def holders(volunteer_ids: Collection[UUID]) -> list[UUID]:
    """Who of these people has a credential that stands; of somebody registered twice it may be with the one that is kept. Two
    statements, however many they are."""
    kept = Volunteer.objects.filter(id__in=among(volunteer_ids), merged_into_id__isnull=False)
    asked = set(volunteer_ids).union(person.merged_into_id or person.id for person in kept)
    standing = Credential.objects.filter(volunteer_id__in=among(asked), revoked_at__isnull=True)
    return sorted(set(standing.values_list("volunteer_id", flat=True)))


def credential(viewer: Actor, volunteer_id: UUID, credential_id: UUID) -> Credential:
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotFound
    found = Credential.objects.filter(volunteer_id=volunteer_id, id=credential_id).first()
    if found is None:
        raise NotFound
    return found
