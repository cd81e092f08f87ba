"""What a project says about itself, checked as it is written down. A draft may leave out any of it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypedDict

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.regions import queries as region_queries

from .models import Project


class Details(TypedDict, total=False):
    """Fields of a project that its organization fills in; a change names only those it changes."""

    title: str
    title_en: str
    content: str
    content_en: str
    category: str
    beneficiaries: list[str]
    sdg_targets: list[str]
    region_id: str | None
    place: str
    place_en: str
    latitude: float | None
    longitude: float | None
    recruits_from: date | None
    recruits_to: date | None
    risks: str
    risks_en: str
    has_meal: bool
    has_transport: bool
    has_insurance: bool
    has_kit: bool
    is_dangerous: bool
    policy_number: str
    policy_from: date | None
    policy_to: date | None
    contact_name: str
    contact_phone: str


LISTS = {
    "category": CodeList.CATEGORY,
    "beneficiaries": CodeList.BENEFICIARY,
    "sdg_targets": CodeList.SDG_TARGET,
}
CHOOSE_FROM_LIST = _("Choose one of the list.")

Changes = dict[str, list[Any]]


def write_down(project: Project, details: Details, at: datetime) -> Changes:
    """Put the details into the project and answer what they changed, before and after.

    What is given must be possible (listed codes, a region of today, a window in order, a whole point on the globe);
    what is left out may be missing until the project is submitted.
    """
    before = _as_it_stands(project)
    for field, value in details.items():
        setattr(project, field, value.strip() if isinstance(value, str) else value)
    project.region_id = project.region_id or None
    after = _as_it_stands(project)
    changed = {field: [before[field], after[field]] for field in before if before[field] != after[field]}

    _check(project, changed, timezone.localdate(at))
    return changed


def _check(project: Project, changed: Iterable[str], today: date) -> None:
    for field in LISTS.keys() & set(changed):
        _check_listed(field, getattr(project, field), today)
    if "region_id" in changed and project.region_id:
        _check_region(project.region_id, today)
    if {"category", "region_id"} & set(changed) and project.category and project.region_id:
        _check_offered(project.category, project.region_id, today)
    if project.recruits_from and project.recruits_to and project.recruits_to < project.recruits_from:
        raise Refused(
            "project.window_order",
            _("Sign-up would close before it opens."),
            next_step=_("Choose a last day that is not before the first."),
            field="recruits_to",
        )
    if project.policy_from and project.policy_to and project.policy_to < project.policy_from:
        raise Refused(
            "project.policy_order",
            _("The policy would end before it begins."),
            next_step=_("Choose a last day that is not before the first."),
            field="policy_to",
        )
    _check_point(project)


def _check_listed(field: str, chosen: str | list[str], today: date) -> None:
    codes = [chosen] if isinstance(chosen, str) else chosen
    if code_queries.strangers(LISTS[field], [code for code in codes if code], today):
        raise Refused(
            "project.unlisted",
            _("What was chosen is not on the list today."),
            next_step=CHOOSE_FROM_LIST,
            field=field,
        )


def _check_offered(category: str, region_code: str, today: date) -> None:
    offered = region_queries.rules_for(region_code, today).categories
    if offered and category not in offered:
        raise Refused(
            "project.category_not_offered",
            _("This region does not offer the category that was chosen."),
            next_step=_("Choose one of the categories that it offers."),
            field="category",
            facts={"offered": offered},
        )


def _check_region(code: str, today: date) -> None:
    try:
        region = region_queries.region(code)
    except NotFound:
        region = None
    if region is None or (region.valid_to and region.valid_to <= today):
        raise Refused(
            "project.region_unknown",
            _("There is no such region today."),
            next_step=CHOOSE_FROM_LIST,
            field="region_id",
        )


def _check_point(project: Project) -> None:
    latitude, longitude = project.latitude, project.longitude
    if latitude is None and longitude is None:
        return
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Refused(
            "project.point",
            _("A point needs a latitude from -90 to 90 and a longitude from -180 to 180."),
            next_step=_("Give both, or leave both empty."),
            field="latitude",
        )


def _as_it_stands(project: Project) -> dict[str, Any]:
    """The details as audit facts hold them: text, numbers, lists of text."""
    stands = {field: getattr(project, field) for field in Details.__annotations__}
    return {
        field: value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, list) else value
        for field, value in stands.items()
    }
