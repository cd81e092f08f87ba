"""What is done with reports by mail."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.messages.mail import Attached
from volunteercloud.domain.messages.models import Channel
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.statistics import disclosure, saying

from . import contents
from .models import Report, Rhythm, SentReport


@transaction.atomic
def subscribe(*, actor: Actor, region_code: str, rhythm: str, measures: Sequence[str], at: datetime) -> Report:
    """Get the figures of a region by mail. A report of the same region and rhythm gets these measures instead of its own.

    For officers with the right to the figures. Refused: without a measure (`report.empty`), without a proved e-mail address
    (`report.address`), for more reports than one may get (`report.many`).
    """
    disclosure.check_exact(actor, region_code)
    if region_code:
        region_queries.region(region_code)
    how = Rhythm(rhythm)

    chosen = [each.code for each in contents.offered() if each.code in measures]
    if not chosen:
        raise Refused(
            "report.empty",
            _("A report needs something to report."),
            next_step=_("Choose at least one measure."),
            field="measures",
        )
    if not identity_queries.recipient(actor.person_id).address(Channel.EMAIL):
        raise Refused(
            "report.address",
            _("You have no e-mail address that is proved, so no report can reach you."),
            next_step=_("Enter one under “Me” and open the link in the mail that you get."),
        )
    standing = Report.objects.select_for_update().filter(account_id=actor.person_id, ended_at__isnull=True)
    same = standing.filter(region_code=region_code, rhythm=how).first()
    if same is None and standing.count() >= contents.MOST:
        raise Refused(
            "report.many",
            _("You get as many reports as one may get."),
            next_step=_("End one that you do not read."),
        )

    if same is None:
        same = Report(
            id=ids.uuid7(),
            account_id=actor.person_id,
            region_code=region_code,
            rhythm=how,
            since_on=timezone.localdate(at),
        )
    same.measures = chosen
    same.save()

    _record(actor, "statistics.report_ordered", same, at, measures=chosen)
    return same


@transaction.atomic
def end(*, actor: Actor, report_id: UUID, at: datetime) -> Report:
    """Get a report of one's own no more. Repeated, it changes nothing; others' are not found."""
    report = Report.objects.select_for_update().filter(id=report_id, account_id=actor.person_id).first()
    if report is None:
        raise NotFound
    return _end(actor, report, at)


@transaction.atomic
def end_by_link(*, actor: Actor, token: str, at: datetime) -> Report:
    """The same by the link in the mail: whoever holds it needs not sign in. Refused for a link that is none of ours."""
    found = contents.read_ending(token)
    return _end(actor, Report.objects.select_for_update().get(id=found.id), at)


@transaction.atomic
def send(
    *, actor: Actor, report_id: UUID, due_on: date, facts: dict[str, str], attached: Sequence[Attached], at: datetime
) -> SentReport | None:
    """Queue the mail of one report, once for each time that it is due. None where it was sent already, was ended meanwhile, or
    its officer lost the right: then it ends, and the officer is told."""
    report = Report.objects.select_for_update().select_related("account").filter(id=report_id).first()
    if report is None or report.ended_at is not None:
        return None
    if not contents.is_entitled(report):
        _drop(actor, report, at)
        return None

    sent, is_new = SentReport.objects.get_or_create(report_id=report.id, due_on=due_on, defaults={"sent_at": at})
    if not is_new:
        return None

    messages.tell(
        actor=actor,
        recipient=identity_queries.recipient(report.account_id),
        template="statistics_report",
        facts=facts,
        link=f"/office/statistics/{report.region_code or 'nation'}/",
        at=at,
        channels=(Channel.EMAIL,),
        ending=f"/office/statistics/reports/off/{contents.ending(report.id)}/",
        attached=attached,
    )
    _record(actor, "statistics.report_sent", report, at, due=due_on.isoformat())
    return sent


@transaction.atomic
def drop(*, actor: Actor, report_id: UUID, at: datetime) -> Report | None:
    """End a report whose officer lost the right, and say so. None where the right is there, or it has ended."""
    report = Report.objects.select_for_update().select_related("account").filter(id=report_id).first()
    if report is None or report.ended_at is not None or contents.is_entitled(report):
        return None
    return _drop(actor, report, at)


def _end(actor: Actor, report: Report, at: datetime) -> Report:
    if report.ended_at is None:
        report.ended_at = at
        report.save(update_fields=["ended_at"])
        _record(actor, "statistics.report_ended", report, at)
    return report


def _drop(actor: Actor, report: Report, at: datetime) -> Report:
    _end(actor, report, at)
    messages.tell(
        actor=actor,
        recipient=identity_queries.recipient(report.account_id),
        template="statistics_report_ended",
        facts=saying.in_both("region", lambda: saying.region(report.region_code)),
        at=at,
    )
    return report


def _record(actor: Actor, name: str, report: Report, at: datetime, **facts: object) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=uuid5(NAMESPACE_URL, f"region:{report.region_code}"),
        subject=("report", report.id, ""),
        region_code=report.region_code,
        facts={"rhythm": str(report.rhythm), **facts},
    )
