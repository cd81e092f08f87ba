"""What a place needs in cores, disks and money: arithmetic from the measured cost of a request.

Pure: numbers in, lines out, each with the sum it comes from, so that whoever doubts one can change what it rests on.
Costs are processor time of the benchmarks in docs/benchmarks; what people do, and prices, are assumptions of whoever asks.
"""

from dataclasses import dataclass
from math import ceil

MINUTE = 60
GB = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor time of one request in milliseconds: of the site, and of a database on one machine."""

    site: float
    database: float


CHECK_IN = Cost(1.15, 0.35)  # benchmarks/line.md
SIGN_UP = Cost(1.25, 0.5)  # benchmarks/line.md
PAGE = Cost(15.0, 3.7)  # the page of results, the dearest that many open: benchmarks/search.md
CONFIRMED = Cost(0.61, 0.14)  # a record, of a shift of a thousand that is confirmed: benchmarks/records.md


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of an installation. Each field is a cell that may be changed."""

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


PLACES = {
    "city": Demand(people=3_000_000, check_ins=130_000, applicants=20_000),
    "province": Demand(people=17_000_000, check_ins=720_000, applicants=100_000),
    "nation": Demand(people=236_000_000, check_ins=10_000_000, applicants=1_000_000),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A result: its unit beside it, and how it came about."""

    name: str
    value: float
    unit: str
    sum: str


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
    of_cores = (site + database * demand.copies) * demand.price_core
    of_disks = disk * demand.copies * demand.price_gb
    return [
        Line("pages every day", rates.pages, "a second", _said_of_pages(demand)),
        Line(
            "check-ins of the busiest minute",
            rates.check_ins,
            "a second",
            f"{demand.check_ins:,} ÷ {demand.morning_minutes} min × {demand.morning_peak:g} ÷ 60",
        ),
        Line("sign-ups of the opening minute", rates.sign_ups, "a second", f"{demand.applicants:,} ÷ 60"),
        Line("cores of the site", site, "cores", _said_of_cores(demand, rates, "site")),
        Line(
            "cores of the database",
            database,
            "cores",
            _said_of_cores(demand, rates, "database") + (f", × {demand.spread_factor:g} spread" if spread else ""),
        ),
        Line(
            "stored",
            stored,
            "GB",
            f"{demand.people:,} × ({demand.bytes_a_person:,} + {demand.services_a_year:g} × {demand.years} × "
            f"{demand.bytes_a_service:,}) bytes",
        ),
        Line("disk of the database", disk, "GB", f"× {1 + demand.free_disk:g}"),
        Line(
            "machines of the database",
            machines,
            "machines",
            f"at most {demand.cores_a_machine} cores and {demand.terabytes_a_machine} TB each"
            + (", a distributed database" if spread else ", one PostgreSQL"),
        ),
        Line("standbys", machines * (demand.copies - 1), "machines", f"{demand.copies - 1} for each machine"),
        Line(
            "money",
            of_cores + of_disks,
            "a month",
            f"({site:,} + {database:,} × {demand.copies}) cores × {demand.price_core:g} + "
            f"{disk:,.0f} GB × {demand.copies} × {demand.price_gb:g}",
        ),
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
    needed = []
    for side in ("site", "database"):
        morning, opening = _moments(rates, side)
        needed.append(max(1, ceil(max(morning, opening) / 1000 / demand.busy)))
    return needed[0], needed[1]


def _moments(rates: Rates, side: str) -> tuple[float, float]:
    """Milliseconds of processor a second: on the busiest morning, and in the opening minute."""
    page, check_in, confirmed, sign_up = (getattr(cost, side) for cost in (PAGE, CHECK_IN, CONFIRMED, SIGN_UP))
    everyday = rates.pages * page
    return everyday + rates.check_ins * (check_in + confirmed), everyday + (
        rates.opening_pages * page + rates.sign_ups * sign_up
    )


def _said_of_pages(demand: Demand) -> str:
    return (
        f"{demand.people:,} × {demand.visitors_a_day:g} × {demand.pages_a_visitor} × {demand.busiest_hour:g} ÷ 3600 s"
    )


def _said_of_cores(demand: Demand, rates: Rates, side: str) -> str:
    page, check_in, confirmed, sign_up = (getattr(cost, side) for cost in (PAGE, CHECK_IN, CONFIRMED, SIGN_UP))
    morning, opening = _moments(rates, side)
    if morning >= opening:
        said = f"{rates.pages:,.0f} × {page:g} ms + {rates.check_ins:,.0f} × {check_in + confirmed:g} ms"
    else:
        said = f"{rates.pages + rates.opening_pages:,.0f} × {page:g} ms + {rates.sign_ups:,.0f} × {sign_up:g} ms"
    return f"({said}) ÷ {demand.busy:g}"
