import pytest
from django.db import IntegrityError, transaction

from tests.domain.needs import factories, posts
from tests.domain.needs.posts import DAY
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.needs import queries, tasks
from volunteercloud.domain.needs.actions import stations
from volunteercloud.domain.needs.models import Need, Station
from volunteercloud.domain.organizations.models import Node
from volunteercloud.domain.regions.models import Region

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(db):
    organizations.ground()


@pytest.fixture
def manager():
    return organizations.person("立夏")


@pytest.fixture
def city(manager, at):
    """An organization of the city, which stands above both districts."""
    return organizations.organization(manager, at, region_id="9901")


def named(organization, at, region="990101", by=None):
    return stations.name_station(
        actor=by or posts.officer("99", "谷雨"), region_code=region, organization_id=organization.id, at=at
    )


def test_an_officer_names_the_station_of_a_region(manager, city, at):
    station = named(city, at)

    assert queries.stations("9901") == [station]
    assert queries.stations_of(city.id) == [station]
    assert Entry.objects.get(name="needs.station_named").owner_id == city.id
    told = Message.objects.filter(recipient_id=manager.id).order_by("-id").first()
    assert (told.template, told.link) == ("station_named", f"/org/{city.id}/needs/")
    assert named(city, at) == station


def test_only_officers_of_the_region_with_the_right_name_one(manager, city, at):
    for stranger in (manager, posts.officer("990102", "立秋"), organizations.person("路人")):
        with pytest.raises(NotAllowed):
            named(city, at, by=stranger)
    assert not Station.objects.exists()


def test_a_station_is_at_work_in_or_above_the_region_which_has_one_only(city, at):
    here = organizations.organization(
        organizations.person("处暑"), at, name="东渡志愿服务队", uscc="51990000MJ00000023", region_id="990102"
    )
    named(city, at)

    for organization, region, code in ((here, "990101", "station.elsewhere"), (city, "990101", None)):
        if code:
            with pytest.raises(Refused) as refusal:
                named(organization, at, region)
            assert refusal.value.code == code
    named(here, at, "990102")
    with pytest.raises(Refused) as refusal:
        named(city, at, "990102")
    assert (refusal.value.code, refusal.value.facts) == ("station.taken", {"organization": here.name})
    organizations.suspend(actor=posts.officer("9901"), organization_id=city.id, reason="年检没有按时交。", at=at)
    with pytest.raises(Refused) as refusal:
        named(city, at, "9901")
    assert refusal.value.code == "organization.suspended"


def test_the_database_knows_one_station_a_region(city, at):
    factories.station(city, at)

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.station(city, at)


def test_a_region_that_is_no_more_has_no_new_station(city, at):
    Region.objects.filter(code="990101").update(valid_to=at.date())

    with pytest.raises(Refused) as refusal:
        named(city, at)
    assert refusal.value.code == "need.region_unknown"
    with pytest.raises(NotFound):
        named(city, at, "88")


def test_needs_go_to_the_nearest_station_as_stations_come_and_go(city, at):
    near = organizations.organization(organizations.person("处暑"), at, name="临溪队", uscc="51990000MJ00000023")
    poster = posts.poster()
    need = posts.opened(poster, at)
    over = posts.opened(poster, at, title="从前已经结束的求助")
    Need.objects.filter(id=over.id).update(state="withdrawn")

    def looks_after():
        return [Need.objects.get(id=each.id).station_id for each in (need, over)]

    assert looks_after() == [None, None]
    of_city = named(city, at, "9901")
    assert looks_after() == [city.id, None]
    of_district = named(near, at, "990101")
    assert looks_after() == [near.id, None]
    stations.end_station(actor=posts.officer("9901"), station_id=of_city.id, reason="另有安排。", at=at)
    assert looks_after() == [near.id, None]
    named(city, at, "9901")
    stations.end_station(actor=posts.officer("9901"), station_id=of_district.id, reason="另有安排。", at=at)
    assert looks_after() == [city.id, None]


def test_a_station_ends_with_a_reason_by_its_officers_or_itself(manager, city, at):
    station = named(city, at)
    for stranger in (organizations.person("路人"), posts.officer("990102", "立秋")):
        with pytest.raises(NotAllowed):
            stations.end_station(actor=stranger, station_id=station.id, reason="另有安排。", at=at)
    with pytest.raises(NotFound):
        stations.end_station(actor=manager, station_id=ids.uuid7(), reason="另有安排。", at=at)
    with pytest.raises(Refused) as refusal:
        stations.end_station(actor=manager, station_id=station.id, reason=" ", at=at)
    assert refusal.value.code == "station.reason"

    for _ in range(2):
        ended = stations.end_station(actor=manager, station_id=station.id, reason="人手不够。", at=at + DAY)

    assert (ended.ended_at, queries.stations("99")) == (at + DAY, [])
    assert Entry.objects.filter(name="needs.station_ended").count() == 1


def test_a_station_whose_organization_is_gone_ends_by_itself(city, at):
    named(city, at)
    assert tasks.keep_deadlines_at(at) == 0
    Node.objects.filter(organization_id=city.id).update(state="dissolved")

    assert tasks.keep_deadlines_at(at) == 1
    assert queries.station_for("990101") is None
