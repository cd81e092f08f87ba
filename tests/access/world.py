"""One world in which something waits behind every address, and everybody who may knock there."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.access import carrying, figured
from tests.domain.activities import factories as activities
from tests.domain.attendance import desks
from tests.domain.attendance import factories as attendance
from tests.domain.bulk import factories as bulk
from tests.domain.claims import factories as claims
from tests.domain.exchange import factories as exchange
from tests.domain.hooks import factories as hooks
from tests.domain.identity import factories as identity
from tests.domain.intake import factories as intake
from tests.domain.intake import opportunities
from tests.domain.mailings import factories as mailings
from tests.domain.members import factories as members
from tests.domain.needs import factories as needs
from tests.domain.objections import factories as objections
from tests.domain.organizations import factories as organizations
from tests.domain.projects import factories as projects
from tests.domain.supervision import factories as supervision
from volunteercloud.core.actor import ANONYMOUS, Actor, system
from volunteercloud.domain.activities.actions import covering, pausing, series
from volunteercloud.domain.activities.models import Post, Shift
from volunteercloud.domain.certificates import actions as certificate_actions
from volunteercloud.domain.elsewhere.models import Opportunity
from volunteercloud.domain.hooks import actions as hook_actions
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Account, OfficerGrant, Right
from volunteercloud.domain.matching.models import Ask, Asked
from volunteercloud.domain.messages import queries as message_queries
from volunteercloud.domain.needs.actions import offering, pairing
from volunteercloud.domain.needs.models import Need, NeedShift
from volunteercloud.domain.office import actions as office_actions
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations.actions import placing
from volunteercloud.domain.organizations.models import Document, Organization, Role, Staff, Way
from volunteercloud.domain.publications import actions as publication_actions
from volunteercloud.domain.publications.models import Kind as News
from volunteercloud.domain.publications.models import Publication
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.regions.models import Region
from volunteercloud.domain.reviews.models import Case
from volunteercloud.domain.search.actions import save_search
from volunteercloud.domain.succession import actions as succession_actions
from volunteercloud.domain.succession.models import Kind as Ending

OPERATOR = system("access")
ENDED_USCC = "51990000MJ00000036"
STREET = "990101001"
PHONE = "+8613900000017"
EMAIL = "xiaoman@qinghe.example"
BIRTH_ON = date(1991, 7, 23)
RIVALS_USCC = "51990000MJ00000023"


# What some addresses ask for that nothing was made for: a code, a day, a token that nobody gave out.
GIVEN = {
    "token_id": uuid4(),
    "partner_id": uuid4(),
    "provider_id": "city",
    "template_id": uuid4(),
    "code": "990101",
    "region_code": "990101",
    "position": 1,
    "index": 0,
    "pk": 1,
    "name": "category",
    "form": "csv",
    "part": "people",
    "path": "tile/0/000",
    "slug": "first-steps",
    "language": "en",
    "mode": "elder",
    "topic": "hours",
    "step": "who",
    "token": "forged",
    "purpose": "service",
    "area": "records",
    "key": "forged",
    "uidb36": "forged",
    "rest": "nowhere",
    "kind": "shift",
    "after": 0,
}


@dataclass(frozen=True, slots=True)
class World:
    """``people`` by the name of their column in the table; ``named`` are the values that addresses ask for, and
    ``instead`` those that one route asks for alone, ``homes`` those that one person names; ``sensitive`` is what only those
    read who are named for it."""

    people: dict[str, Actor]
    named: dict[str, Any]
    instead: dict[str, dict[str, Any]] = field(default_factory=dict)
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)
    sensitive: dict[str, tuple[str, ...]] = field(default_factory=dict)


def built(at: datetime) -> World:
    organizations.ground()
    Region.objects.create(code=STREET, parent_id="990101", level=4, name="临溪街道", valid_from=organizations.BEGAN)
    owner = organizations.person("谷雨")
    organization = organizations.organization(owner, at, handler="芒种")
    subject = served_person(at)
    service = Service(owner, organization, subject, activities.public_shift(owner, organization, at), at)
    of_service = service.waiting()
    other = projects.draft(owner, organization, at, title="另一个项目")
    people = {
        "nobody": ANONYMOUS,
        "stranger": organizations.person("大寒", region="990102"),
        "subject": subject,
        **staff(owner, organization, other.id, at),
        "former": left(owner, organization, at),
        "rival": (rival := organizations.person("小寒")),
        "at_home": rival,
        **officers(),
    }
    members.opened(owner, organization, at)
    members.join(subject, organization, at)
    named = GIVEN | of_service | of_organization(people, organization, at) | of_offices(people, at)
    of_needs, instead_of_needs = asked_for(people, service.shift, named["child_id"], at)
    of_partners, instead_of_lists = elsewhere(people["same"], at)
    of_carrying, instead_of_nodes = carrying.carried(subject, BIRTH_ON, at + timedelta(days=1))
    of_systems = with_systems(people["same"], at)
    of_figures, instead_of_figures = figured.figured(people["same"], organization.number, at)
    named |= of_needs | of_partners | of_carrying | of_figures
    public = {"project_id": service.shift.project_id}
    by_number = {"number": organization.number}
    instead = {
        "public:organization": by_number,
        "public:poster": by_number,
        "api:organization_by_number": by_number,
        "organizer:start_series": public,
        "log:history": {"path": "history/2026-05"},
        "public:piece": {"publication_id": published(at)},
        "volunteer:project": public,
        "volunteer:sign_up": public,
        "api:public_project": public,
    }
    home = {"at_home": {"organization_id": named["child_id"], "owner_id": named["child_id"]}}
    return World(
        people,
        named,
        instead
        | instead_of_needs
        | instead_of_lists
        | instead_of_nodes
        | instead_of_figures
        | of_systems
        | double_people(people, at),
        home,
        secrets(subject),
    )


def served_person(at: datetime) -> Actor:
    """Somebody with everything that is nobody else's business: a document, a phone, an address of mail."""
    subject = identity.person(at, name="小满", birth_on=BIRTH_ON, email=EMAIL)
    account = Account.objects.get(id=subject.id)
    identity_actions.hold_phone(actor=subject, account=account, phone=PHONE, verified=True, at=at)
    return identity_queries.actor_for(account)


