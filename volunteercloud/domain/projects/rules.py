"""What a project must say before an officer looks at it, and when it may be changed."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused
from volunteercloud.domain.regions.models import RuleSet

from .models import Project, State

EDITABLE = frozenset({State.DRAFT, State.RETURNED})
DELETABLE = frozenset({State.DRAFT, State.TEMPLATE})


def missing(project: Project, today: date) -> list[tuple[str, Promise]]:
    """What a submission still lacks: the field, and what to do about it.

    The contents of a recruitment notice (DOMAIN.md A11) and the risk statement that PRODUCT.md asks for. That there is
    a shift to sign up for is asked by `activities`, which owns shifts. Where people may come to harm, somebody has insured
    them (DOMAIN.md E1, 11).
    """
    is_covered = not project.is_dangerous or bool(project.policy_number and project.policy_from)
    is_in_force = not project.is_dangerous or project.policy_to is None or project.policy_to >= today
    is_open = project.recruits_to is None or project.recruits_to >= today
    wanted: list[tuple[str, object, Promise]] = [
        ("title", project.title, _("Give the project a title.")),
        ("content", project.content, _("Say what volunteers will do and for what.")),
        ("category", project.category, _("Choose the category of service.")),
        ("beneficiaries", project.beneficiaries, _("Choose at least one group of people it serves.")),
        ("region_id", project.region_id, _("Choose the region where it takes place.")),
        ("place", project.place, _("Say where people meet or serve.")),
        ("recruits_from", project.recruits_from, _("Say from which day people may sign up.")),
        ("recruits_to", project.recruits_to, _("Say until which day people may sign up.")),
        ("recruits_to", is_open, _("The last day to sign up has passed: choose a later one.")),
        ("risks", project.risks, _("Name the risks, or say why there are none.")),
        ("policy_number", is_covered, _("Give the number of the policy, and from when it covers people.")),
        ("policy_to", is_in_force, _("The policy has run out: give one that is in force.")),
        ("contact_name", project.contact_name, _("Name somebody who can be asked.")),
        ("contact_phone", project.contact_phone, _("Give a phone number that is answered.")),
    ]
    return [(field, message) for field, given, message in wanted if not given]


def check_complete(project: Project, today: date) -> None:
    """Refused with the fields that are missing."""
    gaps = missing(project, today)
    if gaps:
        raise Refused(
            "project.incomplete",
            _("The project is not complete yet."),
            next_step=_("Fill in what is listed, then submit it."),
            facts={"missing": [field for field, _message in gaps]},
        )


def may_publish_at_once(project: Project, rule_set: RuleSet) -> bool:
    """Whether no officer has to look: the organization is trusted, and the project lies where that trust was given and
    the rules of that place allow it."""
    organization = project.organization
    trusted_there = organization.trusted and (project.region_id or "").startswith(organization.region_id)
    return trusted_there and rule_set.trusted_publish_at_once


def check_editable(project: Project) -> None:
    """A draft is edited until it is submitted, and again when it comes back."""
    if project.state == State.SUBMITTED:
        raise Refused(
            "project.under_review",
            _("An officer is looking at this project, so it can't be changed now."),
            next_step=_("Wait for the decision, or withdraw the project to change it."),
        )
    if project.state == State.TEMPLATE:
        return
    if project.state not in EDITABLE:
        raise Refused(
            "project.not_a_draft",
            _("This project is not a draft any more."),
            next_step=_("Open the project's page to see how it stands."),
        )
