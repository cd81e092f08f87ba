"""A mailing as one of its readers will see it, before anybody does."""

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.messages import circulars
from volunteercloud.domain.messages.models import Circular
from volunteercloud.domain.messages.texts import Worded
from volunteercloud.domain.organizations.models import Organization

from . import audiences
from .models import Audience, Mailing


def circular_of(mailing: Mailing, organization: Organization, about: audiences.About) -> Circular:
    """The text that goes out, with all that is the same for everybody."""
    names = {"organization": organization.name, "organization_en": organization.name_en}
    return Circular(
        owner_id=organization.id,
        id=mailing.id,
        sender=organization.name,
        sender_en=organization.name_en,
        kind=mailing.kind,
        subject=mailing.subject,
        subject_en=mailing.subject_en,
        body=mailing.body,
        body_en=mailing.body_en,
        facts=names | about.facts,
        created_at=mailing.started_at or mailing.written_at,
    )


def preview(mailing: Mailing, organization: Organization, name: str, language: str) -> Worded:
    """The text with somebody's name in it. What it was about may be gone since; then its places stay in braces."""
    try:
        about = audiences.about(organization.id, Audience(mailing.audience), mailing.about_id)
    except NotFound:
        about = audiences.About(mailing.about_name, mailing.project_id, {})
    return circulars.worded(circular_of(mailing, organization, about), {"name": name}, language)