def secrets(subject: Actor) -> dict[str, tuple[str, ...]]:
    number = identity.number(BIRTH_ON)
    return {
        "document number": (number,),
        "phone": (PHONE, PHONE.removeprefix("+86")),
        "mail address": (EMAIL,),
        "birth date": (BIRTH_ON.isoformat(), "1991年7月23日", "23 July 1991"),
        "address of a need": (needs.ADDRESS,),
    }


def staff(owner: Actor, organization: Organization, project_id: UUID, at: datetime) -> dict[str, Actor]:
    """Everybody who works for the organization; ``elsewhere`` coordinates another project of it alone."""
    people = {"owner": owner}
    for name, role in (
        ("芒种", Role.COORDINATOR),
        ("夏至", Role.LEADER),
        ("小暑", Role.RECORDER),
        ("大暑", Role.TREASURER),
        ("处暑", Role.READER),
    ):
        people[role] = hired(owner, organization, name, role, at)
    people["scoped"] = hired(owner, organization, "秋分", Role.COORDINATOR, at)
    Staff.objects.filter(person_id=people["scoped"].id).update(project_ids=[project_id])
    return people


def hired(owner: Actor, organization: Organization, name: str, role: Role, at: datetime) -> Actor:
    somebody = organizations.person(name)
    organization_actions.add_staff(
        actor=owner,
        organization_id=organization.id,
        number=organizations.number_of(somebody),
        role=role,
        at=at,
    )
    return somebody


def left(owner: Actor, organization: Organization, at: datetime) -> Actor:
    somebody = hired(owner, organization, "大雪", Role.COORDINATOR, at)
    organization_actions.end_staff(actor=owner, organization_id=organization.id, person_id=somebody.id, at=at)
    return somebody


def officers() -> dict[str, Actor]:
    """Of the region above, of the region itself, of a part of it, of the one next to it; and one of the region itself
    whose only task is statistics."""
    people = {
        "above": organizations.officer("9901", "立秋"),
        "same": organizations.officer("990101", "立冬"),
        "below": organizations.officer(STREET, "立春"),
        "beside": organizations.officer("990102", "立夏"),
        "figures": organizations.officer("990101", "小雪"),
    }
    OfficerGrant.objects.filter(account_id=people["figures"].id).update(rights=[Right.STATISTICS])
    return people


