"""Systems that are no nodes: named by an officer, with what they get and by which right; ended with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.exchange import access, mapping, rules
from volunteercloud.domain.exchange.models import TAKEN_IN, Entity, Mark, State, System, Walk
from volunteercloud.domain.regions.models import Region


@dataclass(frozen=True, slots=True)
class Named:
    """A system with what it is handed once: the token that opens the door, and the key that signs."""

    system: System
    token: str
    key: str


@transaction.atomic
def name_system(
    *,
    actor: Actor,
    code: str,
    name: str,
    region_code: str,
    form_code: str,
    gets: Sequence[str],
    brings: Sequence[str],
    with_names: bool,
    basis: str,
    at: datetime,
) -> Named:
    """Let another system take part. ``basis`` says which law or order entitles the authority behind it; without one it gets
    nothing (`exchange.reason`). Refused for a code that is taken (`exchange.taken`) and an unknown form (`exchange.no_form`)."""
    rules.check_may_manage(actor, region_code)

    rules.check_code(code)
    region = Region.objects.filter(code=region_code).first()
    if region is None:
        raise Refused("exchange.region", _("There is no such region."), field="region_code")
    if System.objects.filter(code=code).exists():
        raise Refused("exchange.taken", _("A system has this code already."), field="code")
    said = _said(name, form_code, gets, brings, basis, at)

    system = System.objects.create(
        code=code, region=region, with_names=with_names, named_by_label=actor.label[:200], named_at=at, **said
    )
    Mark.objects.create(system=system, since=at, until=at)

    _record(actor, "exchange.system_named", at, system, _told(system))
    return Named(system, access.token_of(system), access.key_text(system))


@transaction.atomic
def change_system(
    *,
    actor: Actor,
    code: str,
    name: str,
    form_code: str,
    gets: Sequence[str],
    brings: Sequence[str],
    with_names: bool,
    basis: str,
    at: datetime,
) -> System:
    """Change what a system gets or brings. What it gets from now on is gone through from the beginning."""
    system = _locked(actor, code)

    access.check_active(system)
    before = _told(system)
    for field, value in _said(name, form_code, gets, brings, basis, at).items():
        setattr(system, field, value)
    system.with_names = with_names

    system.save()
    _walk_anew(system)

    _record(actor, "exchange.system_changed", at, system, {"before": before, "after": _told(system)})
    return system


@transaction.atomic
def renew_key(*, actor: Actor, code: str, at: datetime) -> Named:
    """A new token and key; the old ones are good for nothing from now on."""
    system = _locked(actor, code)

    access.check_active(system)
    system.key_version += 1
    system.save(update_fields=["key_version"])

    _record(actor, "exchange.key_renewed", at, system, {"key_version": system.key_version})
    return Named(system, access.token_of(system), access.key_text(system))


@transaction.atomic
def begin_again(*, actor: Actor, code: str, at: datetime) -> System:
    """Go through everything once more. What the system was told already and is the same is not told again."""
    system = _locked(actor, code)

    access.check_active(system)
    _walk_anew(system)

    _record(actor, "exchange.begun_again", at, system, {})
    return system


@transaction.atomic
def end_system(*, actor: Actor, code: str, reason: str, at: datetime) -> System:
    """End the exchange: its token opens nothing from now on. What it brought stays what it is."""
    system = _locked(actor, code)

    access.check_active(system)
    reason = rules.stated(reason)

    system.state, system.ended_at, system.ended_reason = State.ENDED, at, reason
    system.save(update_fields=["state", "ended_at", "ended_reason"])

    _record(actor, "exchange.system_ended", at, system, {"reason": reason})
    return system


def _locked(actor: Actor, code: str) -> System:
    system = System.objects.select_for_update().filter(code=code).first()
    if system is None:
        raise NotFound
    rules.check_may_manage(actor, system.region_id)
    return system


def _said(
    name: str, form_code: str, gets: Sequence[str], brings: Sequence[str], basis: str, at: datetime
) -> dict[str, Any]:
    name = name.strip()
    if not 2 <= len(name) <= 200:
        raise Refused("exchange.name", _("A name has 2 to 200 characters."), field="name")
    rules.check_entities(gets, Entity.values, "gets")
    rules.check_entities(brings, [one.value for one in TAKEN_IN], "brings")
    if mapping.standing(form_code, timezone.localdate(at)) is None:
        raise Refused(
            "exchange.no_form",
            _("There is no form of this code that is valid today."),
            next_step=_("Load the form first."),
            field="form_code",
        )
    return {
        "name": name,
        "form_code": form_code,
        "gets": [one for one in Entity.values if one in gets],
        "brings": [one for one in Entity.values if one in brings],
        "basis": rules.stated(basis, "basis")[:500],
    }


def _walk_anew(system: System) -> None:
    Mark.objects.filter(system=system).update(walk=Walk.PEOPLE, after=None)


def _told(system: System) -> dict[str, Any]:
    return {
        "form": system.form_code,
        "gets": system.gets,
        "brings": system.brings,
        "with_names": system.with_names,
        "basis": system.basis,
    }


def _record(actor: Actor, name: str, at: datetime, system: System, facts: dict[str, Any]) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=system.trail_id,
        subject=("exchange", system.trail_id, system.name),
        region_code=system.region_id,
        facts=facts,
    )
