"""Messages to many: people with addresses, and one written to them."""

from datetime import datetime

from tests.domain.members import factories as members
from volunteercloud.core.actor import Actor, system
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.mailings import actions
from volunteercloud.domain.mailings.models import Audience, Mailing
from volunteercloud.domain.mailings.words import Words
from volunteercloud.domain.messages.models import CircularKind
from volunteercloud.domain.organizations.models import Organization

WORKER = system("tests")
SAID = Words(
    "周六见", "{name}，周六早上八点在大门口见。——{organization}", "See you on Saturday", "{name}, at 8 at the gate."
)


def people(owner: Actor, organization: Organization, at: datetime, number: int) -> list[Actor]:
    """Members with an e-mail address each, who read English."""
    found = [members.member(owner, organization, at, f"小满{place}") for place in range(number)]
    for place, somebody in enumerate(found):
        Account.objects.filter(id=somebody.id).update(email=f"xiaoman{place}@qinghe.example", language="en")
    return found


def written(writer: Actor, organization: Organization, at: datetime, **changes) -> Mailing:
    wanted = {"audience": Audience.MEMBERS, "kind": CircularKind.NEWS, "said": SAID} | changes
    return actions.write(actor=writer, organization_id=organization.id, at=at, **wanted)


def key(mailing: Mailing) -> dict:
    return {"organization_id": mailing.organization_id, "mailing_id": mailing.id}


def started(writer: Actor, organization: Organization, at: datetime, **changes) -> Mailing:
    mailing = written(writer, organization, at, **changes)
    return actions.start(actor=writer, **key(mailing), at=at)


def batch(mailing: Mailing, at: datetime, size: int = 500) -> Mailing:
    return actions.send_batch(actor=WORKER, **key(mailing), at=at, batch=size)
