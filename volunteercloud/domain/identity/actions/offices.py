"""Offices: given from above or to a colleague, for some tasks in one region and everything below it, until they end.

Whoever gives an office gives what is theirs: it never holds more tasks, a larger region or a later day than the office it
came from, and ends with it.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import officers, queries, rules
from volunteercloud.domain.identity.models import Account, OfficerGrant, Right
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.regions import queries as regions_queries

from .registration import known_region


@transaction.atomic
def grant_office(
    *,
    actor: Actor,
    account_id: UUID,
    region_code: str | None,
    rights: Collection[str] | None = None,
    ends_on: date | None = None,
    at: datetime,
) -> OfficerGrant:
    """Make somebody an officer: of a region, or with None of the whole country.

    An officer gives tasks of their own (all of them, where none are named), in regions below theirs, or until a day to a
    colleague of the same region; it ends on the last day of their own office at the latest. Asked again for the same, the
    office that stands is returned. Refused for an unknown region, for tasks or days beyond one's own, and for a second
    office in a region.
    """
    account = _account(account_id)
    code = region_code or ""
    asked = _known_rights(rights)
    giver = _giver(actor, code, asked or ())

    if giver is None and not actor.is_system:
        raise NotAllowed("identity.office_not_below")
    if account.id in {actor.id, actor.acting_for}:
        raise NotAllowed("identity.office_for_oneself")
    if region_code is not None and known_region(region_code) is None:
        raise Refused(
            "region.missing",
            _("An office is for a region, and none is named."),
            next_step=_("Choose the region; the office covers everything below it."),
            field="region_code",
        )
    given, last_day = _within(giver, code, asked, ends_on, at)

    if standing := _standing(account.id, region_code):
        return _same(standing, given, last_day)
    _make_room(account.id, region_code, at)
    grant = OfficerGrant.objects.create(
        id=ids.uuid7(),
        account=account,
        region_id=region_code,
        rights=given,
        delegated_from=giver,
        ends_on=last_day,
        granted_by_label=actor.label[:200],
        granted_at=at,
    )

    _record("identity.office_granted", actor, [grant], at)
    _tell("office_granted", actor, grant, at)
    return grant


@transaction.atomic
def change_office(
    *, actor: Actor, grant_id: UUID, rights: Collection[str], ends_on: date | None, at: datetime
) -> OfficerGrant:
    """Change the tasks and the last day of an office, for whoever may end it, but nobody for their own.

    What was delegated from it loses what it loses, and ends where nothing is left. Refused beyond the giver's own.
    """
    grant = _held(grant_id)
    giver = grant.delegated_from or _giver(actor, grant.region_code, rights)

    if not rules.may_end_office(actor, grant) or grant.account_id in {actor.id, actor.acting_for}:
        raise NotAllowed("identity.office_not_below")
    beyond = set(rights) - set(grant.rights)
    if beyond and not actor.is_system and not rules.holds_rights(actor, grant.region_code, beyond):
        raise _beyond_own()
    given, last_day = _within(giver, grant.region_code, _known_rights(rights), ends_on, at)

    before = {"rights": list(grant.rights), "ends_on": grant.ends_on}
    grant.rights, grant.ends_on = given, last_day
    grant.save(update_fields=["rights", "ends_on"])
    ended = _trim(grant, at)

    after = {"rights": given, "ends_on": last_day}
    changes = {name: [_plain(before[name]), _plain(after[name])] for name in before if before[name] != after[name]}
    _record("identity.office_changed", actor, [grant, *ended], at, changes=changes)
    _tell("office_changed", actor, grant, at)
    for each in ended:
        _tell("office_revoked", actor, each, at)
    return grant


@transaction.atomic
def revoke_office(*, actor: Actor, account_id: UUID, region_code: str | None, at: datetime) -> OfficerGrant:
    """End an office, and with it everything that was delegated from it, however often passed on.

    Who is above may, whoever gave it may, and officers may lay down their own.
    """
    found = OfficerGrant.objects.filter(account_id=account_id, region_id=region_code or None, revoked_at__isnull=True)
    grant_id = found.values_list("id", flat=True).first()
    if grant_id is None:
        raise NotFound
    grant = _held(grant_id)

    if not rules.may_end_office(actor, grant):
        raise NotAllowed("identity.office_not_below")

    ended = [grant, *_delegated_from([grant])]
    _end(ended, at)

    _record("identity.office_revoked", actor, ended, at)
    for each in ended:
        _tell("office_revoked", actor, each, at)
    return grant


def _account(account_id: UUID) -> Account:
    account = Account.objects.select_for_update().filter(id=account_id, is_active=True).first()
    if account is None or account.merged_into_id is not None:
        raise NotFound
    return account


def _held(grant_id: UUID) -> OfficerGrant:
    """An office with its row held, so that nothing is delegated from it meanwhile."""
    held = OfficerGrant.objects.select_for_update(of=("self",)).filter(id=grant_id, revoked_at__isnull=True)
    grant = held.select_related("account", "delegated_from").first()
    if grant is None:
        raise NotFound
    return grant


def _giver(actor: Actor, region_code: str, rights: Collection[str]) -> OfficerGrant | None:
    """The office from which the actor would give these tasks in a region, the widest first, held until the end."""
    covering = sorted(
        (office for office in officers.held(actor) if office.covers(region_code)),
        key=lambda office: (not office.rights >= set(rights), len(office.region_code)),
    )
    if not covering:
        return None
    return officers.standing_grants().select_for_update(of=("self",)).filter(id=covering[0].grant_id).first()


def _known_rights(rights: Collection[str] | None) -> list[str] | None:
    if rights is None:
        return None
    if not rights or not set(rights) <= set(Right.values):
        raise Refused(
            "office.rights",
            _("An office is for at least one task, and none of those known here is named."),
            next_step=_("Choose one task or more."),
            field="rights",
        )
    return [right for right in Right.values if right in rights]


def _within(
    giver: OfficerGrant | None,
    region_code: str,
    rights: list[str] | None,
    ends_on: date | None,
    at: datetime,
) -> tuple[list[str], date | None]:
    """The tasks and the last day, held against the office they come from; an operator gives what an operator likes."""
    if ends_on is not None and ends_on < timezone.localdate(at):
        raise Refused(
            "office.over",
            _("The last day of the office is over already."),
            next_step=_("Choose today or a later day, or end the office."),
            field="ends_on",
        )
    if giver is None:
        return rights or list(Right.values), ends_on
    if not set(rights or ()) <= set(giver.rights):
        raise _beyond_own()
    if giver.ends_on is not None and ends_on is not None and ends_on > giver.ends_on:
        raise Refused(
            "office.later_than_own",
            _("An office cannot last longer than the one it comes from."),
            next_step=_("Choose the last day of your own office or an earlier one."),
            field="ends_on",
            facts={"ends_on": giver.ends_on.isoformat()},
        )
    last_day = ends_on or giver.ends_on
    if region_code == giver.region_code and last_day is None:
        raise Refused(
            "office.day_missing",
            _("A colleague of your own region holds an office from you until a day, and none is named."),
            next_step=_("Name the last day."),
            field="ends_on",
        )
    return rights or list(giver.rights), last_day


def _beyond_own() -> Refused:
    return Refused(
        "office.beyond_own",
        _("You can only give tasks that your own office includes."),
        next_step=_("Leave the others out, or ask an officer above you."),
        field="rights",
    )


def _standing(account_id: UUID, region_code: str | None) -> OfficerGrant | None:
    return officers.standing_grants().filter(account_id=account_id, region_id=region_code).first()


def _same(standing: OfficerGrant, rights: list[str], ends_on: date | None) -> OfficerGrant:
    if set(standing.rights) == set(rights) and standing.ends_on == ends_on:
        return standing
    raise Refused(
        "office.stands",
        _("This person is an officer of this region already, for other tasks or until another day."),
        next_step=_("Change that office."),
        field="region_code",
    )


def _make_room(account_id: UUID, region_code: str | None, at: datetime) -> None:
    """An office that is over by its last day gives way to a new one."""
    over = OfficerGrant.objects.filter(account_id=account_id, region_id=region_code, revoked_at__isnull=True)
    over.update(revoked_at=at)


def _delegated_from(grants: Iterable[OfficerGrant]) -> list[OfficerGrant]:
    """Everything that came from these offices and stands, level by level, each row held."""
    found: list[OfficerGrant] = []
    level = list(grants)
    while level:
        passed_on = OfficerGrant.objects.select_for_update(of=("self",)).select_related("account").order_by("id")
        level = list(passed_on.filter(delegated_from__in=[each.id for each in level], revoked_at__isnull=True))
        found += level
    return found


def _end(grants: Iterable[OfficerGrant], at: datetime) -> None:
    for grant in grants:
        grant.revoked_at = at
    OfficerGrant.objects.bulk_update(grants, ["revoked_at"])


def _trim(grant: OfficerGrant, at: datetime) -> list[OfficerGrant]:
    """Hold what was delegated from an office against what is left of it; what has nothing left is ended and returned."""
    kept: list[OfficerGrant] = []
    ended: list[OfficerGrant] = []
    below = _delegated_from([grant])
    left: dict[UUID | None, tuple[set[str], date | None]] = {grant.id: (set(grant.rights), grant.ends_on)}
    for each in below:
        rights, last_day = left[each.delegated_from_id]
        each.rights = [right for right in each.rights if right in rights] or each.rights
        each.ends_on = min(filter(None, (each.ends_on, last_day)), default=None)
        is_ended = not rights & set(each.rights)
        (ended if is_ended else kept).append(each)
        left[each.id] = (set() if is_ended else set(each.rights), each.ends_on)
    OfficerGrant.objects.bulk_update(kept, ["rights", "ends_on"])
    _end(ended, at)
    return ended


def _plain(value: list[str] | date | None) -> list[str] | str | None:
    return value.isoformat() if isinstance(value, date) else value


def _record(name: str, actor: Actor, grants: Iterable[OfficerGrant], at: datetime, **facts: object) -> None:
    """An entry for each office that the step changed, with its holder."""
    audit.record_many(
        actor,
        name,
        at=at,
        told=[
            audit.Told(
                owner_id=grant.account_id,
                subject=("office", grant.id, grant.account.label),
                region_code=grant.region_code,
                facts={"rights": list(grant.rights), "ends_on": _plain(grant.ends_on), **facts},
            )
            for grant in grants
        ],
    )


def _tell(template: str, actor: Actor, grant: OfficerGrant, at: datetime) -> None:
    recipient = queries.recipient(grant.account_id)
    region = regions_queries.full_name(grant.region_code, recipient.language) if grant.region_code else "—"
    messages.tell(
        actor=actor, recipient=recipient, template=template, facts={"by": actor.label, "region": region}, at=at
    )