@dataclass(frozen=True, slots=True)
class Service:
    """A shift that the subject has served, and everything that followed from it."""

    owner: Actor
    organization: Organization
    subject: Actor
    shift: Shift
    at: datetime

    def waiting(self) -> dict[str, Any]:
        attendance.serve(self.shift, self.subject, self.at)
        attendance.confirm(self.owner, self.shift, self.subject)
        head = RecordHead.objects.get()
        neighbour = organizations.person("立秋")
        attendance.sign_up(self.shift, neighbour, self.at)
        desk = desks.hand_out(self.owner, self.shift)
        out = desk.scan(neighbour, "out", self.shift.ends_at)
        desk.deliver([out], self.shift.ends_at)
        draft = projects.submitted(self.owner, self.organization, self.at)
        return {
            "organization_id": self.organization.id,
            "shift_id": self.shift.id,
            "post_id": self.shift.post_id,
            "activity_id": self.shift.activity_id,
            "project_id": draft.id,
            "case_id": organizations.waiting_case(draft.id).id,
            "owner_id": self.organization.id,
            "device_id": desk.id,
            "conflict_id": out.id,
            "volunteer_id": self.subject.id,
            "record_id": head.record_id,
            "objection_id": objections.raised(self.subject, head, self.shift.ends_at + timedelta(days=1)).id,
            "batch_id": claims.batch(self.owner, self.shift).id,
            "claim_id": claims.claim(neighbour, self.shift).id,
            "sheet_id": bulk.sent(self.owner, self.shift).id,
            "message_id": next(iter(message_queries.inbox(self.subject, language="en"))).id,
            "number": organizations.number_of(self.subject),
            **self.papers(),
            **self.to_come(),
        }

    def papers(self) -> dict[str, Any]:
        """A certificate that was asked for, an extract, a qualification, a key to the API."""
        mine = {"actor": self.subject, "volunteer_id": self.subject.id}
        year = {"from_on": self.at.date().replace(month=1, day=1), "to_on": self.at.date().replace(month=12, day=31)}
        asked = certificate_actions.request_certificate(
            **mine, **year, organization_id=self.organization.id, at=self.shift.ends_at
        )
        extract = certificate_actions.print_extract(**mine, **year, at=self.shift.ends_at)
        paper = identity_actions.StatedQualification(name="急救员证", valid_from=self.at.date())
        qualification = identity_actions.state_qualification(**mine, stated=paper, at=self.at)
        token, _secret = identity_actions.create_token(
            actor=self.subject, name="access", scopes=("profile",), days=30, at=self.at
        )
        return {
            "request_id": asked.id,
            "certificate_id": extract.id,
            "qualification_id": qualification.id,
            "digest": token.digest,
        }

    def to_come(self) -> dict[str, Any]:
        """A place for which somebody else is sought, a series, a pause."""
        later = activities.shift(
            self.owner, Post.objects.get(id=self.shift.post_id), self.at, begins_in=timedelta(days=9)
        )
        attendance.sign_up(later, self.subject, self.at)
        cover = covering.ask_cover(actor=self.subject, **activities.key(later, self.subject), at=self.at)
        weekly = series.start_series(
            actor=self.owner,
            organization_id=self.organization.id,
            activity_id=self.shift.activity_id,
            pattern=series.Pattern(weekdays=[6], from_on=self.at.date() + timedelta(days=30)),
            slots=[series.Slot(post_id=self.shift.post_id, starts=time(10), ends=time(12), places=2)],
            at=self.at,
        )
        day = self.at.date() + timedelta(days=200)
        pause, _called_off = pausing.add_pause(
            actor=self.owner,
            organization_id=self.organization.id,
            from_on=day,
            to_on=day,
            reason="场地年检，停一天。",
            at=self.at,
        )
        return {"cover_id": cover.id, "series_id": weekly.id, "pause_id": pause.id}


