import pytest
from django.test import RequestFactory
from django.urls import get_resolver, resolve

from volunteercloud.web import context, navigation

ORGANIZATION = "0193d1a0-0000-7000-8000-000000000001"


def frame(address):
    request = RequestFactory().get(address)
    request.resolver_match = resolve(address)
    return context.bare_page(request)


@pytest.mark.parametrize(("address", "area"), [("/", "public"), (f"/org/{ORGANIZATION}/", "organizer"), ("/org/", "")])
def test_a_page_knows_whose_it_is(address, area):
    assert frame(address).area == area


def test_the_console_of_an_organization_leads_to_its_own_pages():
    addresses = [link.address for link in frame(f"/org/{ORGANIZATION}/").header]
    assert addresses
    assert all(address.startswith(f"/org/{ORGANIZATION}/") for address in addresses)


def test_one_link_says_where_one_is():
    assert [link.place.name for link in frame("/help/").dock if link.current] == ["public:help"]


def test_a_place_with_several_pages_leads_to_each_from_each():
    claims = frame(f"/org/{ORGANIZATION}/claims/")
    assert [(link.place.name, link.current) for link in claims.header if link.current] == [
        ("organizer:confirm", "true")
    ]
    assert [link.place.name for link in claims.tabs if link.current] == ["organizer:claims"]
    assert [link.address for link in claims.tabs] == [link.address for link in frame(f"/org/{ORGANIZATION}/bulk/").tabs]


def test_a_page_by_itself_has_no_tabs():
    assert frame(f"/org/{ORGANIZATION}/settings/").tabs == []


def test_officers_find_their_desk_beside_their_own_service():
    own = navigation.places_for("", is_signed_in=True, is_officer=False)
    assert navigation.places_for("", is_signed_in=True, is_officer=True) == (*own, navigation.DESK)


@pytest.mark.parametrize("places", [navigation.VISITOR, navigation.VOLUNTEER, *navigation.OF_AREA.values()])
def test_a_header_and_a_dock_hold_five_at_most_and_one_main(places):
    dock = [place for place in places if place.in_dock]
    assert len(dock) <= 5
    assert sum(place.in_header for place in places) <= 5
    assert sum(place.is_main for place in dock) == 1


@pytest.mark.parametrize("area", ["organizer", "office", "volunteer", "public"])
def test_a_name_is_one_page_so_that_tabs_know_where_one_is(area):
    found = get_resolver().namespace_dict[area][1].reverse_dict
    addresses = {name: found.getlist(name) for name in found if isinstance(name, str)}
    assert {name: shapes for name, shapes in addresses.items() if len(shapes) > 1} == {}
