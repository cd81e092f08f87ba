"""What an organization says about itself, checked as it is written down, and which of it an officer has vouched for."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypedDict
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.regions import queries as region_queries

from . import uscc
from .models import Organization, State


class Particulars(TypedDict, total=False):
    """Fields of an organization that its staff fill in; a change names only those it changes."""

    name: str
    name_en: str
    kind: str
    uscc: str
    region_id: str
    liaison_id: UUID | None
    categories: list[str]
    purpose: str
    purpose_en: str
    address: str
    contact_name: str
    contact_phone: str
    contact_email: str
    head: str
    handler: str
    established_on: date | None


TEAM = "team"  # the term of organization_kind for a team without registration
BRANCH = "branch"  # the term for a part of an organization, which founded it and answers for it
OTHER = "other"
UNREGISTERED = frozenset({TEAM, BRANCH})
BRANCH = "branch"  # and for a part of a registered organization
# What the approval was about: once approved, only an officer changes it.
VOUCHED = frozenset({"name", "kind", "uscc", "region_id", "liaison_id"})
CHOOSE_FROM_LIST = _("Choose one of the list.")

Changes = dict[str, list[Any]]


def write_down(organization: Organization, particulars: Particulars, at: datetime) -> Changes:
    """Put the particulars into the organization and answer what they changed, before and after.

    Each is refused by its field where it can't be true. A team and a branch have no USCC: one left over from another kind
    is dropped.
    """
    before = stated(organization)
    for field, value in particulars.items():
        setattr(organization, field, value.strip() if isinstance(value, str) else value)
    if organization.kind in UNREGISTERED:
        organization.uscc = ""
    changed = {field: [was, now] for field, was, now in _compared(before, stated(organization))}

    _check(organization, changed, timezone.localdate(at))
    return changed


def liaison(organization: Organization) -> Organization | None:
    """The liaison organization it names, which must be approved and have a legal personality. Refused otherwise."""
    if organization.liaison_id is None:
        return None
    found = Organization.objects.filter(pk=organization.liaison_id).first()
    if found is None or found.state != State.ACTIVE or not found.is_registered or found.id == organization.id:
        raise Refused(
            "organization.liaison_unfit",
            _("A team can stand only under an organization that is approved and has a unified social credit code."),
            next_step=_("Choose another liaison organization."),
            field="liaison_id",
        )
    return found


def _check(organization: Organization, changed: Changes, today: date) -> None:
    for field in ("name", "kind", "region_id"):
        if not getattr(organization, field):
            raise Refused(
                "organization.nameless",
                _("A registration begins with the organization's name, kind and region, and one of them is missing."),
                next_step=_("Fill it in; everything else can wait."),
                field=field,
            )
    if "kind" in changed:
        _check_listed(CodeList.ORGANIZATION_KIND, [organization.kind], "kind", today)
        _check_founded(organization)
    if "categories" in changed:
        _check_listed(CodeList.CATEGORY, organization.categories, "categories", today)
    if "region_id" in changed:
        _check_region(organization.region_id, today)
    if "uscc" in changed and organization.uscc:
        organization.uscc = changed["uscc"][1] = uscc.check(organization.uscc).number
    if organization.uscc and {"uscc", "kind"} & changed.keys():
        _check_kind_of_code(organization)
    if "liaison_id" in changed:
        named = liaison(organization)
        organization.liaison_name = named.name if named else ""
    if organization.established_on and organization.established_on > today:
        raise Refused(
            "organization.established_later",
            _("The day the organization was founded lies in the future."),
            next_step=_("Check the year."),
            field="established_on",
        )


def _check_founded(organization: Organization) -> None:
    if organization.kind == BRANCH and organization.parent_id is None:
        raise Refused(
            "organization.branch_alone",
            _("A branch is founded by the organization that it belongs to, so it can't be registered by itself."),
            next_step=_("Ask a manager of that organization to found it, or choose another kind."),
            field="kind",
        )


def _check_kind_of_code(organization: Organization) -> None:
    """The first two characters of a code say who registered it as what. Where they leave no doubt, another kind is wrong."""
    fitting = uscc.FITTING.get(organization.uscc[:2])
    if fitting and organization.kind not in fitting | {OTHER}:
        raise Refused(
            "organization.kind_and_code",
            _("The first two characters of this code belong to another kind of organization than the one you chose."),
            next_step=_("Choose the kind that stands on the registration certificate, or check the code."),
            field="kind",
            facts={"kinds": sorted(fitting)},
        )


def _check_listed(name: CodeList, codes: Iterable[str], field: str, today: date) -> None:
    if code_queries.strangers(name, codes, today):
        raise Refused(
            "organization.unlisted",
            _("What was chosen is not on the list today."),
            next_step=CHOOSE_FROM_LIST,
            field=field,
        )


def _check_region(code: str, today: date) -> None:
    try:
        region = region_queries.region(code)
    except NotFound:
        region = None
    if region is None or (region.valid_to and region.valid_to <= today):
        raise Refused(
            "organization.region_unknown",
            _("There is no such region today."),
            next_step=CHOOSE_FROM_LIST,
            field="region_id",
        )


def stated(organization: Organization) -> dict[str, Any]:
    """The particulars as audit facts and submissions hold them: text, lists of text, nothing else."""
    stands = {field: getattr(organization, field) for field in Particulars.__annotations__}
    return {
        field: str(value) if isinstance(value, UUID | date) else list(value) if isinstance(value, list) else value
        for field, value in stands.items()
    }


def _compared(before: dict[str, Any], after: dict[str, Any]) -> Iterable[tuple[str, Any, Any]]:
    return ((field, before[field], after[field]) for field in before if before[field] != after[field])
