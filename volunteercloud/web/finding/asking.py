"""What a request for the page asks for: the address itself, a place by its name, and who asks."""

from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.matching import people as matching_people
from volunteercloud.domain.matching import queries as matching_queries
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import Region
from volunteercloud.domain.search import asked as search_asked
from volunteercloud.domain.search import middles
from volunteercloud.domain.search.asked import Asked
from volunteercloud.domain.search.asking import Query
from volunteercloud.web import answers

DEMO_CITY = "9901"
CITY_DIGITS = 4
PLACES_OFFERED = 8
MOST_SIGNS_OF_PLACE = 50
LIST, MAP, CALENDAR = "list", "map", "calendar"
VIEWS = (LIST, MAP, CALENDAR)
Point = tuple[float, float]


@dataclass(frozen=True)
class Wish:
    """A page that was asked for. ``places`` are the regions that a typed name may mean, when it is not one alone; ``mine``
    is the place that the reader has set for themselves, ``near`` where distances count from."""

    asked: Asked
    language: str
    today: date
    view: str = LIST
    after: str = ""
    where: str = ""
    places: tuple[Region, ...] = ()
    was_found: bool = True
    volunteer: Volunteer | None = None
    mine: Point | None = None
    near: Point | None = None

    @cached_property
    def path(self) -> tuple[Region, ...]:
        return region_queries.path(self.asked.region_code)

    @property
    def place(self) -> str:
        code = self.asked.region_code
        return region_queries.full_name(code, self.language) if code else str(_("the whole country"))

    def query(self, asked: Asked | None = None, *, after: str = "") -> Query:
        """What the index is asked, for this page or for another one of the same reader."""
        return search_asked.query(asked or self.asked, self.today, near=self.near, fits=self._fits, after=after)

    @cached_property
    def kept(self) -> str:
        """The address as a kept search has it: with the place itself where it says "mine", for that may move."""
        asked = replace(self.asked, near="", point=self.mine) if self.asked.near and self.mine else self.asked
        return search_asked.written(asked)

    @cached_property
    def _fits(self):
        return self.volunteer and search_asked.fits_of(self.volunteer, self.today)


def read(request: HttpRequest, today: date) -> Wish:
    given = dict(request.GET.lists())
    asked = search_asked.read(given, today)
    where = request.GET.get("where", "").replace("\x00", "").strip()[:MOST_SIGNS_OF_PLACE]
    places = _places(where, today)
    volunteer = _volunteer(request)
    region_code = asked.region_code if asked.has_region else home_of(volunteer)
    if len(places) == 1:
        region_code = places[0].code
    asked = replace(asked, region_code=region_code, has_region=True)
    mine = _mine(request, volunteer) if volunteer and asked.near else None
    view = request.GET.get("view", "")
    return Wish(
        asked,
        request.LANGUAGE_CODE,
        today,
        view=view if view in VIEWS else LIST,
        after=request.GET.get("after", ""),
        where=where,
        places=places if len(places) > 1 else (),
        was_found=bool(places or not where),
        volunteer=volunteer,
        mine=mine,
        near=middles.near(asked, mine),
    )


def _places(name: str, today: date) -> tuple[Region, ...]:
    if not name:
        return ()
    found = tuple(region_queries.search(name, today, limit=PLACES_OFFERED))
    return tuple(place for place in found if name in (place.name, place.name_latin))[:1] or found


def _mine(request: HttpRequest, volunteer: Volunteer) -> Point | None:
    return matching_people.point_of(matching_queries.preference(answers.actor_of(request), volunteer.id))


def _volunteer(request: HttpRequest) -> Volunteer | None:
    if not request.user.is_authenticated:
        return None
    try:
        return identity_queries.volunteer(answers.actor_of(request).person_id)
    except NotFound:  # an officer's account without a volunteer
        return None


def home_of(volunteer: Volunteer | None) -> str:
    """The city a reader lives in; the demo's city, or everywhere, for a visitor."""
    code = (volunteer and volunteer.region_id) or (DEMO_CITY if settings.DEMO else "")
    return code[:CITY_DIGITS]
