"""What a region may set, between which bounds, and from when on."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.regions.models import Region, RuleSet
from volunteercloud.domain.reviews.models import Kind

NOT_RULES = frozenset({"pk", "region", "region_id", "valid_from"})
FIELDS = tuple(field.name for field in RuleSet._meta.get_fields() if field.name not in NOT_RULES)
DAY_MINUTES = 24 * 60
MOST_DAYS = 3660
STARS = 5


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which whole numbers a rule may lie, both included; without this line any number of days a decade has."""

    least: int = 0
    most: int = MOST_DAYS


BOUNDS = {
    "rounding_minutes": Bounds(1, 60),
    "daily_cap_minutes": Bounds(60, DAY_MINUTES),
    "two_day_flag_minutes": Bounds(60, 2 * DAY_MINUTES),
    "travel_speed_kmh": Bounds(10, 1000),
    "guardian_account_below_age": Bounds(0, 18),
    "guardian_consent_below_age": Bounds(0, 18),
    "check_in_opens_minutes": Bounds(0, DAY_MINUTES),
    "check_out_closes_minutes": Bounds(0, 7 * DAY_MINUTES),
    "cancel_before_minutes": Bounds(0, 30 * DAY_MINUTES),
    "offer_minutes": Bounds(5, 14 * DAY_MINUTES),
    "check_in_radius_metres": Bounds(20, 20_000),
    "minimum_real_name_level": Bounds(0, 2),
    "quiet_from_minute": Bounds(0, DAY_MINUTES),
    "quiet_to_minute": Bounds(0, DAY_MINUTES),
    "no_show_limit": Bounds(1, 100),
    "review_identity_days": Bounds(1, 365),
    "review_organization_days": Bounds(1, 365),
    "review_project_days": Bounds(1, 365),
    "review_report_days": Bounds(1, 365),
    "escalation_days": Bounds(1, 365),
    "need_hours": Bounds(1, 720),
    "urgent_need_hours": Bounds(1, 168),
    "need_passes_days": Bounds(1, 365),
    "need_open_days": Bounds(1, 365),
    "needs_a_day": Bounds(1, 1000),
}
SWITCHES = frozenset({"trusted_publish_at_once"})
LISTS = frozenset({"four_eyes", "star_hours", "categories"})


def may_set(actor: Actor, region_code: str) -> bool:
    return actor.is_system or identity_rules.is_officer_for(actor, region_code, Right.SYSTEM)


def check_day(region: Region, valid_from: date, today: date) -> None:
    """From tomorrow on at the earliest: what was recorded until tonight was held against what held until tonight."""
    if valid_from <= today:
        raise Refused(
            "rules.from_the_past",
            _("Rules are set for days to come, so that nobody is held to what nobody could know."),
            next_step=_("Choose tomorrow or a later day."),
            field="valid_from",
        )
    if region.valid_to and region.valid_to <= valid_from:
        raise Refused(
            "region.retired",
            _("On that day there is no such region any more."),
            next_step=_("Set the rules of the region that follows it."),
            field="valid_from",
        )


def values_of(rule_set: RuleSet) -> dict[str, Any]:
    return {name: getattr(rule_set, name) for name in FIELDS}


def checked(changes: dict[str, Any]) -> dict[str, Any]:
    """The changes as the rules hold them; refused by the field that cannot be so."""
    for name, value in changes.items():
        if name not in FIELDS:
            raise _refused(name, _("There is no such rule."))
        if name in SWITCHES:
            if not isinstance(value, bool):
                raise _refused(name, _("This rule is either on or off."))
        elif name in LISTS:
            _check_list(name, value)
        else:
            bounds = BOUNDS.get(name, Bounds())
            if isinstance(value, bool) or not isinstance(value, int) or not bounds.least <= value <= bounds.most:
                allowed = {"least": bounds.least, "most": bounds.most}
                raise _refused(name, _("Between %(least)s and %(most)s is possible.") % allowed)
    return changes


def _check_list(name: str, value: Any) -> None:
    if not isinstance(value, list):
        raise _refused(name, _("This rule is a list."))
    if name == "star_hours":
        grows = all(isinstance(hours, int) and hours > 0 for hours in value) and sorted(set(value)) == value
        if len(value) != STARS or not grows:
            raise _refused(name, _("Five numbers of hours, each larger than the one before it."))
    elif name == "four_eyes":
        if strangers := [kind for kind in value if kind not in Kind.values]:
            raise _refused(name, _("Unknown: %(names)s") % {"names": ", ".join(map(str, strangers))})
    elif strangers := code_queries.strangers(CodeList.CATEGORY, value, date.max):
        raise _refused(name, _("Unknown: %(names)s") % {"names": ", ".join(map(str, strangers))})


def _refused(field: str, message: str | Promise) -> Refused:
    return Refused("rules.value", message, next_step=_("Change it and set it again."), field=field)
