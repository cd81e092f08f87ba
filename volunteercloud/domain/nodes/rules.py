"""Who says whom this installation trusts, and what no two nodes may both be."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right


def may_manage(actor: Actor) -> bool:
    """The operator, by command, and officers of the whole country who look after the system."""
    return actor.is_system or identity_rules.is_officer_for(actor, None, Right.SYSTEM)


def check_may_manage(actor: Actor) -> None:
    if not may_manage(actor):
        raise NotAllowed(
            "nodes.not_for_you",
            _("Officers of the whole country who look after the system decide which nodes are trusted."),
            next_step=_("Ask one of them, or the operator of this site."),
        )


def first_overlap(ours: Iterable[str], theirs: Iterable[str]) -> tuple[str, str] | None:
    """Two codes of which one is the other's region or lies in it; None where the two speak for different places."""
    theirs = list(theirs)
    return next(
        ((one, other) for one in ours for other in theirs if one.startswith(other) or other.startswith(one)), None
    )
