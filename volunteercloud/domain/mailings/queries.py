"""Reading mailings: lists, one with how far it got, texts to begin with, who on a roster was reached."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.messages import queries as message_queries
from volunteercloud.domain.messages.models import Channel, Outcome
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.regions import queries as regions_queries

from . import audiences
from .models import Audience, Mailing, RegionTemplate, Template

PAGE = 20
MOST_TEMPLATES = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """A mailing with what became of its deliveries. Numbers alone: nobody sees addresses, nor who reads.

    ``about_how_many`` is as good as the sums that are kept; ``said_no`` asked to get no more after it.
    """

    mailing: Mailing
    emails_sent: int
    texts_sent: int
    failed: int
    said_no: int
    about_how_many: int | None = None

    @property
    def on_the_way(self) -> int:
        return max(0, self.mailing.emails + self.mailing.texts - self.emails_sent - self.texts_sent - self.failed)

    @property
    def unreached(self) -> int:
        """How many could not be reached outside of their inbox, as far as is known."""
        return self.failed + self.mailing.without_address

    @property
    def no_answer(self) -> int:
        return max(0, self.emails_sent + self.texts_sent - self.said_no)


def mailings(viewer: Actor, organization_id: UUID, before: UUID | None = None, limit: int = PAGE) -> list[Progress]:
    """A page of what an organization wrote, the latest first, and one more that says there is a next: for owners and
    coordinators what their duty reaches, for leaders what they wrote themselves. The same statements for any page."""
    duty = organization_rules.duty(viewer, organization_id, organization_rules.LEADERS)
    if duty is None:
        raise NotAllowed("mailing.not_writer")
    found = duty.narrowed(Mailing.objects.filter(organization_id=organization_id))
    if duty.role not in organization_rules.MANAGERS:
        found = found.filter(written_by=viewer.person_id)
    if before:
        found = found.filter(id__lt=before)
    return _with_progress(organization_id, list(found.order_by("-id")[: limit + 1]))


def mailing(viewer: Actor, organization_id: UUID, mailing_id: UUID) -> Progress:
    """One, for whoever may handle it; to others there is none."""
    found = Mailing.objects.filter(organization_id=organization_id, id=mailing_id).first()
    if found is None or not may_see(viewer, found):
        raise NotFound
    [progress] = _with_progress(organization_id, [found])
    return Progress(
        found,
        progress.emails_sent,
        progress.texts_sent,
        progress.failed,
        progress.said_no,
        audiences.size(found),
    )


def reached_of_shift(viewer: Actor, organization_id: UUID, mailing_id: UUID) -> dict[UUID, bool]:
    """Of one shift who was reached by e-mail or SMS and who was not, by volunteer: whoever leads it may have to call them.
    Raises `NotFound` where the mailing was to anybody else."""
    one = mailing(viewer, organization_id, mailing_id).mailing
    if one.audience != Audience.SHIFT or one.started_at is None:
        raise NotFound
    one.cursor_person_id = one.cursor_shift_id = None
    volunteer_ids = [place.person_id for place in audiences.page(one, limit=1_000)]
    readers = identity_queries.readers(volunteer_ids, with_phones=False)
    recipients = {volunteer_id: reader.recipient.id for volunteer_id, reader in readers.items()}
    reached = message_queries.reached(organization_id, mailing_id, set(recipients.values()))
    return {volunteer_id: recipients.get(volunteer_id) in reached for volunteer_id in volunteer_ids}


def templates(viewer: Actor, organization_id: UUID) -> list[Template]:
    """An organization's own texts to begin with, by name."""
    _check_writes(viewer, organization_id)
    kept = Template.objects.filter(organization_id=organization_id, ended_at__isnull=True)
    return list(kept.order_by("name", "id")[:MOST_TEMPLATES])


def region_templates(viewer: Actor, organization_id: UUID) -> list[RegionTemplate]:
    """Those of its region and of the regions above, the nearest first."""
    _check_writes(viewer, organization_id)
    organization = organization_queries.organization(viewer, organization_id)
    codes = [region.code for region in regions_queries.path(organization.region_id)]
    kept = RegionTemplate.objects.filter(region_id__in=codes, ended_at__isnull=True)
    return list(kept.order_by("-region_id", "name", "id")[:MOST_TEMPLATES])


def templates_of_region(region_code: str) -> list[RegionTemplate]:
    """What a region itself keeps: public, as every organization in it may use it."""
    kept = RegionTemplate.objects.filter(region_id=region_code, ended_at__isnull=True)
    return list(kept.order_by("name", "id")[:MOST_TEMPLATES])


def sender_name(viewer: Actor, organization_id: UUID | None) -> str:
    """What an organization is called that somebody wants no news of; empty where all are meant."""
    return organization_queries.organization(viewer, organization_id).name if organization_id else ""


def _with_progress(organization_id: UUID, found: Collection[Mailing]) -> list[Progress]:
    sums = message_queries.tallies(organization_id, [each.id for each in found])
    progress = []
    for each in found:
        ended = sums[each.id]
        progress.append(
            Progress(
                each,
                ended.get((Channel.EMAIL, Outcome.SENT), 0),
                ended.get((Channel.SMS, Outcome.SENT), 0),
                sum(number for (_channel, outcome), number in ended.items() if outcome == Outcome.FAILED),
                sum(number for (_channel, outcome), number in ended.items() if outcome == Outcome.STOPPED),
            )
        )
    return progress


def may_see(viewer: Actor, one: Mailing) -> bool:
    """Who manages what it is about, and leaders what they wrote themselves."""
    duty = organization_rules.duty(viewer, one.organization_id, organization_rules.LEADERS)
    if duty is None or not duty.covers(one.project_id):
        return False
    return duty.role in organization_rules.MANAGERS or viewer.id == one.written_by


def _check_writes(viewer: Actor, organization_id: UUID) -> None:
    if organization_rules.duty(viewer, organization_id, organization_rules.LEADERS) is None:
        raise NotAllowed("mailing.not_writer")
