"""Texts to begin with: an organization's own, and those that a region keeps for all in it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.constraints import broken_by
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.mailings import rules, words
from volunteercloud.domain.mailings.models import RegionTemplate, Template
from volunteercloud.domain.mailings.queries import MOST_TEMPLATES
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.regions import queries as regions_queries

LONGEST_NAME = 100
ONCE = ("mailing_template_once", "region_template_once")


@transaction.atomic
def keep_template(
    *, actor: Actor, organization_id: UUID, name: str, said: words.Words, template_id: UUID | None = None, at: datetime
) -> Template:
    """Keep a text to begin with, or change one (``template_id``). For managers. Refused: a name that stands already, more
    than a hundred, what `words.check` refuses."""
    organization = organization_queries.locked(organization_id)

    rules.check_keeps_templates(actor, organization_id)

    standing = Template.objects.filter(organization_id=organization_id, ended_at__isnull=True)
    template = standing.filter(id=template_id).first() if template_id else None
    if template_id and template is None:
        raise NotFound
    template = template or Template(organization_id=organization_id, id=ids.uuid7())
    _keep(template, name, said, standing.exclude(id=template.id).count(), at)

    subject = ("template", template.id, template.name)
    audit.record(
        actor,
        "mailings.template_kept",
        at=at,
        owner_id=organization_id,
        subject=subject,
        region_code=organization.region_id,
    )
    return template


@transaction.atomic
def end_template(*, actor: Actor, organization_id: UUID, template_id: UUID, at: datetime) -> Template:
    """Keep a text no longer. For managers."""
    organization = organization_queries.locked(organization_id)
    kept = Template.objects.filter(organization_id=organization_id, id=template_id, ended_at__isnull=True).first()
    if kept is None:
        raise NotFound

    rules.check_keeps_templates(actor, organization_id)

    kept.ended_at = at
    kept.save(update_fields=["ended_at"])

    subject = ("template", kept.id, kept.name)
    audit.record(
        actor,
        "mailings.template_ended",
        at=at,
        owner_id=organization_id,
        subject=subject,
        region_code=organization.region_id,
    )
    return kept


@transaction.atomic
def keep_region_template(
    *, actor: Actor, region_code: str, name: str, said: words.Words, template_id: UUID | None = None, at: datetime
) -> RegionTemplate:
    """The same for a region, by its officers for settings; every organization in it may begin with the text."""
    region = regions_queries.region(region_code)

    rules.check_keeps_region_templates(actor, region_code)

    standing = RegionTemplate.objects.filter(region_id=region.code, ended_at__isnull=True)
    template = standing.filter(id=template_id).first() if template_id else None
    if template_id and template is None:
        raise NotFound
    template = template or RegionTemplate(region_id=region.code, id=ids.uuid7())
    _keep(template, name, said, standing.exclude(id=template.id).count(), at)

    subject = ("template", template.id, template.name)
    audit.record(
        actor, "mailings.region_template_kept", at=at, owner_id=template.id, subject=subject, region_code=region.code
    )
    return template


@transaction.atomic
def end_region_template(*, actor: Actor, template_id: UUID, at: datetime) -> RegionTemplate:
    """Keep a region's text no longer."""
    kept = RegionTemplate.objects.filter(id=template_id, ended_at__isnull=True).first()
    if kept is None:
        raise NotFound

    rules.check_keeps_region_templates(actor, kept.region_id)

    kept.ended_at = at
    kept.save(update_fields=["ended_at"])

    subject = ("template", kept.id, kept.name)
    audit.record(
        actor, "mailings.region_template_ended", at=at, owner_id=kept.id, subject=subject, region_code=kept.region_id
    )
    return kept


def _keep(template: Any, name: str, said: words.Words, others: int, at: datetime) -> None:
    cleaned, said = " ".join(name.split()), said.cleaned()
    if not cleaned or len(cleaned) > LONGEST_NAME:
        raise Refused("template.name", _("A text to begin with needs a name of at most 100 signs."), field="name")
    if others >= MOST_TEMPLATES:
        raise Refused(
            "template.many",
            _("A hundred texts are kept here, and no more than that can be told apart."),
            next_step=_("End one that nobody uses."),
        )
    words.check(said, words.OF_SHIFT)
    template.name, template.kept_at = cleaned, at
    for field, text in said.as_dict().items():
        setattr(template, field, text)
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        if not broken_by(error).startswith(ONCE):
            raise
        raise Refused(
            "template.taken",
            _("A text to begin with has this name already."),
            next_step=_("Choose another name, or change that one."),
            field="name",
        ) from error
