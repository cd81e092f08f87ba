"""The demo city is built through the actions and everything in it agrees."""

from collections import Counter

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from volunteercloud.cli.commands.check import AREAS
from volunteercloud.cli.demo import build, city, story
from volunteercloud.cli.demo.asked import ASKED
from volunteercloud.core import checks, memory
from volunteercloud.domain.activities.models import Cover, Series, SeriesDay, Shift, Standby
from volunteercloud.domain.claims.models import Redemption, ServiceClaim
from volunteercloud.domain.codes import loading as codes
from volunteercloud.domain.identity.models import Account, Document, OfficerGrant, Right
from volunteercloud.domain.matching.models import Asked, Findable
from volunteercloud.domain.needs.models import Need, Offer, Pairing, Station
from volunteercloud.domain.objections.models import Objection
from volunteercloud.domain.organizations.models import Invitation, Joining, Organization, Staff
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.publications.models import Publication
from volunteercloud.domain.radar.models import RadarCase
from volunteercloud.domain.records.models import OrganizationRecord, RecordHead
from volunteercloud.domain.regions import loading as regions
from volunteercloud.domain.reviews.models import Case
from volunteercloud.domain.supervision.models import Report, Sanction


@pytest.fixture(scope="module")
def records_of_the_city(django_db_setup, django_db_blocker):
    """The same city with fewer people and weeks, built once and taken back after the last test."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(settings, "DEMO", True)
        patch.setattr(build, "VOLUNTEERS", 60)
        patch.setattr(story, "VOLUNTEERS", 60)
        for name in ("SHIFTS_BACK", "SHIFTS_AHEAD"):
            patch.setattr(f"volunteercloud.cli.demo.houses.{name}", 3)
        memory.forget_all()
        codes.load()
        regions.load_demo()
        yield build.build()
        transaction.set_rollback(True)


@pytest.fixture
def small_city(records_of_the_city, db):
    return records_of_the_city


def test_the_city_stands_and_agrees(small_city):
    assert small_city == RecordHead.objects.count() > 20
    assert {area: list(checks.run(AREAS[area].STATEMENTS)) for area in AREAS} == {area: [] for area in AREAS}
    assert Account.objects.count() == 61  # somebody registered twice
    of_the_week = 1
    planned = sum(len(house.scenes) for house in city.HOUSES) + of_the_week
    assert Project.objects.filter(state="published").count() == planned
    waiting = Case.objects.filter(state="waiting").values_list("kind", flat=True)
    assert sorted(waiting) == [
        "merge",
        "need",
        "objection",
        "organization",
        "organization",
        "project",
        "radar",
        "report",
    ]
    assert sorted(Objection.objects.values_list("state", flat=True)) == ["decided", "open", "referred"]
    assert Shift.objects.filter(taken__gt=0).exists()


def test_no_document_of_the_city_can_belong_to_a_living_person(small_city):
    """Province 99 is in no list of divisions; the shown end of a number says nothing."""
    assert {document.length for document in Document.objects.all()} == {18}
    assert not RecordHead.objects.exclude(record__service_region_code__startswith="99").exists()


def test_service_without_a_scan_has_every_outcome(small_city):
    assert {"C", "D", "E"} <= set(RecordHead.objects.values_list("grade", flat=True))
    assert sorted(ServiceClaim.objects.values_list("state", flat=True)) == [
        "confirmed",
        "confirmed",
        "declined",
        "open",
    ]
    assert Redemption.objects.count() == 3


def test_the_officer_finds_a_case_of_the_radar(small_city):
    case = RadarCase.objects.get()
    # Of few people some were elsewhere on the day of the shift, which depends on the day of the build.
    sold = OrganizationRecord.objects.filter(organization_id=case.organization_id, grade="E").count()
    assert (case.records, case.state) == (sold, "open")
    assert 2 < sold <= 5


def test_the_tree_has_branches_and_somebody_asks_to_join(small_city):
    above = dict(Organization.objects.filter(parent_id__isnull=False).values_list("name", "parent_name"))
    assert above == {
        "临溪区志愿者协会": "青禾市志愿服务联合会",
        "晨光志愿服务队": "临溪区志愿者协会",
        "青禾火车站志愿服务队": "青禾市志愿服务联合会",
        "云川大学青年志愿者协会医学院分会": "云川大学青年志愿者协会",
    }
    assert Joining.objects.get(state="waiting").parent_name == "青禾市志愿服务联合会"


def test_the_team_plans_its_week_and_people_stand_in(small_city):
    series = Series.objects.order_by("created_at")[0]
    assert SeriesDay.objects.filter(series_id=series.id, on__gt=timezone.localdate()).count() > 20
    assert Cover.objects.get().state == "open"
    assert Standby.objects.get().state == "ready"
    assert Staff.objects.get(role="coordinator").project_ids != []
    assert Invitation.objects.get().accepted_by == []


def test_needs_of_every_kind_stand_on_the_board(small_city):
    counted = Counter(Need.objects.values_list("state", flat=True))
    assert counted == {
        "draft": 1,
        "moderation": 1,
        "returned": 1,
        "open": 10,
        "offered": 3,
        "docked": 2,
        "done": 1,
        "confirmed": 3,
        "unmet": 2,
        "withdrawn": 1,
    }
    assert sum(counted.values()) == len(ASKED)
    assert Station.objects.get(ended_at__isnull=True).organization_name == "临溪区志愿者协会"
    assert Pairing.objects.get(ended_at__isnull=True).household == "柳堤三号楼"
    assert sorted(Need.objects.filter(rating__isnull=False).values_list("rating", flat=True)) == [4, 5, 5]
    assert Offer.objects.filter(state="waiting").count() == 4


def test_organizations_are_supervised(small_city):
    states = Report.objects.exclude(state="draft").values_list("state", flat=True)
    assert sorted(states) == ["accepted", "returned", "submitted"]
    assert Sanction.objects.get().rung == "warning"


def test_officers_share_the_desk_by_task_and_one_case_is_late(small_city):
    offices = OfficerGrant.objects.filter(delegated_from__isnull=True).order_by("granted_at")
    assert [len(office.rights) for office in offices] == [len(Right.values), 3]
    assert OfficerGrant.objects.get(delegated_from__isnull=False).region_id == "990101"
    assert Case.objects.get(kind="organization", state="waiting", due_at__lt=timezone.now()).title == "晨读跑步队"
    assert sorted(Publication.objects.values_list("kind", "state")) == [
        ("help", "published"),
        ("news", "published"),
        ("notice", "published"),
    ]


def test_a_second_build_changes_nothing(small_city):
    assert build.build() == 0
    assert build.sign_ins() == build.SIGN_INS


def test_people_agreed_to_be_found_and_some_were_asked(small_city):
    assert Findable.objects.count() > 20
    assert Asked.objects.filter(state="waiting").exists()
