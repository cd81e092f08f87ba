"""The table: a line a route, a column a person. It is read from a file, so that a reviewer sees what a change opens or closes.

`+` may, `.` may not (403 or 404, so that nobody learns what there is), `?` is asked to sign in.
"""

from pathlib import Path

FILE = Path(__file__).parent / "table.txt"
PEOPLE = (
    "nobody",  # not signed in
    "stranger",  # signed in, with no part in any of it
    "subject",  # the volunteer whose service it is
    "reader",  # staff of the organization, by role …
    "recorder",
    "leader",
    "scoped",  # coordinator of another project of the same organization
    "coordinator",
    "treasurer",
    "owner",
    "former",  # was a coordinator
    "rival",  # owner of another organization
    "at_home",  # the same, who names their own organization together with what is another's
    "above",  # officer of the region above, with every right
    "same",  # of the organization's region
    "below",  # of a street of it
    "beside",  # of the region next to it
    "figures",  # of the organization's region, for statistics alone
)

# What only these people ever read of the subject, on whatever page or answer; a number of a document by an act of its own
# that names a purpose and is in the trail.
SENSITIVE = {
    "document number": {"subject", "above", "same"},
    "phone": {"subject"},  # filled in for oneself where one asks for help
    "mail address": {"subject"},
    "birth date": {"subject", "above", "same"},
    "address of a need": {"subject", "coordinator", "owner"},
}
# Looking for somebody leaves an entry even where nobody is found: attempts are counted.
TRIED = frozenset({"GET api:person_by_number"})


def read() -> dict[str, dict[str, str]]:
    """Route to person to sign. Raises ValueError for a line without a sign for everybody."""
    table = {}
    for line in FILE.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        method, name, signs = line.split()
        if len(signs) != len(PEOPLE):
            raise ValueError(f"{line}: {len(PEOPLE)} signs wanted")
        table[f"{method} {name}"] = dict(zip(PEOPLE, signs, strict=True))
    return table


def line(route: str, signs: dict[str, str]) -> str:
    return f"{route:<60} {''.join(signs[person] for person in PEOPLE)}"
