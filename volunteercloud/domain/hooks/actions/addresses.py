"""What owners do with the addresses of their organization."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids, keys
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.hooks import noting, queries, rules, signing
from volunteercloud.domain.hooks.kinds import Kind
from volunteercloud.domain.hooks.models import (
    MOST_ADDRESSES,
    SECRET,
    Delivery,
    DeliveryState,
    Endpoint,
    Pause,
    State,
)
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.upkeep import rules as upkeep_rules

# Tests and what is sent again wait here with everything else; more than this nobody needs to look at.
MOST_TESTS_WAITING = 5


@transaction.atomic
def add(
    *, actor: Actor, organization_id: UUID, name: str, url: str, kinds: Collection[str], at: datetime
) -> tuple[Endpoint, str]:
    """Have what happens from now on told to an address; its secret is told this once.

    For owners. Refused for an address that cannot be (`hooks.address`, `hooks.private`), without a kind of event
    (`hooks.kinds`) and for an eleventh one (`hooks.most`).
    """
    queries.check_keeper(actor, organization_id)

    organization = organization_queries.locked(organization_id)
    organization_rules.check_not_ended(organization)
    name, url, chosen = rules.checked_name(name), rules.checked_url(url), rules.checked_kinds(kinds)
    taken = set(Endpoint.objects.filter(organization_id=organization_id).values_list("slot", flat=True))
    free = [slot for slot in range(1, MOST_ADDRESSES + 1) if slot not in taken]
    if not free:
        raise Refused(
            "hooks.most",
            _("An organization has ten addresses at most."),
            next_step=_("Delete one that nobody listens at any more."),
        )

    endpoint_id, secret = ids.uuid7(), signing.new_secret()
    endpoint = Endpoint.objects.create(
        organization_id=organization_id,
        id=endpoint_id,
        slot=free[0],
        name=name,
        url=url,
        kinds=chosen,
        secret_sealed=keys.seal(SECRET, secret, bound_to=endpoint_id.bytes),
        created_at=at,
    )

    _record(actor, "hooks.address_added", endpoint, at, url=url, kinds=chosen)
    return endpoint, secret


@transaction.atomic
def change(
    *,
    actor: Actor,
    organization_id: UUID,
    endpoint_id: UUID,
    name: str,
    url: str,
    kinds: Collection[str],
    at: datetime,
) -> Endpoint:
    """Change what an address is called, where it is and what it is told of. What waits goes to where it is then. For owners;
    refused as `add` is."""
    endpoint = _held(actor, organization_id, endpoint_id)
    name, url, chosen = rules.checked_name(name), rules.checked_url(url), rules.checked_kinds(kinds)
    before = {"name": endpoint.name, "url": endpoint.url, "kinds": endpoint.kinds}
    after = {"name": name, "url": url, "kinds": [str(kind) for kind in chosen]}
    if before == after:
        return endpoint

    endpoint.name, endpoint.url, endpoint.kinds = name, url, after["kinds"]
    endpoint.save(update_fields=["name", "url", "kinds"])

    _record(actor, "hooks.address_changed", endpoint, at, before=before, after=after)
    return endpoint


@transaction.atomic
def renew_secret(
    *, actor: Actor, organization_id: UUID, endpoint_id: UUID, at_once: bool = False, at: datetime
) -> tuple[Endpoint, str]:
    """A new secret, told this once. Both sign for `VOLUNTEERCLOUD_WEBHOOK_OVERLAP_HOURS`, the new one first; a third one
    ends the first. ``at_once`` the old one signs no more: it got about. For owners."""
    endpoint = _held(actor, organization_id, endpoint_id)

    secret = signing.new_secret()
    endpoint.old_secret_sealed = None if at_once else endpoint.secret_sealed
    endpoint.old_until = None if at_once else at + timedelta(hours=settings.WEBHOOK_OVERLAP_HOURS)
    endpoint.secret_sealed = keys.seal(SECRET, secret, bound_to=endpoint.id.bytes)
    endpoint.save(update_fields=["secret_sealed", "old_secret_sealed", "old_until"])

    until = endpoint.old_until.isoformat() if endpoint.old_until else None
    _record(actor, "hooks.secret_renewed", endpoint, at, old_until=until)
    return endpoint, secret


@transaction.atomic
def pause(*, actor: Actor, organization_id: UUID, endpoint_id: UUID, at: datetime) -> Endpoint:
    """Send nothing for now: what happens meanwhile is not told later either; what waits already waits on. For owners; twice is
    as good as once."""
    endpoint = _held(actor, organization_id, endpoint_id)
    if endpoint.state == State.PAUSED:
        return endpoint

    endpoint.state, endpoint.paused_by = State.PAUSED, Pause.OWNER
    endpoint.save(update_fields=["state", "paused_by"])

    _record(actor, "hooks.address_paused", endpoint, at, why=Pause.OWNER)
    return endpoint


@transaction.atomic
def resume(*, actor: Actor, organization_id: UUID, endpoint_id: UUID, at: datetime) -> Endpoint:
    """Send again, as to an address that never failed. For owners; twice is as good as once."""
    endpoint = _held(actor, organization_id, endpoint_id)
    if endpoint.state == State.ACTIVE:
        return endpoint

    endpoint.state, endpoint.paused_by = State.ACTIVE, ""
    endpoint.fails, endpoint.failing_since, endpoint.rests_until = 0, None, None
    endpoint.save(update_fields=["state", "paused_by", "fails", "failing_since", "rests_until"])

    _record(actor, "hooks.address_resumed", endpoint, at)
    return endpoint


@transaction.atomic
def delete(*, actor: Actor, organization_id: UUID, endpoint_id: UUID, at: datetime) -> None:
    """Forget an address, its secret and everything that was or was to be sent there. For owners."""
    endpoint = _held(actor, organization_id, endpoint_id, is_leaving=True)

    Delivery.objects.filter(organization_id=organization_id, endpoint_id=endpoint_id).delete()
    Endpoint.objects.filter(organization_id=organization_id, id=endpoint_id).delete()

    _record(actor, "hooks.address_deleted", endpoint, at, url=endpoint.url)


@transaction.atomic
def send_test(*, actor: Actor, organization_id: UUID, endpoint_id: UUID, at: datetime) -> Delivery:
    """Send an event about nothing, which takes the way of every other. For owners; refused while the address is paused
    (`hooks.paused`) and while five tests wait already (`hooks.tests`)."""
    endpoint = _held(actor, organization_id, endpoint_id)
    _check_active(endpoint)
    waiting = Delivery.objects.filter(
        organization_id=organization_id, endpoint_id=endpoint_id, kind=Kind.TEST, state=DeliveryState.WAITING
    )
    if waiting.count() >= MOST_TESTS_WAITING:
        raise Refused(
            "hooks.tests",
            _("Five tests are on their way already."),
            next_step=_("See below what becomes of them; the next try is named there."),
        )

    delivery = Delivery.objects.create(
        organization_id=organization_id,
        endpoint_id=endpoint_id,
        event_id=ids.uuid7(),
        kind=Kind.TEST,
        body=noting.body_of(organization_id, noting.Event(Kind.TEST), at),
        created_at=at,
        state=DeliveryState.WAITING,
        due_at=at,
        tries=0,
    )

    _record(actor, "hooks.test_sent", endpoint, at)
    return delivery


@transaction.atomic
def resend(*, actor: Actor, organization_id: UUID, endpoint_id: UUID, event_id: UUID, at: datetime) -> Delivery:
    """Send one event again, now and with all of its tries: the same bytes under the same id. For owners; refused while the
    address is paused (`hooks.paused`)."""
    endpoint = _held(actor, organization_id, endpoint_id)
    delivery = (
        Delivery.objects.select_for_update()
        .filter(organization_id=organization_id, endpoint_id=endpoint_id, event_id=event_id)
        .first()
    )
    if delivery is None:
        raise NotFound
    _check_active(endpoint)

    delivery.state, delivery.due_at, delivery.tries = DeliveryState.WAITING, at, 0
    delivery.save(update_fields=["state", "due_at", "tries"])

    _record(actor, "hooks.sent_again", endpoint, at, event=str(event_id), kind=delivery.kind)
    return delivery


@transaction.atomic
def start_again(*, actor: Actor, organization_id: UUID, endpoint_id: UUID, at: datetime) -> int:
    """Send everything again that an address did not take, now and with all tries: how many events. For whoever looks after the
    installation, who sees no more of them than their number; refused while the address is paused (`hooks.paused`) and where
    nothing was given up (`hooks.none_given_up`)."""
    upkeep_rules.require_keeper(actor)
    endpoint = _locked(organization_id, endpoint_id)
    _check_active(endpoint)

    lost = Delivery.objects.filter(
        organization_id=organization_id, endpoint_id=endpoint_id, state=DeliveryState.GIVEN_UP
    )
    count = lost.update(state=DeliveryState.WAITING, due_at=at, tries=0)
    if not count:
        raise Refused(
            "hooks.none_given_up",
            _("Everything was taken there, or is on its way again."),
            next_step=_("Look at the list again."),
        )

    _record(actor, "hooks.started_again", endpoint, at, count=count)
    return count


def _held(actor: Actor, organization_id: UUID, endpoint_id: UUID, *, is_leaving: bool = False) -> Endpoint:
    """The address, locked: a delivery that is being written points at it and is not held up, unless it leaves."""
    queries.check_keeper(actor, organization_id)
    return _locked(organization_id, endpoint_id, is_leaving=is_leaving)


def _locked(organization_id: UUID, endpoint_id: UUID, *, is_leaving: bool = False) -> Endpoint:
    rows = Endpoint.objects.select_for_update(of=("self",), no_key=not is_leaving).select_related("organization")
    found = rows.filter(organization_id=organization_id, id=endpoint_id).first()
    if found is None:
        raise NotFound
    return found


def _check_active(endpoint: Endpoint) -> None:
    if endpoint.state != State.ACTIVE:
        raise Refused(
            "hooks.paused",
            _("This address is paused, so nothing is sent there."),
            next_step=_("Go on sending first."),
        )


def _record(actor: Actor, name: str, endpoint: Endpoint, at: datetime, **facts: object) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=endpoint.organization_id,
        subject=("webhook", endpoint.id, endpoint.name),
        region_code=endpoint.organization.region_id,
        facts=facts,
    )