def of_organization(people: dict[str, Actor], organization: Organization, at: datetime) -> dict[str, Any]:
    """Members, an invitation, documents, a report, a sanction, and others that ask something of it."""
    owner, rival = people["owner"], people["rival"]
    home = organizations.organization(rival, at, name="绿岸志愿服务队", uscc=RIVALS_USCC)
    placing.ask_to_join(actor=rival, organization_id=home.id, parent_id=organization.id, at=at)
    ended = organizations.organization(rival, at, name="清泉志愿服务队", uscc=ENDED_USCC)
    link, _token = members.link(owner, organization, at)
    invitation = organization_actions.invite_staff(
        actor=owner, organization_id=organization.id, way=Way.LINK, role=Role.LEADER, at=at
    )
    endpoint, _secret = hooks.added(owner, organization, at)
    return {
        "person_id": owner.id,
        "child_id": home.id,
        "ending_id": succession_actions.ask_to_end(
            actor=rival,
            organization_id=ended.id,
            kind=Ending.DISSOLUTION,
            successor_id=organization.id,
            reason="人手不足，由晨光承接。",
            at=at,
        ).organization_id,
        "mailing_id": mailings.written(owner, organization, at).id,
        "endpoint_id": endpoint.id,
        "event_id": hook_actions.send_test(
            actor=owner, organization_id=organization.id, endpoint_id=endpoint.id, at=at
        ).event_id,
        "label_id": members.group(owner, organization, at).id,
        "link_id": link.id,
        "invitation_id": invitation.id,
        "document_id": Document.objects.filter(organization_id=organization.id).first().id,
        "sanction_id": supervision.impose(people["same"], organization, at).id,
        "year": supervision.opened(organization).year,
    }


def of_offices(people: dict[str, Actor], at: datetime) -> dict[str, Any]:
    absent = people["same"]
    today = at.date() + timedelta(days=60)
    stand_in = identity_actions.name_stand_in(
        actor=absent, absent_id=absent.id, account_id=people["above"].id, first_day=today, last_day=today, at=at
    )
    return {
        "account_id": people["below"].id,
        "absent_id": absent.id,
        "stand_in_id": stand_in.id,
        "absence_id": stand_in.id,
        "grant_id": OfficerGrant.objects.get(account_id=people["below"].id).id,
        "publication_id": publication(at).id,
        **dict.fromkeys(("intake_id", "list_id"), intake.send(people["same"], [intake.row()], at, region="990101").id),
    }


def publication(at: datetime) -> Publication:
    content = publication_actions.Content(title="征集志愿者", body="周六早上。")
    return publication_actions.draft_publication(
        actor=OPERATOR, kind=News.NEWS, region_code="990101", content=content, at=at
    )


def published(at: datetime) -> UUID:
    return publication_actions.publish(actor=OPERATOR, publication_id=publication(at).id, at=at).id


def double_people(people: dict[str, Actor], at: datetime) -> dict[str, dict[str, Any]]:
    """Two numbers of one person that two officers have joined."""
    kept = identity.person(at, name="寒露", sequence=5, email="hanlu@qinghe.example")
    again = identity.person(at, name="寒露", sequence=7, email="hanlu.again@qinghe.example")
    merge = office_actions.propose_merge(
        actor=people["above"],
        volunteer_id=kept.id,
        other_number=organizations.number_of(again),
        grounds="护照与身份证为同一人，本人到场核对。",
        at=at,
    )
    office_actions.decide_merge(
        actor=people["same"], case_id=Case.objects.get(kind="merge").id, decision="approve", reason="", at=at
    )
    joined = {"volunteer_id": kept.id, "merge_id": merge.id}
    return {"office:undo_merge": joined, "api:undo_merge": joined}


def elsewhere(officer: Actor, at: datetime) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """A partner whose list was taken in, one of its opportunities, and a further list that waits."""
    source = opportunities.source(officer, at, region="990101")
    entered = opportunities.send(officer, source, [opportunities.row("1")], at)
    intake.enter(officer, entered, at)
    waits = opportunities.send(officer, source, [opportunities.row("1"), opportunities.row("2")], at)
    named = {"source_id": source.id, "opportunity_id": Opportunity.objects.get().id}
    pages = ("opportunity_list", "opportunity_list_progress", "opportunity_list_results")
    routes = ("show_opportunities", "discard_opportunities", "opportunity_lines", "map_columns", "enter_opportunities")
    return named, {
        **{f"office:{name}": {"intake_id": waits.id} for name in pages},
        **{f"api:{name}": {"list_id": waits.id} for name in routes},
    }


