"""What a place needs in cores, disks and money: arithmetic from the measured cost of a request.

Pure: numbers in, lines out, each with the sum it comes from, so that whoever doubts one can change what it rests on.
Costs are processor time of the benchmarks in docs/benchmarks; what people do, and prices, are assumptions of whoever asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext_noop

MINUTE = 60
GB = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of an installation, and what a request costs. Each field is a cell that may be changed.

    Costs are milliseconds of processor time: of the site, and of a database on one machine.
    """

    people: int
    check_ins: int  # on the busiest morning
    applicants: int  # who sign up in the minute in which a big event opens
    morning_minutes: int = 120
    morning_peak: float = 2.0  # the busiest minute of the morning, in mean minutes
    pages_an_applicant: int = 2
    visitors_a_day: float = 0.03  # part of the people
    pages_a_visitor: int = 8
    busiest_hour: float = 0.15  # part of a day's pages
    services_a_year: float = 7.6  # of one of the people: 34 % serve, 67 hours each, 3 hours at a time
    years: int = 10
    bytes_a_person: int = 2_400  # eight rows of 300 bytes with their part of the indexes
    bytes_a_service: int = 4_000  # thirteen rows: place, presence, scans, record, its copies, its leaf, the trail
    busy: float = 0.5  # how much of a core is used at the peak; the rest is for what nobody foresaw
    free_disk: float = 0.5  # kept free, in parts of what is stored
    copies: int = 2  # the database itself and a standby
    spread_factor: float = 3.0  # what a distributed database takes for a request, in times of one machine: 2 to 4
    cores_a_machine: int = 64
    terabytes_a_machine: int = 8
    price_core: float = 70.0  # a month, with 8 GB of memory; an example in yuan
    price_gb: float = 0.7  # a month
    page_site: float = 15.0  # the page of results, the dearest that many open: benchmarks/search.md
    page_database: float = 3.7
    check_in_site: float = 1.15  # benchmarks/line.md
    check_in_database: float = 0.35
    sign_up_site: float = 1.25  # benchmarks/line.md
    sign_up_database: float = 0.5
    confirmed_site: float = 0.61  # a record, of a shift of a thousand that is confirmed: benchmarks/records.md
    confirmed_database: float = 0.14


