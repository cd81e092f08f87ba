"""What happens to people and their records, by the actions themselves, in an order that a seed decides."""

import random
from datetime import datetime, timedelta

from django.utils import timezone

from tests.domain.organizations import factories as organizations
from tests.domain.records import factories
from tests.domain.records.origin import NAME, Origin
from tests.domain.statistics import desks
from volunteercloud.core import ids
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import joining
from volunteercloud.domain.identity.consents import RESIDENCE
from volunteercloud.domain.identity.models import Merge, MergeState, Volunteer
from volunteercloud.domain.nodes import queries as node_queries
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.records import actions, canonical, queries
from volunteercloud.domain.records.carrying import Arrival, HandOver
from volunteercloud.domain.records.models import RecordHead

SYSTEM = system("transfers")
PEOPLE = {"小满": "990101", "芒种": "990102", "夏至": "9901"}


class Happenings:
    """An organization, an officer and three people to whom anything may happen; what is refused did not happen."""

    def __init__(self, seed: int, owner, organization, at: datetime) -> None:
        self.luck = random.Random(seed)
        self.owner, self.organization, self.at = owner, organization, at
        self.officer = organizations.officer(None, "寒露")
        self.people = [organizations.person(name, region=region) for name, region in PEOPLE.items()]
        self.origin = Origin()
        self.other_kind = desks.another_kind()
        self.done: list[str] = []

    def something(self) -> None:
        what = self.luck.choice(WHAT)
        self.at += timedelta(minutes=self.luck.randint(1, 600))
        try:
            getattr(self, what)()
            self.done.append(what)
        except (NotAllowed, NotFound, Refused) as refusal:
            self.done.append(f"{what}: {refusal}")

    def record(self) -> None:
        days_ago = self.luck.choice((2, 3, 5, 8, 20, 40, 150, 400, 12_000))
        starts_at = (self.at - timedelta(days=days_ago)).replace(hour=self.luck.randint(0, 12), minute=0)
        said = {
            "grade": self.luck.choice("ABCDE"),
            "kind": self.luck.choice(("service", "service", "service", "training")),
            "category": self.luck.choice(("elderly", "community", "")),
            "service_region_code": self.luck.choice(("990101", "990102", "9901", "770101")),
            "explanation": "现场补充说明",
        }
        draft = factories.draft(self.organization, self.luck.choice(self.people), self.owner, starts_at, **said)
        actions.record_service(actor=self.owner, draft=draft, at=self.at)

    def correct(self) -> None:
        head = self._head()
        starts_at = head.during.lower
        actions.correct_record(
            actor=self.owner,
            volunteer_id=head.volunteer_id,
            record_id=head.record_id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=self.luck.choice((60, 90, 180))),
            break_minutes=0,
            reason="时间写错",
            at=self.at,
        )

    def revoke(self) -> None:
        head = self._head()
        actions.revoke_record(
            actor=self.owner, volunteer_id=head.volunteer_id, record_id=head.record_id, reason="没有发生", at=self.at
        )

    def void(self) -> None:
        actions.void_record(**self._decided())

    def restore(self) -> None:
        actions.restore_record(**self._decided(), version=1)

    def leave(self) -> None:
        head = self._head()
        handed = HandOver(
            volunteer_id=head.volunteer_id,
            record_id=head.record_id,
            version=head.version,
            node_name=NAME,
            transfer_id=ids.uuid7(),
        )
        actions.hand_over(actor=SYSTEM, handed=[handed], at=self.at)

    def come_home(self) -> None:
        head = self._head(whereabouts="moved", origin="")
        (moved,) = queries.carried_of({head.volunteer_id: [head.record_id]})
        versions = []
        for version in moved.versions:
            shown = {name: getattr(version, name) for name in canonical.SHOWN}
            shown |= {"volunteer_id": self.origin.volunteer_id, "form": canonical.KIND}
            versions.append(self.origin.sealed(shown, canonical.canonical_details(version)))
        arrival = Arrival(
            volunteer_id=head.volunteer_id,
            record_id=head.record_id,
            versions=versions,
            origin=node_queries.own().name,
            node_name=NAME,
            transfer_id=ids.uuid7(),
        )
        actions.expect(actor=SYSTEM, arrivals=[arrival], at=self.at)
        self._end(arrival)

    def arrive(self) -> None:
        record = self.origin.record((self.at - timedelta(days=self.luck.randint(30, 300))).replace(minute=0))
        person = self.luck.choice(self.people)
        arrival = self.origin.arrival(person.id, record, transfer_id=ids.uuid7())
        (verdict,) = actions.expect(actor=SYSTEM, arrivals=[arrival], at=self.at)
        if verdict.outcome == "accepted":
            self._end(arrival)

    def erase(self) -> None:
        if self.luck.random() < 0.3:
            person = self.luck.choice(self.people)
            actions.erase_records(actor=SYSTEM, volunteer_id=person.id, reason="依法院判决书删除全部记录", at=self.at)

    def join_or_part(self) -> None:
        """People one and two are said to be one person, or to be two after all."""
        kept, other = (Volunteer.objects.get(id=person.id) for person in self.people[:2])
        found = Merge.objects.filter(volunteer_id=kept.id, state=MergeState.MERGED).first()
        if found:
            joining.part(found, "不是同一人", self.at)
            return
        found = Merge.objects.create(
            volunteer_id=kept.id,
            id=ids.uuid7(),
            other_id=other.id,
            other_number=other.number,
            grounds="同一个人",
            proposed_by=self.officer.id,
            proposed_by_label="白露",
            proposed_at=self.at,
        )
        joining.join(found, other, self.at)

    def move(self) -> None:
        person = self.luck.choice(self.people)
        identity_actions.move_residence(
            actor=person,
            volunteer_id=person.id,
            region_code=self.luck.choice(("990101", "990102")),
            from_on=timezone.localdate(self.at),
            terms=RESIDENCE.version,
            at=self.at,
        )

    def become(self) -> None:
        """The organization is another kind from now on, or the one that it was."""
        kind = self.luck.choice((self.other_kind, "social-group"))
        organization_actions.change_organization(
            actor=self.officer, organization_id=self.organization.id, particulars={"kind": kind}, at=self.at
        )

    def _head(self, **where: str) -> RecordHead:
        found = list(RecordHead.objects.filter(**where).order_by("record_id"))
        if not found:
            raise NotFound
        return self.luck.choice(found)

    def _decided(self) -> dict:
        head = self._head()
        return {
            "actor": self.officer,
            "volunteer_id": head.volunteer_id,
            "record_id": head.record_id,
            "reason": "异议成立",
            "decision_id": ids.uuid7(),
            "at": self.at,
        }

    def _end(self, arrival: Arrival) -> None:
        """What was expected arrives, or is called off."""
        if self.luck.random() < 0.7:
            actions.arrive(actor=SYSTEM, arrivals=[arrival], at=self.at)
        else:
            actions.forget(actor=SYSTEM, volunteer_id=arrival.volunteer_id, record_ids=[arrival.record_id], at=self.at)


WHAT = (
    ["record"] * 8
    + ["correct", "revoke", "void", "restore"] * 2
    + ["leave", "come_home", "arrive", "erase", "join_or_part", "move", "become"]
)
