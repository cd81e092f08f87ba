"""Who may publish where, and what a publication must be."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right

from .models import Kind, Publication, State


def check_may_edit(actor: Actor, region_code: str | None) -> None:
    """Officers of the region and above with the right to its settings, and the operator."""
    if not actor.is_system and not identity_rules.is_officer_for(actor, region_code, Right.SYSTEM):
        raise NotAllowed("identity.not_officer")


def check_content(publication: Publication, today: date) -> None:
    """Refused by the field that is missing or cannot be."""
    for field, said in (("title", publication.title), ("body", publication.body)):
        if not said:
            raise Refused(
                "publication.empty",
                _("A text needs a title and something to say, and one of them is missing."),
                next_step=_("Fill it in; English can follow later."),
                field=field,
            )
    if publication.kind == Kind.HELP and not publication.slug:
        raise Refused(
            "publication.address",
            _("A page of help needs an address of its own."),
            next_step=_("Choose a short one of small letters, figures and hyphens."),
            field="slug",
        )
    if publication.kind == Kind.NOTICE and (publication.stands_until is None or publication.stands_until < today):
        raise Refused(
            "publication.stands_until",
            _("An announcement stands until a day, which is missing or has passed."),
            next_step=_("Choose its last day."),
            field="stands_until",
        )


def check_standing(publication: Publication) -> None:
    if publication.state == State.WITHDRAWN:
        raise Refused(
            "publication.withdrawn",
            _("This text was withdrawn and can't be changed any more."),
            next_step=_("Write it anew if it is needed again."),
        )


def check_version(publication: Publication, seen: int) -> None:
    """Refused where somebody else wrote a version since this one was opened: neither text is lost."""
    if publication.version != seen:
        raise Refused(
            "publication.changed_meanwhile",
            _("Somebody else changed this text while you were writing, so yours was not saved over it."),
            next_step=_("Open it in a second window, and bring the two together."),
            facts={"version": publication.version, "seen": seen},
        )
