"""Administrative divisions and what they set for service. Public."""

from datetime import date

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema

from volunteercloud.api.fields import Day, RegionCode, string
from volunteercloud.api.keys import needs
from volunteercloud.domain.governance import actions as governance_actions
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.regions import queries

router = Router(tags=["regions"], auth=None)


class RegionOut(Schema):
    """`level` is 1 for a province, 2 for a city, 3 for a district, 4 for a street or township."""

    code: str = Field(examples=["990101"])
    parent_code: str | None
    level: int
    name: str = Field(examples=["临溪区"])
    name_latin: str
    valid_from: date
    valid_to: date | None
    successor_code: str | None

    @staticmethod
    def resolve_parent_code(region):
        return region.parent_id

    @staticmethod
    def resolve_successor_code(region):
        return region.successor_id


class RegionPathOut(RegionOut):
    full_name: str = Field(description="As an address says it in the reader's language.")
    path: list[RegionOut]

    @staticmethod
    def resolve_full_name(region):
        return queries.full_name(region.code, get_language())

    @staticmethod
    def resolve_path(region):
        return queries.path(region.code)


class RulesOut(Schema):
    """What a region sets for service in it; the nearest region above decides where it sets nothing itself.

    Minutes, days, hours and metres are whole numbers; `quiet_*_minute` are minutes after midnight, local time.
    """

    region_code: str = Field(description="The region that set these rules.")
    valid_from: date | None = Field(description="Since when they hold; null where nobody has set any.")
    rounding_minutes: int
    daily_cap_minutes: int
    two_day_flag_minutes: int
    travel_speed_kmh: int
    hour_code_days: int
    claim_days: int
    late_entry_days: int
    objection_days: int
    objection_answer_days: int
    appeal_days: int
    notice_days: int
    guardian_account_below_age: int
    guardian_consent_below_age: int
    check_in_opens_minutes: int
    check_out_closes_minutes: int
    cancel_before_minutes: int
    offer_minutes: int
    check_in_radius_metres: int
    trusted_publish_at_once: bool
    minimum_real_name_level: int
    categories: list[str]
    review_identity_days: int
    review_organization_days: int
    review_project_days: int
    review_report_days: int
    escalation_days: int
    four_eyes: list[str]
    need_hours: int
    urgent_need_hours: int
    need_passes_days: int
    need_open_days: int
    needs_a_day: int
    annual_report_days: int
    correction_days: int
    quiet_from_minute: int
    quiet_to_minute: int
    no_show_limit: int
    no_show_days: int
    star_hours: list[int]

    @staticmethod
    def resolve_region_code(rule_set):
        return rule_set.region_id

    @staticmethod
    def resolve_valid_from(rule_set):
        return None if rule_set.valid_from == date.min else rule_set.valid_from


class RulesIn(Schema):
    """Rules by their names, as they are shown; what is not named stays as it is."""

    valid_from: Day = Field(description="Tomorrow at the earliest.")
    changes: dict[str, bool | int | list[int] | list[str]] = Field(examples=[{"daily_cap_minutes": 600}])


class OnDay(Schema):
    on: Day | None = Field(None, description="The day for which the rules are asked; today if left out.")


class RegionSearch(Schema):
    begins: string(40) = Field(description="The beginning of a name in either script.", examples=["Lin"])
    within: RegionCode = Field("", description="Only in this region.")
    limit: int = Field(20, ge=1, le=50)


class Below(Schema):
    parent: RegionCode = Field("", description="The region whose parts are asked for; provinces if left out.")


@router.get("", response=list[RegionOut], summary=_("List the parts of a region"))
def regions(request, below: Query[Below]):
    """What stands directly below a region today; there are at most some hundred."""
    return queries.children(below.parent, timezone.localdate())


@router.get("/search", response=list[RegionOut], summary=_("Search regions by name"))
def search_regions(request, wanted: Query[RegionSearch]):
    """Larger ones first; the list ends after `limit`, so type more of the name instead of paging."""
    return queries.search(wanted.begins, timezone.localdate(), within=wanted.within, limit=wanted.limit)


@router.get("/{code}", response=RegionPathOut, summary=_("Show a region"))
def region(request, code: RegionCode):
    """Also one that was retired; `successor_code` then leads on."""
    return queries.region(code)


@router.get("/{code}/rules", response=RulesOut, summary=_("Show a region's rules"))
def region_rules(request, code: RegionCode, day: Query[OnDay]):
    queries.region(code)
    return queries.rules_for(code, day.on or timezone.localdate())


@router.put("/{code}/rules", response=RulesOut, auth=needs(Scope.OFFICE), summary=_("Set a region's rules"))
def set_region_rules(request, code: RegionCode, said: RulesIn):
    """From a day to come on, for officers of the region and above with the right to its settings."""
    return governance_actions.set_rules(
        actor=request.auth.actor, region_code=code, valid_from=said.valid_from, changes=said.changes, at=timezone.now()
    )
