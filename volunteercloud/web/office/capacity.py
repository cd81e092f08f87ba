"""What machines and money three places need: numbers that an officer changes, and the arithmetic line by line.

Nothing is kept. The numbers stand in the address, which may be passed on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from volunteercloud.core import capacity
from volunteercloud.core.capacity import Demand, Line
from volunteercloud.domain.identity.models import Right
from volunteercloud.web import formats

from .desk import officers_only

PLACES = {
    "city": gettext_lazy("A city"),
    "province": gettext_lazy("A province"),
    "nation": gettext_lazy("The nation"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of `Demand` as the page asks for it, with the least and the most that make sense."""

    label: object
    least: float = 0
    most: float = 1_000_000


# What differs between places, then what all of them share, by chapter; a test holds this to the numbers there are.
OWN = {
    "people": Cell(gettext_lazy("Number of people"), most=10_000_000_000),
    "check_ins": Cell(gettext_lazy("Check-ins on the busiest morning"), most=10_000_000_000),
    "applicants": Cell(gettext_lazy("Applicants in the opening minute of a big event"), most=10_000_000_000),
}
CHAPTERS = (
    (
        gettext_lazy("What people do"),
        {
            "visitors_a_day": Cell(gettext_lazy("Part of the people who look on a day (0 to 1)"), most=1),
            "pages_a_visitor": Cell(gettext_lazy("Pages that each of them opens")),
            "busiest_hour": Cell(gettext_lazy("Part of them in the busiest hour (0 to 1)"), most=1),
            "morning_minutes": Cell(gettext_lazy("How long the busiest morning checks in (minutes)"), 1, 1440),
            "morning_peak": Cell(gettext_lazy("Its busiest minute, in times of the mean"), 1, 1440),
            "pages_an_applicant": Cell(gettext_lazy("Pages that an applicant opens")),
        },
    ),
    (
        gettext_lazy("Processor time of a request (milliseconds)"),
        {
            "page_site": Cell(gettext_lazy("A page, at the site")),
            "page_database": Cell(gettext_lazy("A page, at the database")),
            "check_in_site": Cell(gettext_lazy("A check-in, at the site")),
            "check_in_database": Cell(gettext_lazy("A check-in, at the database")),
            "confirmed_site": Cell(gettext_lazy("A record that is confirmed, at the site")),
            "confirmed_database": Cell(gettext_lazy("A record that is confirmed, at the database")),
            "sign_up_site": Cell(gettext_lazy("A sign-up, at the site")),
            "sign_up_database": Cell(gettext_lazy("A sign-up, at the database")),
            "spread_factor": Cell(gettext_lazy("Times of it on a distributed database"), 1, 100),
        },
    ),
    (
        gettext_lazy("What is kept"),
        {
            "services_a_year": Cell(gettext_lazy("Services of one of the people in a year")),
            "years": Cell(gettext_lazy("Years"), most=1_000),
            "bytes_a_person": Cell(gettext_lazy("Bytes of a person"), most=1_000_000_000),
            "bytes_a_service": Cell(gettext_lazy("Bytes of a service"), most=1_000_000_000),
            "free_disk": Cell(gettext_lazy("Disk kept free, in parts of what is stored"), most=100),
        },
    ),
    (
        gettext_lazy("Machines and prices"),
        {
            "busy": Cell(gettext_lazy("Part of a core that is used at the peak (0.01 to 1)"), 0.01, 1),
            "cores_a_machine": Cell(gettext_lazy("Most cores of a machine"), 1, 10_000),
            "terabytes_a_machine": Cell(gettext_lazy("Most disk of a machine (TB)"), 1, 100_000),
            "copies": Cell(gettext_lazy("Copies of the database, itself and its standbys"), 1, 10),
            "price_core": Cell(gettext_lazy("Price of a core with 8 GB of memory, a month")),
            "price_gb": Cell(gettext_lazy("Price of a gigabyte of disk, a month")),
        },
    ),
)
SHARED = {name: cell for _chapter, cells in CHAPTERS for name, cell in cells.items()}
TYPES = {field.name: field.type for field in fields(Demand)}


class CapacityForm(forms.Form):
    """Every number of the arithmetic: those of a place once for each, the others once."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        for place, demand in capacity.PLACES.items():
            for name, cell in OWN.items():
                self.fields[f"{place}_{name}"] = _field(name, cell, demand)
        for name, cell in SHARED.items():
            self.fields[name] = _field(name, cell, capacity.PLACES["nation"])

    def of_places(self) -> Iterator[tuple[object, list[forms.BoundField]]]:
        for place, title in PLACES.items():
            yield title, [self[f"{place}_{name}"] for name in OWN]

    def shared(self) -> Iterator[tuple[object, list[forms.BoundField]]]:
        for title, cells in CHAPTERS:
            yield title, [self[name] for name in cells]

    def demands(self) -> list[Demand]:
        """One for each place, in their order."""
        given = self.cleaned_data
        shared = {name: given[name] for name in SHARED}
        return [
            replace(demand, **shared, **{name: given[f"{place}_{name}"] for name in OWN})
            for place, demand in capacity.PLACES.items()
        ]


def _field(name: str, cell: Cell, demand: Demand) -> forms.Field:
    kind = forms.IntegerField if TYPES[name] is int else forms.FloatField
    widget = forms.NumberInput(attrs={"class": "input-num input-s", "inputmode": "decimal", "step": "any"})
    return kind(
        label=cell.label, min_value=cell.least, max_value=cell.most, initial=getattr(demand, name), widget=widget
    )


@require_safe
@officers_only(Right.SYSTEM)
def plan(request, desk):
    """What comes of the numbers in the address; of ours where it has none."""
    form = CapacityForm(filled(request.GET))
    plans = [capacity.plan(demand) for demand in form.demands()] if form.is_valid() else []
    facts = {
        "desk": desk,
        "form": form,
        "places": PLACES.values(),
        "rows": [row(lines) for lines in zip(*plans, strict=True)],
        "sums": [(title, [said(line) for line in lines]) for title, lines in zip(PLACES.values(), plans, strict=False)],
        "is_changed": bool(request.GET),
    }
    return render(request, "office/capacity.html", facts)


def filled(given) -> dict[str, object]:
    """What the address says, and our own number wherever it says nothing."""
    return {name: given.get(name, field.initial) for name, field in CapacityForm().fields.items()}


def row(lines: tuple[Line, ...]) -> tuple[str, str, list[tuple[object, str]]]:
    """One result of every place: what it is about, its unit unless the name has said it, and the numbers."""
    name, unit = _(lines[0].name), _(lines[0].unit)
    numbers = [formats.count(round(line.value)) for line in lines]
    return name, "" if unit in name else unit, list(zip(PLACES.values(), numbers, strict=True))


def said(line: Line) -> tuple[str, str, str, str]:
    """A line of the arithmetic: its name, number, unit, and the sum."""
    return _(line.name), formats.count(round(line.value)), _(line.unit), _(line.how) % line.numbers
