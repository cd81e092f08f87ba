"""Inner steps of submitting and deciding: the registration as it was handed in, and what an officer asks for in it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused
from volunteercloud.domain.organizations import dossier, namesakes
from volunteercloud.domain.organizations.models import Organization, Submission
from volunteercloud.domain.organizations.particulars import stated
from volunteercloud.domain.reviews.models import Decision


def check_apart(organization: Organization, is_another: bool) -> list[namesakes.Namesake]:
    """Organizations that may be the same. Refused while nobody says that it is none of them."""
    alike = namesakes.found(organization)
    if alike and not is_another:
        raise Refused(
            "organization.maybe_same",
            _("Organizations with the same or a similar name are registered in this city."),
            next_step=_(
                "If it is one of them, ask its owner to add you as staff; if it is another one, say so and submit again."
            ),
            field="is_another",
            facts={"alike": [{"number": one.node.number, "name": one.node.name, "why": one.why} for one in alike]},
        )
    return alike


def hand_in(organization: Organization, alike: Sequence[namesakes.Namesake], at: datetime) -> Submission:
    before = Submission.objects.filter(organization_id=organization.id).order_by("-number").first()
    return Submission.objects.create(
        organization_id=organization.id,
        number=before.number + 1 if before else 1,
        stated=stated(organization),
        documents=[document.id for document in dossier.documents_of(organization.id)],
        apart_from=[one.node.organization_id for one in alike],
        submitted_at=at,
    )


def take_back(organization: Organization) -> None:
    """What was withdrawn unread is no submission that the next one would be compared with."""
    last = Submission.objects.filter(organization_id=organization.id).order_by("-number").first()
    if last and not last.asked:
        last.delete()


def ask(organization: Organization, decision: str, asked: Mapping[str, str]) -> dict[str, str]:
    """Keep the officer's words to single fields with the submission that they are about. Refused beside any decision but a
    return: nothing is mended afterwards."""
    said = dossier.check_asked(asked)
    if not said:
        return said
    if decision != Decision.RETURN:
        raise Refused(
            "organization.asked_without_return",
            _("Fields are marked, but the registration is not returned, so nobody could mend them."),
            next_step=_("Return it, or take the marks away."),
            field="decision",
        )
    last = Submission.objects.filter(organization_id=organization.id).order_by("-number").first()
    last = last or hand_in(organization, [], organization.created_at)
    last.asked = said
    last.save(update_fields=["asked"])
    return said
