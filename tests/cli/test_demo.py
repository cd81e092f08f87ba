"""The demo city is built through the actions and everything in it agrees."""

import pytest

from volunteercloud.cli.commands.check import AREAS
from volunteercloud.cli.demo import build, city, story
from volunteercloud.core import checks
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.claims.models import Redemption, ServiceClaim
from volunteercloud.domain.codes import loading as codes
from volunteercloud.domain.identity.models import Account, Document
from volunteercloud.domain.objections.models import Objection
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.radar.models import RadarCase
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.regions import loading as regions
from volunteercloud.domain.reviews.models import Case


@pytest.fixture
def small_city(db, settings, monkeypatch):
    """The same city with fewer people and weeks."""
    settings.DEMO = True
    codes.load()
    regions.load_demo()
    monkeypatch.setattr(build, "VOLUNTEERS", 60)
    monkeypatch.setattr(story, "VOLUNTEERS", 60)
    for name in ("SHIFTS_BACK", "SHIFTS_AHEAD"):
        monkeypatch.setattr(f"volunteercloud.cli.demo.houses.{name}", 3)
    return build.build()


def test_the_city_stands_and_agrees(small_city):
    assert small_city == RecordHead.objects.count() > 20
    assert {area: list(checks.run(AREAS[area].STATEMENTS)) for area in AREAS} == {area: [] for area in AREAS}
    assert Account.objects.count() == 60
    assert Project.objects.filter(state="published").count() == sum(len(house.scenes) for house in city.HOUSES)
    waiting = Case.objects.filter(state="waiting").values_list("kind", flat=True)
    assert sorted(waiting) == ["objection", "organization", "project"]
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
    assert (case.records, case.state) == (5, "open")


def test_a_second_build_changes_nothing(small_city):
    assert build.build() == 0
    assert build.sign_ins() == build.SIGN_INS
