"""What a nation takes: rows by table, bytes on the disk, and the largest part of the nation that fits."""

from dataclasses import dataclass
from fractions import Fraction

from .nation import ACTIVITIES_A_PROJECT, CANCELLED_AMONG, SMALLEST, Nation

# Bytes of a row with its part of every index, measured at 1/1000; `--json` says what a nation that stands takes.
BYTES = {
    "activities_absence": 240,
    "activities_activity": 330,
    "activities_mysignup": 400,
    "activities_post": 300,
    "activities_shift": 310,
    "activities_signup": 235,
    "attendance_attendance": 275,
    "identity_account": 120,
    "identity_claim": 120,
    "identity_consent": 200,
    "identity_document": 220,
    "identity_residence": 310,
    "identity_volunteer": 270,
    "log_leaf": 275,
    "needs_need": 2_850,
    "organizations_node": 2_900,
    "organizations_organization": 500,
    "organizations_seat": 200,
    "organizations_staff": 300,
    "organizations_usccclaim": 450,
    "projects_project": 600,
    "records_organizationrecord": 630,
    "records_recordhead": 585,
    "records_servicerecord": 770,
    "simulation.part": 220,  # with what adding them up takes
    "statistics_personfact": 110,
    "statistics_servicecell": 216,
    "statistics_servicefact": 250,
    "statistics_shiftfact": 230,
    "transfers_transfer": 500,
}
REST = 0.03  # everything else: other cells, the index of search, files of the log
# Cells and the sums they are made of are several a record while a nation is thin, and fewer where its places and months are
# full: so many a record, and no more than so many in all.
CELLS, ALL_CELLS = 7.5, 48_000_000
PARTS, ALL_PARTS = 5, 200_000_000
SHIFTS_AN_ENTRY = 0.25
# Kept free for the write-ahead log, for sorting, and for what else lives on the disk.
SPARE = 3 * 1024**3


@dataclass(frozen=True, slots=True)
class Need:
    """About how many rows each table gets, and how many bytes that takes in all."""

    rows: dict[str, int]

    @property
    def bytes(self) -> int:
        return round(sum(BYTES[table] * count for table, count in self.rows.items()) * (1 + REST)) + SPARE


def of(nation: Nation) -> Need:
    """A few tables depend on chance; they are near what was measured."""
    people, organizations, projects, entries = nation.people, nation.organizations, nation.projects, nation.entries
    activities = projects * ACTIVITIES_A_PROJECT
    chunks = list(nation.chunks())
    records, leaves = sum(chunk.records for chunk in chunks), sum(chunk.leaves for chunk in chunks)
    without = entries - records
    cancelled = without // CANCELLED_AMONG
    return Need(
        {
            "identity_volunteer": people,
            "identity_account": people,
            "identity_claim": round(people * 1.9),
            "identity_document": round(people * 0.9),
            "identity_consent": people,
            "identity_residence": people,
            "organizations_organization": organizations,
            "organizations_node": organizations,
            "organizations_staff": 2 * organizations,
            "organizations_seat": 2 * organizations,
            "organizations_usccclaim": round(organizations * 0.6),
            "projects_project": projects,
            "activities_activity": activities,
            "activities_post": activities,
            "activities_shift": round(entries * SHIFTS_AN_ENTRY),
            "activities_signup": entries,
            "activities_mysignup": entries,
            "attendance_attendance": entries - cancelled,
            "activities_absence": without - cancelled,
            "records_servicerecord": leaves,
            "records_recordhead": records,
            "records_organizationrecord": records,
            "log_leaf": leaves,
            "needs_need": nation.needs,
            "transfers_transfer": nation.transfers,
            "simulation.part": _filling(records * PARTS, ALL_PARTS),
            "statistics_personfact": people,
            "statistics_servicecell": _filling(records * CELLS, ALL_CELLS),
            "statistics_servicefact": records,
            "statistics_shiftfact": round(entries * SHIFTS_AN_ENTRY),
        }
    )


def _filling(wanted: float, most: int) -> int:
    """How many of ``most`` places are filled by so many things that fall into them."""
    return round(wanted * most / (wanted + most))


def largest(free: int, nation: Nation) -> Fraction | None:
    """The largest scale 1/n that fits, None where none does."""
    for parts in range(1, SMALLEST.denominator + 1):
        if of(Nation(Fraction(1, parts), nation.seed, nation.until)).bytes <= free:
            return Fraction(1, parts)
    return None
