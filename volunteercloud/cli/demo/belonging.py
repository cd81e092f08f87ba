"""Who belongs to the organizations of the city: members with groups, some who asked, one who is invited, a link to join."""

from datetime import datetime, timedelta

from volunteercloud.cli.demo import houses
from volunteercloud.cli.demo.story import Demo
from volunteercloud.core.actor import Actor
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.members import actions
from volunteercloud.domain.members.models import Joining, LabelKind, Member
from volunteercloud.domain.organizations.models import Organization

DAY = timedelta(days=1)
TEAM, LIBRARY = 1, 3
GROUPS = ("周末组", "工作日组")
TAG = "会手语"
MEMBERS, ASKING = 36, 3


def belonging(demo: Demo) -> None:
    """The team of the coordinator who can sign in, and an invitation for the volunteer."""
    team, owner = houses.found(demo, TEAM)
    at = demo.now - 90 * DAY
    _open(owner, team, Joining.OPEN, at)
    people = [demo.actors[0], *demo.luck.sample(demo.actors[5:], MEMBERS + ASKING - 1)]
    joined = [_join(somebody, team, at + number * DAY) for number, somebody in enumerate(people[:MEMBERS])]
    _grouped(owner, team, joined, demo.now - 40 * DAY)
    _open(owner, team, Joining.APPROVAL, demo.now - 30 * DAY)
    for number, somebody in enumerate(people[MEMBERS:]):
        _join(somebody, team, demo.now - (number + 1) * DAY)
    actions.make_link(
        actor=owner, organization_id=team.id, name="食堂门口的海报", days=366, lets_in=True, at=demo.now - 20 * DAY
    )
    library, librarian = houses.found(demo, LIBRARY)
    number = Volunteer.objects.get(id=demo.actors[0].id).number
    actions.invite(actor=librarian, organization_id=library.id, number=number, at=demo.now - 2 * DAY)


def _open(owner: Actor, organization: Organization, joining: Joining, at: datetime) -> None:
    actions.set_joining(actor=owner, organization_id=organization.id, joining=joining, again_after_days=30, at=at)


def _join(somebody: Actor, organization: Organization, at: datetime) -> Member:
    return actions.join(actor=somebody, organization_id=organization.id, volunteer_id=somebody.id, at=at)


def _grouped(owner: Actor, organization: Organization, joined: list[Member], at: datetime) -> None:
    """Half the members in each group, and every ninth under the tag."""
    about = {"actor": owner, "organization_id": organization.id, "at": at}
    labels = [actions.make_label(**about, kind=LabelKind.GROUP, name=name) for name in GROUPS]
    tag = actions.make_label(**about, kind=LabelKind.TAG, name=TAG)
    people = [member.volunteer_id for member in joined]
    for start, label in enumerate(labels):
        actions.label_members(**about, volunteer_ids=people[start::2], add=[label.id])
    actions.label_members(**about, volunteer_ids=people[::9], add=[tag.id])
    actions.change_label(**about, label_id=labels[0].id, name=GROUPS[0], leader_id=people[0])
