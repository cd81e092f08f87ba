"""What the address of the list asks for: words, days, a kind of service, a place. What makes no sense asks for nothing."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import Region
from volunteercloud.web import answers, cursors

DEMO_CITY = "9901"
CITY_DIGITS = 4
FARTHEST = timedelta(days=730)
PLACES_OFFERED = 8
TODAY, WEEKEND, EVENINGS = "today", "weekend", "evenings"
WHEN = (
    ("", _("Any time")),
    (TODAY, _("Today")),
    (WEEKEND, _("This weekend")),
    (EVENINGS, _("Weekday evenings")),
)


class FindForm(forms.Form):
    """`region` is the place as chosen from the list, `where` another one by its name, which wins."""

    q = forms.CharField(max_length=100, required=False)
    when = forms.ChoiceField(choices=WHEN, required=False)
    on = forms.DateField(required=False)
    region = forms.CharField(max_length=12, required=False)
    where = forms.CharField(max_length=50, required=False)
    category = forms.ChoiceField(required=False)

    def __init__(self, *args, today: date, language: str, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = code_queries.choices(CodeList.CATEGORY, today, language)
        self.fields["category"].choices = [("", _("Anything")), *kinds]


@dataclass(frozen=True)
class Wish:
    """A list that was asked for. `places` are the regions a typed name may mean, when it is not one alone."""

    form: FindForm
    search: activity_queries.Search
    places: list[Region]
    language: str
    was_found: bool = True

    @cached_property
    def path(self) -> tuple[Region, ...]:
        return region_queries.path(self.search.region_code)

    @property
    def place(self) -> str:
        code = self.search.region_code
        return region_queries.full_name(code, self.language) if code else _("the whole country")

    @property
    def chosen(self) -> dict[str, str]:
        """What the form shows as chosen; the region is one even when nobody chose it."""
        typed = {name: self.form[name].value() or "" for name in self.form.fields}
        return typed | {"region": self.search.region_code}

    @property
    def number_of_filters(self) -> int:
        return sum(bool(self.chosen[name]) for name in ("q", "when", "on", "category"))


def read(request: HttpRequest, today: date) -> Wish:
    form = FindForm(request.GET, today=today, language=request.LANGUAGE_CODE)
    form.is_valid()
    given = form.cleaned_data
    places = _places(given.get("where", ""), today)
    known = given.get("region") if "region" in request.GET else _home(request)
    search = activity_queries.Search(
        region_code=places[0].code if len(places) == 1 else _known(known),
        category=given.get("category", ""),
        text=given.get("q", ""),
        evenings=given.get("when") == EVENINGS,
        after=cursors.read(request.GET.get("after"), cursors.instant, UUID),
    )
    from_on, to_on = _days(given, today)
    return Wish(
        form,
        replace(search, from_on=from_on, to_on=to_on),
        places if len(places) > 1 else [],
        request.LANGUAGE_CODE,
        was_found=bool(places or not given.get("where")),
    )


def _days(given: dict, today: date) -> tuple[date | None, date | None]:
    day = given.get("on")
    if day and today <= day <= today + FARTHEST:
        return day, day
    if given.get("when") == TODAY:
        return today, today
    if given.get("when") == WEEKEND:
        sunday = today + timedelta(days=6 - today.weekday())
        return max(today, sunday - timedelta(days=1)), sunday
    return None, None


def _places(name: str, today: date) -> list[Region]:
    if not name:
        return []
    found = list(region_queries.search(name, today, limit=PLACES_OFFERED))
    return [place for place in found if name in (place.name, place.name_latin)][:1] or found


def _known(code: str | None) -> str:
    return code if code and region_queries.path(code) else ""


def _home(request: HttpRequest) -> str:
    """The city a reader lives in; the demo's city, or everywhere, for a visitor."""
    code = ""
    if request.user.is_authenticated:
        try:
            code = identity_queries.volunteer(answers.actor_of(request).id).region_id or ""
        except NotFound:  # an officer's account without a volunteer
            code = ""
    return (code or (DEMO_CITY if settings.DEMO else ""))[:CITY_DIGITS]
