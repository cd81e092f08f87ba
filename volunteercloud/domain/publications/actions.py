"""Writing, publishing and withdrawing what a region says."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids, memory
from volunteercloud.core.actor import Actor
from volunteercloud.core.constraints import broken_by
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.regions import queries as region_queries

from . import rules
from .models import Kind, Publication, PublicationVersion, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a version says. The bodies are CommonMark without HTML and pictures."""

    title: str
    title_en: str = ""
    body: str
    body_en: str = ""
    stands_until: date | None = None


@transaction.atomic
def draft_publication(
    *, actor: Actor, kind: Kind, region_code: str | None, slug: str = "", content: Content, at: datetime
) -> Publication:
    """Write the first version; nobody else reads it before it is published.

    Refused for a region that there is not, and for the address of a page of help that the region has already.
    """
    rules.check_may_edit(actor, region_code)

    if region_code:
        region_queries.region(region_code)
    publication = Publication(id=ids.uuid7(), kind=kind, region_id=region_code, created_at=at, changed_at=at)
    publication.slug = slug if kind == Kind.HELP else ""
    _fill(publication, content)
    rules.check_content(publication, timezone.localdate(at))

    try:
        with transaction.atomic():
            publication.save(force_insert=True)
    except IntegrityError as error:
        if not broken_by(error).startswith("publication_address_once"):
            raise
        raise Refused(
            "publication.address_taken",
            _("The region has a page of help with this address already."),
            next_step=_("Change that page, or choose another address."),
            field="slug",
        ) from error
    _keep_version(publication, actor, at)

    _tell(actor, "publications.publication_drafted", publication, at)
    return publication


@transaction.atomic
def change_publication(
    *, actor: Actor, publication_id: UUID, seen_version: int, content: Content, at: datetime
) -> Publication:
    """Write a further version, which is public at once where the text is. The versions before it are kept.

    Refused where somebody else wrote one since ``seen_version``, and once the text was withdrawn.
    """
    publication = _locked(publication_id)

    rules.check_may_edit(actor, publication.region_id)

    rules.check_standing(publication)
    rules.check_version(publication, seen_version)
    _fill(publication, content)
    rules.check_content(publication, timezone.localdate(at))

    publication.version += 1
    publication.changed_at = at
    publication.save()
    transaction.on_commit(memory.forget_all)
    _keep_version(publication, actor, at)

    _tell(actor, "publications.publication_changed", publication, at)
    return publication


@transaction.atomic
def publish(*, actor: Actor, publication_id: UUID, at: datetime) -> Publication:
    """Let everybody read it. What is public already is returned as it is."""
    publication = _locked(publication_id)

    rules.check_may_edit(actor, publication.region_id)

    rules.check_standing(publication)
    if publication.state == State.PUBLISHED:
        return publication
    rules.check_content(publication, timezone.localdate(at))

    publication.state, publication.published_at = State.PUBLISHED, at
    publication.save(update_fields=["state", "published_at"])
    transaction.on_commit(memory.forget_all)

    _tell(actor, "publications.publication_published", publication, at)
    return publication


@transaction.atomic
def withdraw_publication(*, actor: Actor, publication_id: UUID, at: datetime) -> Publication:
    """Take a text back for good. Its versions are kept, and its address is free again."""
    publication = _locked(publication_id)

    rules.check_may_edit(actor, publication.region_id)

    rules.check_standing(publication)

    publication.state = State.WITHDRAWN
    publication.save(update_fields=["state"])
    transaction.on_commit(memory.forget_all)

    _tell(actor, "publications.publication_withdrawn", publication, at)
    return publication


def _fill(publication: Publication, content: Content) -> None:
    publication.title, publication.title_en = content.title.strip(), content.title_en.strip()
    publication.body, publication.body_en = content.body.strip(), content.body_en.strip()
    publication.stands_until = content.stands_until if publication.kind == Kind.NOTICE else None


def _keep_version(publication: Publication, actor: Actor, at: datetime) -> None:
    PublicationVersion.objects.create(
        publication=publication,
        number=publication.version,
        title=publication.title,
        title_en=publication.title_en,
        body=publication.body,
        body_en=publication.body_en,
        written_by=actor.id,
        written_by_label=actor.label[:200],
        written_at=at,
    )


def _locked(publication_id: UUID) -> Publication:
    found = Publication.objects.select_for_update().filter(id=publication_id).first()
    if found is None:
        raise NotFound
    return found


def _tell(actor: Actor, name: str, publication: Publication, at: datetime) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=publication.id,
        subject=("publication", publication.id, publication.title),
        region_code=publication.region_id or "",
        facts={"kind": publication.kind, "version": publication.version},
    )