def with_systems(officer: Actor, at: datetime) -> dict[str, dict[str, Any]]:
    """A system that exchanges messages with us, for all routes about one; its form in the version there is."""
    system = exchange.named(officer, at)
    office = ("exchange_system", "change_exchange_system", "renew_exchange_key", "begin_exchange_again")
    routes = [*(f"office:{name}" for name in (*office, "end_exchange_system")), "organizer:agree_system"]
    return {
        **{route: {"code": system.code} for route in (*routes, "organizer:end_system")},
        "office:exchange_form": {"code": system.form_code, "version": 1},
    }


def asked_for(
    people: dict[str, Actor], shift: Shift, rivals_id: UUID, at: datetime
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The organization is a station: the subject asks for help and somebody else offers it. Another need has become twin
    help, and the subject serves at a visit of it. A search that is kept, and a question to the subject."""
    owner, subject, rival = people["owner"], people["subject"], people["rival"]
    station = needs.station(shift.organization, at)
    asked = needs.of_station(subject, shift.organization, at)
    offer = offering.offer(actor=rival, need_id=asked.id, organization_id=rivals_id, words="我们来。", at=at)
    pair, visit = twins(people["stranger"], owner, shift, at)
    attendance.sign_up(visit, subject, at)
    search = save_search(actor=subject, search_id=uuid4(), name="周末送餐", query="q=送餐", at=at)
    question(subject, owner, asked, shift, at)
    named = {
        "need_id": asked.id,
        "offer_id": offer.id,
        "station_id": station.id,
        "pairing_id": pair.id,
        "search_id": search.id,
        "subject_id": visit.id,
        "thing_id": asked.id,
    }
    by_number, docking = {"number": asked.number}, {"project_id": shift.project_id}
    pages = ("needs:need", "volunteer:why_need", "api:need", "api:my_conditions_of_need", "api:organizations_for_need")
    instead = dict.fromkeys(pages, by_number) | {
        "volunteer:need_address": {"shift_id": visit.id},
        "volunteer:why": {"shift_id": visit.id},
        "api:my_conditions": {"shift_id": visit.id},
        "open:sitemap_part": {"kind": "need"},
        "open:hsds_organization": {"thing_id": shift.organization_id},
        "api:set_weights": {"purpose": "volunteers"},
    }
    dock = ("organizer:dock_into_shift", "organizer:dock_as_activity", "organizer:pair")
    return named, instead | dict.fromkeys(dock, docking)


def twins(poster: Actor, owner: Actor, shift: Shift, at: datetime) -> tuple[pairing.Pairing, Shift]:
    """Twin help on Tuesdays, and the first visit."""
    lasting = needs.of_station(poster, shift.organization, at, frequency="until_solved", starts_at=None, ends_at=None)
    needs.chosen(owner, owner, shift.organization, lasting, at)
    pair = pairing.pair(
        actor=owner,
        organization_id=shift.organization_id,
        need_id=lasting.id,
        household="临溪里的奶奶",
        activity_id=shift.activity_id,
        pattern=series.Pattern(weekdays=[2], from_on=at.date() + timedelta(days=1)),
        starts=time(9),
        ends=time(11),
        at=at,
    )
    visit = NeedShift.objects.filter(need_id=lasting.id).order_by("ends_at").first()
    return pair, Shift.objects.get(organization_id=visit.organization_id, id=visit.shift_id)


def question(subject: Actor, owner: Actor, need: Need, shift: Shift, at: datetime) -> None:
    """The organization asked the subject, whom matching found, to come to its visit."""
    link = NeedShift.objects.exclude(need_id=need.id).order_by("ends_at").first()
    about = {"organization_id": shift.organization_id, "subject_id": link.shift_id, "subject_kind": "shift"}
    Ask.objects.create(
        **about, volunteer_id=subject.id, number=organizations.number_of(subject), asked_by=owner.id, asked_at=at
    )
    Asked.objects.create(
        **about,
        volunteer_id=subject.id,
        organization_name=shift.organization.name,
        title="探望",
        address="/find/",
        asked_at=at,
        until=at + timedelta(days=9),
    )