PLACES = {
    "city": Demand(people=3_000_000, check_ins=130_000, applicants=20_000),
    "province": Demand(people=17_000_000, check_ins=720_000, applicants=100_000),
    "nation": Demand(people=236_000_000, check_ins=10_000_000, applicants=1_000_000),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A result: its unit beside it, and how it came about. Name, unit and ``how`` are source strings to translate."""

    name: str
    value: float
    unit: str
    how: str
    numbers: Mapping[str, str]

    @property
    def sum(self) -> str:
        return self.how % self.numbers


@dataclass(frozen=True, slots=True)
class Rates:
    """A second, at the busiest time."""

    pages: float
    check_ins: float
    sign_ups: float
    opening_pages: float


def plan(demand: Demand) -> list[Line]:
    """Everything, in the order in which it is worked out."""
    rates = rates_of(demand)
    site, database = cores(demand, rates)
    stored = (
        demand.people * (demand.bytes_a_person + demand.services_a_year * demand.years * demand.bytes_a_service) / GB
    )
    disk = stored * (1 + demand.free_disk)
    spread = database > demand.cores_a_machine or disk > demand.terabytes_a_machine * 1000
    if spread:
        database = ceil(database * demand.spread_factor)
    by_cores, by_disk = database / demand.cores_a_machine, disk / (demand.terabytes_a_machine * 1000)
    machines = max(1, ceil(by_cores), ceil(by_disk))
    money = Line(
        gettext_noop("money"),
        (site + database * demand.copies) * demand.price_core + disk * demand.copies * demand.price_gb,
        gettext_noop("each month"),
        gettext_noop("(%(site)s + %(database)s × %(copies)s) cores × %(core)s + %(disk)s GB × %(copies)s × %(gb)s"),
        {
            "site": f"{site:,}",
            "database": f"{database:,}",
            "copies": f"{demand.copies}",
            "core": f"{demand.price_core:g}",
            "disk": f"{disk:,.0f}",
            "gb": f"{demand.price_gb:g}",
        },
    )
    return [
        *_of_rates(demand, rates),
        *_of_cores(demand, rates, site, database, is_spread=spread),
        *_of_disks(demand, stored, disk),
        *_of_machines(demand, machines, is_spread=spread),
        money,
    ]


def rates_of(demand: Demand) -> Rates:
    daily = demand.people * demand.visitors_a_day * demand.pages_a_visitor
    sign_ups = demand.applicants / MINUTE
    return Rates(
        pages=daily * demand.busiest_hour / 3600,
        check_ins=demand.check_ins / demand.morning_minutes * demand.morning_peak / MINUTE,
        sign_ups=sign_ups,
        opening_pages=sign_ups * demand.pages_an_applicant,
    )


def cores(demand: Demand, rates: Rates) -> tuple[int, int]:
    """Of the site and of a database on one machine: for the busier of the two moments, which need not come together.

    A check-in is confirmed the same morning, so its record is written at the same rate.
    """
    needed = [max(1, ceil(max(_moments(demand, rates, side)) / 1000 / demand.busy)) for side in ("site", "database")]
    return needed[0], needed[1]


def _cost(demand: Demand, side: str) -> tuple[float, float, float]:
    """Of a page, of a check-in with its record, and of a sign-up, in milliseconds."""
    page, check_in, confirmed, sign_up = (
        getattr(demand, f"{request}_{side}") for request in ("page", "check_in", "confirmed", "sign_up")
    )
    return page, check_in + confirmed, sign_up


def _moments(demand: Demand, rates: Rates, side: str) -> tuple[float, float]:
    """Milliseconds of processor a second: on the busiest morning, and in the opening minute."""
    page, served, sign_up = _cost(demand, side)
    everyday = rates.pages * page
    return everyday + rates.check_ins * served, everyday + rates.opening_pages * page + rates.sign_ups * sign_up


def _of_rates(demand: Demand, rates: Rates) -> list[Line]:
    a_second = gettext_noop("a second")
    return [
        Line(
            gettext_noop("pages every day"),
            rates.pages,
            a_second,
            "%(people)s × %(visitors)s × %(pages)s × %(hour)s ÷ 3600 s",
            {
                "people": f"{demand.people:,}",
                "visitors": f"{demand.visitors_a_day:g}",
                "pages": f"{demand.pages_a_visitor}",
                "hour": f"{demand.busiest_hour:g}",
            },
        ),
        Line(
            gettext_noop("check-ins of the busiest minute"),
            rates.check_ins,
            a_second,
            "%(check_ins)s ÷ %(minutes)s min × %(peak)s ÷ 60",
            {
                "check_ins": f"{demand.check_ins:,}",
                "minutes": f"{demand.morning_minutes}",
                "peak": f"{demand.morning_peak:g}",
            },
        ),
        Line(
            gettext_noop("sign-ups of the opening minute"),
            rates.sign_ups,
            a_second,
            "%(applicants)s ÷ 60",
            {"applicants": f"{demand.applicants:,}"},
        ),
    ]


def _of_cores(demand: Demand, rates: Rates, site: int, database: int, *, is_spread: bool) -> list[Line]:
    of_one = "(%(first)s × %(page)s ms + %(second)s × %(other)s ms) ÷ %(busy)s"
    of_many = gettext_noop("(%(first)s × %(page)s ms + %(second)s × %(other)s ms) ÷ %(busy)s, × %(spread)s spread")
    unit = gettext_noop("cores")
    return [
        Line(gettext_noop("cores of the site"), site, unit, of_one, _in_the_busier_moment(demand, rates, "site")),
        Line(
            gettext_noop("cores of the database"),
            database,
            unit,
            of_many if is_spread else of_one,
            _in_the_busier_moment(demand, rates, "database"),
        ),
    ]


def _in_the_busier_moment(demand: Demand, rates: Rates, side: str) -> dict[str, str]:
    page, served, sign_up = _cost(demand, side)
    morning, opening = _moments(demand, rates, side)
    first, second, other = (
        (rates.pages, rates.check_ins, served)
        if morning >= opening
        else (rates.pages + rates.opening_pages, rates.sign_ups, sign_up)
    )
    return {
        "first": f"{first:,.0f}",
        "page": f"{page:g}",
        "second": f"{second:,.0f}",
        "other": f"{other:g}",
        "busy": f"{demand.busy:g}",
        "spread": f"{demand.spread_factor:g}",
    }


def _of_disks(demand: Demand, stored: float, disk: float) -> list[Line]:
    return [
        Line(
            gettext_noop("stored"),
            stored,
            "GB",
            gettext_noop("%(people)s × (%(person)s + %(services)s × %(years)s × %(service)s) bytes"),
            {
                "people": f"{demand.people:,}",
                "person": f"{demand.bytes_a_person:,}",
                "services": f"{demand.services_a_year:g}",
                "years": f"{demand.years}",
                "service": f"{demand.bytes_a_service:,}",
            },
        ),
        Line(
            gettext_noop("disk of the database"),
            disk,
            "GB",
            "%(stored)s GB × %(room)s",
            {"stored": f"{stored:,.0f}", "room": f"{1 + demand.free_disk:g}"},
        ),
    ]


def _of_machines(demand: Demand, machines: int, *, is_spread: bool) -> list[Line]:
    one = gettext_noop("at most %(cores)s cores and %(terabytes)s TB each, one PostgreSQL")
    many = gettext_noop("at most %(cores)s cores and %(terabytes)s TB each, a distributed database")
    unit = gettext_noop("machines")
    standbys = demand.copies - 1
    return [
        Line(
            gettext_noop("machines of the database"),
            machines,
            unit,
            many if is_spread else one,
            {"cores": f"{demand.cores_a_machine}", "terabytes": f"{demand.terabytes_a_machine}"},
        ),
        Line(
            gettext_noop("standbys"),
            machines * standbys,
            unit,
            gettext_noop("%(number)s for each machine"),
            {"number": f"{standbys}"},
        ),
    ]
