"""A person's own copy: taken from here, brought from elsewhere, removed again."""

from datetime import datetime, timedelta
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.audit import queries as audit_queries
from volunteercloud.domain.credentials import binding, contents, reading, refusing
from volunteercloud.domain.credentials.models import Binding, BroughtPackage, Signer
from volunteercloud.domain.credentials.reading import Checked, Standing
from volunteercloud.domain.identity import names
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Volunteer

TAKEN = "credentials.copy_taken"
MOST_A_DAY = 10
MOST_BROUGHT = 10
# What is shown of a long life of service; the sums are of all of it.
MOST_ENTRIES = 2000


@transaction.atomic
def take_copy(*, actor: Actor, volunteer_id: UUID, at: datetime) -> Volunteer:
    """Leave the trace of a download and ask whether it may be; `packages.made` makes the file.

    For the person and the guardian alone. Refused: the eleventh within a day (`copy.too_often`).
    """
    volunteer = identity_queries.volunteer(volunteer_id)

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("copy.not_yours")

    if audit_queries.count(actor.person_id, TAKEN, since=at - timedelta(days=1)) >= MOST_A_DAY:
        raise Refused(
            "copy.too_often",
            format_lazy(_("You have taken {most} copies within a day."), most=MOST_A_DAY),
            next_step=_("Take the next one tomorrow. Nothing of yours is lost meanwhile."),
        )

    _tell(TAKEN, actor, volunteer_id, volunteer_id, timezone.localtime(at).date().isoformat(), {}, at)
    return volunteer


@transaction.atomic
def bring_copy(*, actor: Actor, volunteer_id: UUID, file: BinaryIO, at: datetime) -> BroughtPackage:
    """Keep what another node's package says of a person's service: shown to the person, counted nowhere.

    Brought again, it is the one that is there. What ties it to the person is the document, where that node sealed it for
    this one, else name and birth date alone. Refused: no confirmed real name (`copy.real_name`), a file that is no package
    or would do harm (`copy.no_zip` …), one that does not hold (`copy.changed`), one of this node (`copy.own`), one of
    somebody else (`copy.other_person`), the eleventh (`copy.too_many`).
    """
    # Read before anybody is held: it may take seconds.
    checked = _checked(file, at)
    identity_queries.hold([volunteer_id])
    volunteer = identity_queries.volunteer(volunteer_id)

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("copy.not_yours")

    bound_by = _binding(volunteer, checked)
    there_is = BroughtPackage.objects.filter(volunteer_id=volunteer_id, digest=checked.digest).first()
    if there_is is not None:
        return there_is
    if BroughtPackage.objects.filter(volunteer_id=volunteer_id).count() >= MOST_BROUGHT:
        raise Refused(
            "copy.too_many",
            format_lazy(_("You have brought {most} copies already."), most=MOST_BROUGHT),
            next_step=_("Remove one that is no longer needed."),
        )

    brought = _kept(actor, volunteer_id, checked, bound_by, at)

    facts = {"node": brought.node_name, "signer": brought.signer, "binding": brought.binding}
    _tell("credentials.copy_brought", actor, volunteer_id, brought.id, brought.node_name, facts, at)
    return brought


@transaction.atomic
def remove_copy(*, actor: Actor, volunteer_id: UUID, package_id: UUID, at: datetime) -> None:
    """Forget a package that was brought. What was handed over since stays: it came by a transfer."""
    brought = BroughtPackage.objects.select_for_update().filter(volunteer_id=volunteer_id, id=package_id).first()

    if brought is None or not identity_rules.may_act_for(actor, volunteer_id):
        raise NotFound

    brought.delete()

    _tell("credentials.copy_removed", actor, volunteer_id, package_id, brought.node_name, {}, at)


def _checked(file: BinaryIO, at: datetime) -> Checked:
    try:
        checked = reading.checked(file, at)
    except reading.Unsafe as error:
        raise refusing.unsafe(error.code) from None
    if checked.standing is Standing.OWN:
        raise Refused(
            "copy.own",
            _("This copy was made here, so its records are here already."),
            next_step=_("Bring a copy that you took at another place."),
            field="file",
        )
    if not checked.holds:
        raise refusing.changed(checked.faults[0])
    return checked


def _binding(volunteer: Volunteer, checked: Checked) -> Binding:
    """Refused unless the package is this person's, as far as it can tell."""
    if volunteer.real_name_level < identity_rules.REAL_NAME:
        raise Refused(
            "copy.real_name",
            _("A copy is compared with your confirmed name and birth date, and yours are not confirmed yet."),
            next_step=_("Confirm your real name with your document first."),
        )
    holder = checked.holder
    if _cleaned(holder.name) != volunteer.name or holder.birth_on != volunteer.birth_on:
        raise _other_person()
    said = binding.unsealed(holder.sealed) if checked.standing is Standing.TRUSTED else None
    document = contents.verified_document(volunteer.id)
    if said is None or document is None:
        return Binding.NAME
    if not binding.is_of(said, document):
        raise _other_person()
    return Binding.DOCUMENT


def _cleaned(name: str) -> str:
    try:
        return names.clean(name)
    except Refused:
        return ""


def _other_person() -> Refused:
    return Refused(
        "copy.other_person",
        _("This copy is made out to somebody else: its name, birth date or document is not yours."),
        next_step=_(
            "Bring your own. If your name or document has changed since, have it mended at the place that made it."
        ),
        field="file",
    )


def _kept(actor: Actor, volunteer_id: UUID, checked: Checked, bound_by: Binding, at: datetime) -> BroughtPackage:
    return BroughtPackage.objects.create(
        volunteer_id=volunteer_id,
        id=ids.uuid7(),
        digest=checked.digest,
        node_name=checked.manifest.node[:255],
        signer=Signer.TRUSTED if checked.standing is Standing.TRUSTED else Signer.UNKNOWN,
        binding=bound_by,
        credit_minutes=checked.credit_minutes,
        honour_minutes=checked.honour_minutes,
        records=len(checked.entries),
        versions=checked.versions,
        proved=checked.proved,
        entries=[entry.as_kept() for entry in checked.entries[:MOST_ENTRIES]],
        made_at=checked.manifest.made_at,
        brought_by=actor.person_id,
        brought_at=at,
    )


def _tell(
    name: str, actor: Actor, volunteer_id: UUID, subject_id: UUID, label: str, facts: dict[str, str], at: datetime
) -> None:
    audit.record(actor, name, at=at, owner_id=volunteer_id, subject=("copy", subject_id, label), facts=facts)
